"""What is known of a nation's days before anybody enters them: the ``holidays`` package and our table of stand-downs.

Pure: reads the package and calendars/data/stand_downs.yaml, and nothing of the database.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from inspect import signature
from pathlib import Path
from typing import Any

import holidays
import yaml
from holidays.registry import COUNTRIES

TABLE = Path(__file__).parent / "data" / "stand_downs.yaml"
SOURCE = f"holidays {version('holidays')}"
ENGLISH = "en_US"
# By alpha-2: the package has alpha-3 codes of its own for some nations, and its MAR is the month of March.
ISO = {"BAH": "BHR", "BLG": "BGR", "GUA": "GTM", "MOR": "MAR", "VTU": "VUT"}
ALPHA2 = {ISO.get(names[2], names[2]): names[1] for names in COUNTRIES.values()}
SAYS_ESTIMATES = "islamic_show_estimated"  # Some nations' estimates are marked only if one asks.


@dataclass(frozen=True)
class KnownHoliday:
    """A public holiday as the package gives it."""

    day: date
    name_en: str
    name_fr: str  # "" where the package has none.
    name_local: str  # "" where it is the English name.
    is_estimate: bool


@dataclass(frozen=True)
class KnownStandDown:
    key: str
    name_en: str
    name_fr: str
    starts_on: date
    ends_on: date
    stops_work: bool
    is_estimate: bool


def edition() -> str:
    """Which package and which table: when either changes, everything is loaded again."""
    return f"{SOURCE}, table {_table()['version']}"


def knows(code: str) -> bool:
    """Whether the package has the nation with this ISO 3166 alpha-3 code."""
    return code in ALPHA2


def weekend_of(code: str, year: int) -> list[int]:
    """ISO weekdays on which the nation doesn't work."""
    return sorted(number + 1 for number in _country(code, year, None).weekend)


def holidays_of(code: str, year: int) -> list[KnownHoliday]:
    """The public holidays of a nation in one year: in English, in its own language, and in French if that is known."""
    plain = _country(code, year, None)
    languages: Collection[str] = plain.supported_languages
    english = _names(code, year, ENGLISH if ENGLISH in languages else plain.default_language)
    french = _names(code, year, next((name for name in languages if name.startswith("fr")), ""))
    local = _names(code, year, plain.default_language)
    return [
        KnownHoliday(day, name, french.get(day, ("",))[0], "" if local[day][0] == name else local[day][0], is_estimate)
        for day, (name, is_estimate) in sorted(english.items())
    ]


def _names(code: str, year: int, language: str | None) -> dict[date, tuple[str, bool]]:
    """Day to name and whether it is an estimate; nothing where no *language* is asked for by name ("")."""
    if language == "":
        return {}
    found = _country(code, year, language)
    estimated, both, observed = (_tail(found, label) for label in ("estimated", "observed_estimated", "observed"))
    names = {}
    for day, name in found.items():
        plain = name.replace(both, observed).replace(estimated, "") if estimated else name
        names[day] = (plain, plain != name)
    return names


def _tail(country: Any, label: str) -> str:
    """What the package writes behind the name of such a holiday, such as " (estimated)"."""
    text = country.tr(getattr(country, f"{label}_label", f"%s ({label.replace('_', ', ')})"))
    return str(text).replace("%s", "")


def _country(code: str, year: int, language: str | None) -> Any:
    country: Any = type(holidays.country_holidays(ALPHA2[code]))
    more = {SAYS_ESTIMATES: True} if SAYS_ESTIMATES in signature(country.__init__).parameters else {}
    return country(years=year, language=language, **more)


def stand_downs_of(code: str, year: int) -> Iterator[KnownStandDown]:
    """Those of a nation that begin in one year."""
    for said in _table()["yearly"]:
        yield from (_known(said, *_in_year(each, year)) for each in said["periods"] if code in each["nations"])
    for said in _table()["dated"]:
        if code in said["nations"]:
            yield from (_known(said, first, last) for first, last in said["periods"] if first.year == year)


def _in_year(period: dict[str, str], year: int) -> tuple[date, date]:
    first, last = (date.fromisoformat(f"{year:04}-{period[end]}") for end in ("from", "to"))
    return first, last if last >= first else last.replace(year=year + 1)


def _known(said: dict[str, Any], first: date, last: date) -> KnownStandDown:
    name = said["name"]
    is_closed, is_estimate = said.get("closed", False), said.get("estimated", False)
    return KnownStandDown(said["key"], name["en"], name["fr"], first, last, is_closed, is_estimate)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table
