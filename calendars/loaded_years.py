"""Which years of which nation are loaded: how many public holidays, how many of them estimates, from which edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from accounts import registry
from accounts.models import Party
from calendars import sources
from calendars.models import Holiday, LoadedYear, StandDown
from calendars.services.loading import YEARS_AHEAD


@dataclass(frozen=True)
class Year:
    """What is known of one year of one nation."""

    year: int
    holidays: int = 0
    estimates: int = 0
    corrected: int = 0
    stand_downs: int = 0
    edition: str = ""  # "": never loaded.

    @property
    def is_loaded(self) -> bool:
        return bool(self.edition)

    @property
    def is_current(self) -> bool:
        """Whether it came from the edition of the sources that is installed; if not, the next sweep loads it anew."""
        return self.edition == sources.edition()


@dataclass(frozen=True)
class Row:
    party: Party
    is_known: bool  # To the source; of others the nation's keeper enters its days.
    years: list[Year]


def table(first: int) -> dict[str, Any]:
    """Every nation, with the years from *first* on that are kept loaded; in constant queries."""
    years = range(first, first + YEARS_AHEAD + 1)
    nations = [party for party in registry.parties() if party.is_nation]
    numbers = _numbers(years)
    rows = [
        Row(party, _is_known(party), [numbers.get((party.pk, year), Year(year)) for year in years]) for party in nations
    ]
    return {"rows": rows, "years": years, "edition": sources.edition()}


def _is_known(party: Party) -> bool:
    return not party.is_fictitious and sources.knows(party.code)


def _numbers(years: Iterable[int]) -> dict[tuple[int, int], Year]:
    editions = dict(_editions(years))
    holidays = {
        (party, year): (count, estimates, corrected) for party, year, count, estimates, corrected in _holidays(years)
    }
    downs = {(party, year): count for party, year, count in _stand_downs(years)}
    found = {}
    for key in editions.keys() | holidays.keys() | downs.keys():
        count, estimates, corrected = holidays.get(key, (0, 0, 0))
        found[key] = Year(key[1], count, estimates, corrected, downs.get(key, 0), editions.get(key, ""))
    return found


def _editions(years: Iterable[int]) -> Iterable[tuple[tuple[int, int], str]]:
    rows = LoadedYear.objects.filter(year__in=list(years)).values_list("party", "year", "edition")
    return (((party, year), edition) for party, year, edition in rows)


def _holidays(years: Iterable[int]) -> Iterable[tuple[int, int, int, int, int]]:
    rows = Holiday.objects.filter(day__year__in=list(years), is_kept=True).annotate(year=ExtractYear("day"))
    estimates, corrected = Count("pk", filter=Q(is_estimate=True)), Count("pk", filter=Q(is_corrected=True))
    grouped = rows.order_by().values("party", "year").annotate(n=Count("pk"), estimates=estimates, own=corrected)
    return grouped.values_list("party", "year", "n", "estimates", "own")


def _stand_downs(years: Iterable[int]) -> Iterable[tuple[int, int, int]]:
    rows = StandDown.objects.filter(starts_on__year__in=list(years), is_kept=True)
    grouped = rows.order_by().annotate(year=ExtractYear("starts_on")).values("party", "year").annotate(n=Count("pk"))
    return grouped.values_list("party", "year", "n")
