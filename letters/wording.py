"""The sentences of letters, in the language that is active."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dates import day, days
from accounts.models import Party
from letters.tongues import Tongue
from participants.answers import Answer
from participants.packets import Cover
from participants.terms import Contribution


def invitation(cover: Cover, party: Party) -> list[str]:
    named = {"party": party, "exchange": cover.title, "days": days(cover.starts_on, cover.ends_on)}
    return [
        _("We invite %(party)s to take part in %(exchange)s, %(days)s.") % named,
        _("Please give your answer in the portal, where your questions are answered too."),
    ]


def receipt(cover: Cover, party: Party, at: str) -> list[str]:
    named = {"party": party, "exchange": cover.title, "when": at}
    return [_("We received the answer of %(party)s to our invitation to %(exchange)s on %(when)s. It says:") % named]


def until(on: date, cover: Cover) -> str:
    return _("%(day)s, end of the day (%(zone)s)") % {"day": day(on), "zone": cover.zone}


def fallback(tongue: Tongue) -> str:
    """Said openly where the nation writes in a language that Accord doesn't."""
    if not tongue.wanted:
        return ""
    return _("Accord writes no letters in %(language)s yet.") % {"language": tongue.wanted_name}


def answer(given: Answer) -> list[tuple[str, str]]:
    """Everything that it says, each with its name; what isn't said is left out."""
    return [fact for fact in _answer(given) if fact[1]]


def _answer(given: Answer) -> Iterator[tuple[str, str]]:
    reply, terms = given.reply, given.terms
    yield _("Answer"), str(reply.get_answer_display())
    yield _("Seats"), str(reply.seats or "")
    yield _("Level"), terms.level_words
    yield _("Tentative until"), day(terms.until) if terms.until else ""
    if terms.counter.first and terms.counter.last:
        yield _("Dates proposed instead"), days(terms.counter.first, terms.counter.last)
    yield _("Seats proposed instead"), str(terms.counter.seats or "")
    for numbers in terms.numbers:
        yield numbers.words, f"{numbers.least}–{numbers.most}" if numbers.least != numbers.most else f"{numbers.most}"
    for each in terms.contributions:
        yield each.words, _contribution(each)
    for caveat in given.caveats:
        activity = _("one activity of the schedule") if caveat.caveat.serial else ""
        yield _("Caveat"), " · ".join(filter(None, [caveat.words, caveat.party, activity, caveat.text]))
    yield _("Caveats"), reply.caveats
    yield _("Comment"), reply.comment


def _contribution(each: Contribution) -> str:
    count = (
        ngettext("%(n)d of them", "%(n)d of them", each.quantity) % {"n": each.quantity} if each.quantity > 1 else ""
    )
    window = days(each.first, each.last) if each.first and each.last else ""
    return " · ".join(filter(None, [each.name, count, window, each.particulars]))
