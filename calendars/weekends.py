"""The days of the week on which a party doesn't work, and whose days an organisation keeps."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from accounts.dates import FIRST_YEAR, LAST_YEAR
from accounts.models import Party
from calendars.models import Weekend
from calendars.models.days import SATURDAY, SUNDAY

DEFAULT_WEEKEND = frozenset({SATURDAY, SUNDAY})
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


@dataclass(frozen=True)
class WeekendRule:
    """Which weekdays (ISO 8601) are free between two days, both inclusive."""

    weekdays: frozenset[int]
    first: date = FIRST_DAY
    last: date = LAST_DAY


def free_weekdays(rules: Iterable[WeekendRule], day: date) -> frozenset[int]:
    """The weekdays that are free in the week of *day*; where no rule speaks of it, Saturday and Sunday."""
    return next((rule.weekdays for rule in rules if rule.first <= day <= rule.last), DEFAULT_WEEKEND)


def is_weekend(rules: Iterable[WeekendRule], day: date) -> bool:
    return day.isoweekday() in free_weekdays(rules, day)


def keeper_id(party: Party) -> int:
    """The nation whose days *party* keeps; itself if it belongs to none."""
    return party.nation_id or party.pk


def weekends_of(nations: Collection[int]) -> dict[int, list[WeekendRule]]:
    """The rules of each nation, by its primary key."""
    found: dict[int, list[WeekendRule]] = defaultdict(list)
    for row in Weekend.objects.filter(party__in=nations):
        rule = WeekendRule(frozenset(row.weekdays), row.starts_on or FIRST_DAY, row.ends_on or LAST_DAY)
        found[row.party_id].append(rule)
    return found
