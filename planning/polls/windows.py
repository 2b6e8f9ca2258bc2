"""The windows of a date poll: read from an address, and checked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.dates import check_order, check_years

MOST_WINDOWS = 10


class Days(NamedTuple):
    """A window, from its first day to its last, which counts."""

    starts_on: date
    ends_on: date

    def __str__(self) -> str:
        return f"{self.starts_on.isoformat()}/{self.ends_on.isoformat()}"


def in_address(texts: Iterable[str]) -> list[Days]:
    """The windows that an address proposes as ``2027-09-06/2027-09-19``, each once; anything else is passed over."""
    return list(dict.fromkeys(days for text in texts if (days := _read(text)) is not None))


def _read(text: str) -> Days | None:
    first, _slash, last = text.partition("/")
    try:
        return Days(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None


def check(windows: Sequence[Days], *, reply_by: date) -> None:
    """Refuse windows that nobody could answer about.

    Raises:
        ValidationError: under "starts_on_2", "ends_on_2" for the second, and so on; under "starts_on_1" where none is
            offered, under "windows" where there are too many.
    """
    if not windows:
        raise ValidationError({"starts_on_1": _("Offer at least one window.")})
    if len(windows) > MOST_WINDOWS:
        text = _("Offer at most %(most)d windows; these are %(count)d.")
        raise ValidationError({"windows": text % {"most": MOST_WINDOWS, "count": len(windows)}})
    problems: dict[str, object] = {}
    seen: Counter[Days] = Counter()
    for number, days in enumerate(windows, start=1):
        problems |= {f"{field}_{number}": text for field, text in _problems(days, reply_by).items()}
        if seen[days]:
            problems.setdefault(f"starts_on_{number}", _("This window is offered already."))
        seen[days] += 1
    if problems:
        raise ValidationError(problems)


def _problems(days: Days, reply_by: date) -> dict[str, object]:
    try:
        check_years(starts_on=days.starts_on, ends_on=days.ends_on)
        check_order(*days)
    except ValidationError as problem:
        return dict(problem.message_dict)
    if days.starts_on <= reply_by:
        return {"starts_on": _("It begins before the nations have answered.")}
    return {}
