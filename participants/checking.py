"""Whether what an answer says can be: each thing that can't is named, all of them at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participants.states import State
from participants.terms import Category, CaveatKind, Contribution, Level, Numbers, Terms


@dataclass(frozen=True)
class Offer:
    """What the answer is about, as far as its checks ask."""

    seats: int
    starts_on: date
    today: date  # Where the host is.
    own: str  # The code of the nation that answers.
    parties: Collection[str]  # Codes that may be named.
    serials: Collection[str]  # Keys of those that whoever answers may see.
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # By category; none: any, within the seats.
    is_observing: bool = False  # Whether the nation is invited to observe and no more.


def check(terms: Terms, offer: Offer) -> None:
    """Refuse what can't be.

    Raises:
        ValidationError: by part: "caveats", "numbers", "contributions", "counter", "until", "level".
    """
    rules = {
        "caveats": _caveats,
        "numbers": _numbers,
        "contributions": _contributions,
        "counter": _counter,
        "until": _until,
        "level": _level,
    }
    problems = {name: text for name, rule in rules.items() if (text := rule(terms, offer))}
    if problems:
        raise ValidationError(problems)


def check_complete(terms: Terms, answer: str) -> Terms:
    """*terms*, if they hold what the answer needs once it is sent.

    Raises:
        ValidationError: by part.
    """
    if answer == State.COUNTERED and not terms.counter:
        raise ValidationError({"counter": _("Say what you propose instead: other dates, or another number of seats.")})
    return terms


def _caveats(terms: Terms, offer: Offer) -> str:
    for caveat in terms.caveats:
        if caveat.kind == CaveatKind.NOT_WITH and not caveat.party:
            return _("Name the nation that you will not be paired with.")
        if caveat.party and (caveat.party == offer.own or caveat.party not in offer.parties):
            return _("Choose another nation than your own.")
        if caveat.serial and caveat.serial not in offer.serials:
            return _("One of these activities is not there any more. Choose another, or none.")
        if caveat.kind in {CaveatKind.ONLY_IF, CaveatKind.OTHER} and not caveat.text:
            return _("Say in words what the caveat is.")
    return ""


def _numbers(terms: Terms, offer: Offer) -> str:
    if any(row.least > row.most for row in terms.numbers):
        return _("The smaller number comes first.")
    if len({row.category for row in terms.numbers}) < len(terms.numbers):
        return _("Each category is named once.")
    if offer.is_observing and any(row.category != Category.OBSERVERS for row in terms.numbers):
        return _("You are invited to observe: the numbers are those of observers alone.")
    total = sum(row.most for row in terms.numbers)
    if total > offer.seats:
        words: dict[str, object] = {"total": total, "seats": offer.seats}
        return _("These add up to %(total)s at most, and you are offered %(seats)s seats.") % words
    return next((text for row in terms.numbers if offer.ranges and (text := _outside(row, offer.ranges))), "")


def _level(terms: Terms, offer: Offer) -> str:
    if offer.is_observing and terms.level not in {"", Level.OBSERVER}:
        return _("You are invited to observe. Ask the host if you want to take part.")
    return ""


def _outside(row: Numbers, ranges: Mapping[str, tuple[int, int]]) -> str:
    """Why the numbers of one category are outside what the host offers."""
    if row.category not in ranges:
        return _("Outside the offer: no seats are offered for %(category)s.") % {"category": row.words}
    least, most = ranges[row.category]
    if least <= row.least and row.most <= most:
        return ""
    words = {"category": row.words, "least": least, "most": most}
    return _("Outside the offer: %(category)s, between %(least)s and %(most)s.") % words


def _contributions(terms: Terms, offer: Offer) -> str:
    if any(_is_reversed(row) for row in terms.contributions):
        return _("A contribution can't leave before it comes.")
    if any(row.last is not None and row.last < offer.today for row in terms.contributions):
        return _("These days have passed.")
    return ""


def _is_reversed(row: Contribution) -> bool:
    return row.first is not None and row.last is not None and row.last < row.first


def _counter(terms: Terms, offer: Offer) -> str:
    counter = terms.counter
    if (counter.first is None) != (counter.last is None):
        return _("Give both the first and the last day.")
    if counter.first is not None and counter.first <= offer.today:
        return _("The dates that you propose have passed.")
    if counter.first is not None and counter.last is not None and counter.last < counter.first:
        return _("The last day can't be before the first.")
    return ""


def _until(terms: Terms, offer: Offer) -> str:
    if terms.until is None:
        return ""
    if terms.until < offer.today:
        return _("That day has passed.")
    return _("The exchange will have begun by then.") if terms.until >= offer.starts_on else ""
