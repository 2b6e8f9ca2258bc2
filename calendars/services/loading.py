"""Bring a nation's public days up to what the sources know, and leave alone what its keeper has corrected."""

from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import FIRST_YEAR, LAST_YEAR
from accounts.models import Party
from audit.services import record
from calendars import sources
from calendars.models import Holiday, LoadedYear, StandDown, Weekend
from calendars.sources import SOURCE, KnownHoliday, KnownStandDown
from clearances.guards import SYSTEM

YEARS_AHEAD = 3
MOST_YEARS = 10
BATCH = 10  # Nations a sweep: the other sweeps wait for it.
NEAR = 15  # Days by which a newer estimate may differ from the one that a keeper has corrected.
TABLE = "table of stand-downs"  # The source of what came from there.
SAID = ("name_fr", "name_local", "is_estimate", "source")


@dataclass(frozen=True)
class Loaded:
    """How many holidays and stand-downs changed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(*(mine + yours for mine, yours in zip(astuple(self), astuple(other), strict=True)))


def load_holidays(years: Iterable[int]) -> Loaded:
    """Load these years of every nation that the sources know. Again, it changes nothing.

    Raises:
        ValidationError: a year out of reach, or more than ten.
    """
    wanted = sorted(set(years))
    if not wanted or len(wanted) > MOST_YEARS or not FIRST_YEAR <= wanted[0] <= wanted[-1] <= LAST_YEAR:
        problem = _("Name between one and %(n)d years from %(first)d to %(last)d.")
        raise ValidationError(problem % {"n": MOST_YEARS, "first": FIRST_YEAR, "last": LAST_YEAR})
    return sum((load_nation(nation, wanted) for nation in _nations()), Loaded())


def keep_loaded(at: datetime) -> int:
    """Sweep: this year and the three after it, wherever they were never loaded or the sources are newer."""
    years = range(at.year, at.year + YEARS_AHEAD + 1)
    done = LoadedYear.objects.filter(year__in=years, edition=sources.edition()).values_list("party", "year")
    present = set(done)
    due = [nation for nation in _nations() if any((nation.pk, year) not in present for year in years)]
    for nation in due[:BATCH]:
        load_nation(nation, years)
    return len(due[:BATCH])


def _nations() -> list[Party]:
    found = Party.objects.filter(is_nation=True, is_fictitious=False).order_by("code")
    return [nation for nation in found if sources.knows(nation.code)]


@transaction.atomic
def load_nation(nation: Party, years: Collection[int]) -> Loaded:
    """The holidays, stand-downs and, if it has none, the weekend of one nation."""
    Party.objects.select_for_update().get(pk=nation.pk)
    _load_weekend(nation, min(years))
    done = Loaded()
    for year in years:
        done += _load_year(nation, year) + _load_stand_downs(nation, year)
        LoadedYear.objects.update_or_create(party=nation, year=year, defaults={"edition": sources.edition()})
    if done != Loaded():
        record(SYSTEM, "holidays.loaded", nation, added=done.added, changed=done.changed, removed=done.removed)
    return done


def _load_weekend(nation: Party, year: int) -> None:
    if not Weekend.objects.filter(party=nation).exists():
        Weekend.objects.create(party=nation, weekdays=sources.weekend_of(nation.code, year))


def _load_year(nation: Party, year: int) -> Loaded:
    rows = Holiday.objects.filter(party=nation, source_day__year=year).select_for_update()
    present = {(row.source_day, row.name_en): row for row in rows}
    known = {(each.day, each.name_en): each for each in sources.holidays_of(nation.code, year)}
    changed = sum(_bring_up(present[key], known[key]) for key in known.keys() & present.keys())
    new = _without_corrected([known[key] for key in known.keys() - present.keys()], present, known)
    Holiday.objects.bulk_create([_holiday(nation, each) for each in new])
    gone = [row.pk for key, row in present.items() if key not in known and not row.is_corrected]
    Holiday.objects.filter(pk__in=gone).delete()
    return Loaded(len(new), changed, len(gone))


def _holiday(nation: Party, known: KnownHoliday) -> Holiday:
    said = {name: getattr(known, name) for name in ("day", "name_en", "name_fr", "name_local", "is_estimate")}
    return Holiday(party=nation, source_day=known.day, source=SOURCE, **said)


def _bring_up(row: Holiday, known: KnownHoliday) -> bool:
    """Whether an uncorrected row had to be brought up to what the source says now."""
    said = (known.name_fr, known.name_local, known.is_estimate, SOURCE)
    if row.is_corrected or said == tuple(getattr(row, name) for name in SAID):
        return False
    row.name_fr, row.name_local, row.is_estimate, row.source = said
    row.changed_at, row.version = timezone.now(), row.version + 1
    row.save(update_fields=[*SAID, "changed_at", "version"])
    return True


def _without_corrected(new: list[KnownHoliday], present: dict[Any, Holiday], known: Any) -> list[KnownHoliday]:
    """Those that aren't a newer estimate of a day that the keeper has corrected meanwhile."""
    orphans = [row for key, row in present.items() if row.is_corrected and key not in known]
    return [each for each in new if not any(_is_near(row, each.name_en, each.day) for row in orphans)]


def _is_near(row: Holiday, name: str, day: date) -> bool:
    return row.name_en == name and abs((row.source_day - day).days) <= NEAR


def _load_stand_downs(nation: Party, year: int) -> Loaded:
    """Those of the table alone: what a nation entered itself has a source of its own."""
    rows = StandDown.objects.filter(party=nation, source_day__year=year, source=TABLE).select_for_update()
    present = {(row.key, row.source_day): row for row in rows}
    known = {(each.key, each.starts_on): each for each in sources.stand_downs_of(nation.code, year)}
    new = _without_moved([known[key] for key in known.keys() - present.keys()], present, known)
    for each in new:
        StandDown.objects.create(party=nation, source=TABLE, source_day=each.starts_on, **vars(each))
    changed = sum(_bring_up_stand_down(present[key], known[key]) for key in known.keys() & present.keys())
    gone = [row.pk for key, row in present.items() if key not in known and not row.is_corrected]
    StandDown.objects.filter(pk__in=gone).delete()
    return Loaded(len(new), changed, len(gone))


def _bring_up_stand_down(row: StandDown, known: KnownStandDown) -> bool:
    said = vars(known)
    if row.is_corrected or said == {name: getattr(row, name) for name in said}:
        return False
    for name, value in said.items():
        setattr(row, name, value)
    row.changed_at, row.version = timezone.now(), row.version + 1
    row.save(update_fields=[*said, "changed_at", "version"])
    return True


def _without_moved(new: list[KnownStandDown], present: dict[Any, StandDown], known: Any) -> list[KnownStandDown]:
    """Those that aren't newer days of a stand-down that the keeper has corrected meanwhile."""
    orphans = [row for key, row in present.items() if row.is_corrected and key not in known]
    return [
        each
        for each in new
        if not any(row.key == each.key and abs((row.source_day - each.starts_on).days) <= NEAR for row in orphans)
    ]
