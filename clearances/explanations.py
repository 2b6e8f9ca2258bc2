"""Why somebody can or can't see something: the decision's own steps in plain words of the reader's language.

Only facts about the subject are told. Whether a label names their nation to exclude it or merely doesn't name it, who
owns it, which level and compartments it has: the words are the same, because that isn't the reader's to know.

``summary`` says it in one sentence, ``mend`` whom to ask. Both are for readers who see the part itself, with its
marking: only they may be sent to the label's owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import dates
from clearances.decisions import Clearance, Decision, Fact, Reason, Rule, Step, World

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Wording: TypeAlias = tuple[_StrPromise, _StrPromise]  # To oneself, about somebody else.


class Reader(Enum):
    """Who reads the explanation, seen from the person whose sight is explained."""

    ONESELF = "oneself"
    SAME_NATION = "may know that person's nationality and vetting"
    ANOTHER_NATION = "may know neither"


@dataclass(frozen=True, slots=True)
class Names:
    """What parties, and levels by policy and rank, are called; without a name their code stands in."""

    world: World
    parties: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def party(self, code: str) -> str:
        return self.parties.get(code, code)

    def clearance(self, clearance: Clearance) -> str:
        code = self.world.policies[clearance.policy].levels[clearance.rank]
        return self.levels.get((clearance.policy, clearance.rank), f"{code} ({clearance.policy})")


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in words. *passed* is None where the reader may not know."""

    rule: Rule | None
    passed: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class About:
    """Whose sight is explained: their name, whom they act for, where their days begin, and whose the label is."""

    person: str
    organisation: str
    owner: str
    zone: tzinfo = UTC
    on: str = ""  # The past day that is asked about, as it is written; empty for now.


def explain(decision: Decision, reader: Reader, names: Names) -> list[Line]:
    """The rules that were applied, in order, up to the one that denies.

    Only for readers who may see the object's cover; ``undetermined`` is for everybody else.
    """
    lines: list[Line] = []
    for step in decision:
        if _is_withheld(step, reader):
            return [*lines, Line(None, None, str(WITHHELD))]
        lines.append(Line(step.rule, step.passed, _sentence(step, reader, names)))
    return lines


def summary(decision: Decision, reader: Reader, names: Names, about: About) -> str:
    """One sentence: whether they can see it and, if not, why. It says nothing that ``explain`` keeps to itself."""
    last = None
    for last in decision:
        if _is_withheld(last, reader):
            return gettext("Whether %(person)s can see this is known to their own nation only.") % {
                "person": about.person
            }
    if last is None or last.passed:
        return str((CAN, COULD)[bool(about.on)][reader is not Reader.ONESELF]) % _spoken(about)
    because = str(BECAUSE[last.fact.reason][reader is not Reader.ONESELF]) % (
        _details(last.fact, names) | {"day": _last_day(last.fact, about)}
    )
    wording = (CANNOT, COULD_NOT)[bool(about.on)][reader is not Reader.ONESELF]
    return str(wording) % (_spoken(about) | {"because": because})


def mend(decision: Decision, reader: Reader, about: About) -> str:
    """Who can change that it is denied; empty where nothing is, or where the reader may not know what is."""
    last = None
    for last in decision:
        if _is_withheld(last, reader):
            return ""
    if last is None or last.passed:
        return ""
    return str(MENDS.get(last.fact.reason, "")) % _spoken(about)


def asks_of_the_person(decision: Decision) -> bool:
    """Whether a rule about the person's nationality or vetting was applied, however it went."""
    return any(_is_personal(step) for step in decision)


def _is_personal(step: Step) -> bool:
    """That nobody is asked for a nationality or a clearance is a fact about the part, not about the person."""
    return step.rule in PERSONAL and step.fact.reason not in NOT_ASKED


def _is_withheld(step: Step, reader: Reader) -> bool:
    """The rules about a person's nationality and vetting end the explanation for another nation, however they go."""
    return _is_personal(step) and reader is Reader.ANOTHER_NATION


def _spoken(about: About) -> dict[str, str]:
    return {"person": about.person, "organisation": about.organisation, "owner": about.owner, "on": about.on}


def _last_day(fact: Fact, about: About) -> str:
    """The last day of a clearance that ran out, or the first of one that hasn't begun."""
    if fact.clearance is None:
        return ""
    period = fact.clearance.period
    if fact.reason is Reason.NOT_YET_VALID:
        return dates.day(period.start.astimezone(about.zone)) if period.start else ""
    return dates.day((period.end - timedelta(microseconds=1)).astimezone(about.zone)) if period.end else ""


def undetermined() -> list[Line]:
    """The same answer for a hidden object and for one that never existed."""
    return [Line(None, None, str(UNDETERMINED))]


def _sentence(step: Step, reader: Reader, names: Names) -> str:
    other = reader is not Reader.ONESELF
    template = YES if step.passed else NO
    found = str(FOUND[step.fact.reason][other]) % _details(step.fact, names)
    return str(template) % {"question": QUESTIONS[step.rule][other], "found": found}


def _details(fact: Fact, names: Names) -> dict[str, str]:
    return {
        "party": names.party(fact.party),
        "nations": ", ".join(sorted(map(names.party, fact.nationalities))),
        "clearance": names.clearance(fact.clearance) if fact.clearance else "",
    }


def _same(wording: _StrPromise) -> Wording:
    return wording, wording


PERSONAL = frozenset({Rule.NATIONALITY, Rule.CLEARANCE, Rule.VALIDITY, Rule.RECOGNITION, Rule.LEVEL, Rule.COMPARTMENTS})
NOT_ASKED = frozenset({Reason.NATIONALITY_NOT_ASKED, Reason.CLEARANCE_NOT_NEEDED})
YES = _("%(question)s: yes. %(found)s")
NO = _("%(question)s: no. %(found)s")
UNDETERMINED = _("This cannot be determined.")
WITHHELD = _("Whether nationality and clearance suffice is known to that person's own nation only.")

QUESTIONS: dict[Rule, Wording] = {
    Rule.ACCOUNT: (_("Your account"), _("Their account")),
    Rule.NEED_TO_KNOW: (_("Your need to know"), _("Their need to know")),
    Rule.AGREEMENT: _same(_("Covered by an agreement")),
    Rule.AUDIENCE: (_("Released to you"), _("Released to them")),
    Rule.NATIONALITY: (_("Your nationality"), _("Their nationality")),
    Rule.CLEARANCE: (_("Your clearance"), _("Their clearance")),
    Rule.VALIDITY: (_("Your clearance is valid"), _("Their clearance is valid")),
    Rule.RECOGNITION: (_("Your clearance is recognised"), _("Their clearance is recognised")),
    Rule.LEVEL: (_("Your clearance is high enough"), _("Their clearance is high enough")),
    Rule.COMPARTMENTS: (_("Your compartments"), _("Their compartments")),
}

FOUND: dict[Reason, Wording] = {
    Reason.ACCOUNT_OPEN: (_("Your account is open."), _("Their account is open.")),
    Reason.ACCOUNT_INACTIVE: (_("Your account is not active."), _("Their account is not active.")),
    Reason.SUSPENDED: (
        _("%(party)s is suspended at present."),
        _("%(party)s, for which they act, is suspended at present."),
    ),
    Reason.SIGN_IN_TOO_WEAK: (
        _("You need to sign in with a stronger method."),
        _("They need to sign in with a stronger method."),
    ),
    Reason.ABOVE_CEILING: _same(_("It lies above what this feed may hold.")),
    Reason.GRANTED: (_("You have been given need-to-know."), _("They have been given need-to-know.")),
    Reason.NOT_GRANTED: (
        _("You have not been given need-to-know, or it has run out."),
        _("They have not been given need-to-know, or it has run out."),
    ),
    Reason.OWN: _same(_("What %(party)s may receive reaches this part.")),
    Reason.WITHIN_AGREEMENT: _same(_("What %(party)s may receive reaches this part.")),
    Reason.ABOVE_AGREEMENT: _same(_("What %(party)s may receive does not reach this part.")),
    Reason.RELEASED: _same(_("This part is released to %(party)s.")),
    Reason.NOT_RELEASED: _same(_("This part is not released to %(party)s.")),
    Reason.EXCLUDED: _same(_("This part is not released to %(party)s.")),
    Reason.NATIONALITY_NOT_ASKED: _same(_("It is not asked for here.")),
    Reason.NATIONALITY_ADMITTED: _same(_("It is admitted.")),
    Reason.NATIONALITY_WAIVED: (_("A waiver is in force for you."), _("A waiver is in force for them.")),
    Reason.NATIONALITY_UNKNOWN: (_("None is recorded for you."), _("None is recorded for them.")),
    Reason.NATIONALITY_NOT_ADMITTED: _same(_("Not admitted here without a waiver: %(nations)s.")),
    Reason.CLEARANCE_NOT_NEEDED: _same(_("None is needed here.")),
    Reason.CLEARANCE_HELD: (_("You hold one."), _("They hold one.")),
    Reason.CLEARANCE_MISSING: (
        _("One is needed here and you hold none."),
        _("One is needed here and they hold none."),
    ),
    Reason.VALID: _same(_("%(clearance)s is in force.")),
    Reason.NOT_ACTIVE: _same(_("%(clearance)s is not active.")),
    Reason.NOT_YET_VALID: _same(_("%(clearance)s has not begun.")),
    Reason.LAPSED: _same(_("%(clearance)s has run out.")),
    Reason.SAME_POLICY: _same(_("%(clearance)s counts here.")),
    Reason.RECOGNISED: _same(_("%(clearance)s counts here.")),
    Reason.NOT_RECOGNISED: _same(_("%(clearance)s does not count here.")),
    Reason.HIGH_ENOUGH: _same(_("%(clearance)s reaches this part.")),
    Reason.TOO_LOW: _same(_("%(clearance)s does not reach this part.")),
    Reason.NO_COMPARTMENTS: _same(_("%(clearance)s holds all that this part asks.")),
    Reason.COMPARTMENTS_HELD: _same(_("%(clearance)s holds all that this part asks.")),
    Reason.COMPARTMENTS_MISSING: _same(_("%(clearance)s does not hold all that this part asks.")),
}

CAN: Wording = (_("You can see this."), _("%(person)s can see this."))
COULD: Wording = (
    _("You could see this at the end of %(on)s (UTC)."),
    _("%(person)s could see this at the end of %(on)s (UTC)."),
)
CANNOT: Wording = (_("You can’t see this: %(because)s."), _("%(person)s can’t see this: %(because)s."))
COULD_NOT: Wording = (
    _("You couldn’t see this at the end of %(on)s (UTC): %(because)s."),
    _("%(person)s couldn’t see this at the end of %(on)s (UTC): %(because)s."),
)

BECAUSE: dict[Reason, Wording] = {
    Reason.ACCOUNT_INACTIVE: (_("your account is not active"), _("their account is not active")),
    Reason.SUSPENDED: _same(_("%(party)s is suspended")),
    Reason.SIGN_IN_TOO_WEAK: _same(_("a stronger sign-in is needed")),
    Reason.ABOVE_CEILING: _same(_("it lies above what this feed may hold")),
    Reason.NOT_GRANTED: (
        _("you have no need-to-know of it, or it has run out"),
        _("they have no need-to-know of it, or it has run out"),
    ),
    Reason.ABOVE_AGREEMENT: _same(_("what %(party)s may receive does not reach this part")),
    Reason.NOT_RELEASED: _same(_("it is not released to %(party)s")),
    Reason.EXCLUDED: _same(_("it is not released to %(party)s")),
    Reason.NATIONALITY_UNKNOWN: (_("no nationality is recorded for you"), _("no nationality is recorded for them")),
    Reason.NATIONALITY_NOT_ADMITTED: (
        _("your nationality is not admitted here without a waiver"),
        _("their nationality is not admitted here without a waiver"),
    ),
    Reason.CLEARANCE_MISSING: (
        _("a clearance is needed here and you hold none"),
        _("a clearance is needed here and they hold none"),
    ),
    Reason.NOT_ACTIVE: (
        _("your clearance %(clearance)s is not active"),
        _("their clearance %(clearance)s is not active"),
    ),
    Reason.NOT_YET_VALID: (
        _("your clearance %(clearance)s begins on %(day)s"),
        _("their clearance %(clearance)s begins on %(day)s"),
    ),
    Reason.LAPSED: (
        _("your clearance %(clearance)s ran out on %(day)s"),
        _("their clearance %(clearance)s ran out on %(day)s"),
    ),
    Reason.NOT_RECOGNISED: (
        _("your clearance %(clearance)s does not count here"),
        _("their clearance %(clearance)s does not count here"),
    ),
    Reason.TOO_LOW: (
        _("your clearance %(clearance)s does not reach this part"),
        _("their clearance %(clearance)s does not reach this part"),
    ),
    Reason.COMPARTMENTS_MISSING: (
        _("your clearance %(clearance)s does not hold all that this part asks"),
        _("their clearance %(clearance)s does not hold all that this part asks"),
    ),
}

_ASK_THEIR_OFFICE = _("Ask the security office of %(organisation)s.")
_ASK_THE_RELEASING_OFFICERS = _("Ask the releasing officers of %(owner)s.")
MENDS: dict[Reason, _StrPromise] = {
    Reason.ACCOUNT_INACTIVE: _("Ask whoever keeps the accounts of %(organisation)s to open it again."),
    Reason.SUSPENDED: _("Only the administrators who suspended %(organisation)s can lift it."),
    Reason.SIGN_IN_TOO_WEAK: _("Sign in with a second factor."),
    Reason.ABOVE_CEILING: _("Sign in and read it here."),
    Reason.NOT_GRANTED: _("Ask a planner, or the security administrators of %(owner)s, for need-to-know."),
    Reason.ABOVE_AGREEMENT: _(
        "The security agreement with %(organisation)s decides this: ask the security administrators of %(owner)s."
    ),
    Reason.NOT_RELEASED: _ASK_THE_RELEASING_OFFICERS,
    Reason.EXCLUDED: _ASK_THE_RELEASING_OFFICERS,
    Reason.NATIONALITY_UNKNOWN: _("Ask the security office of %(organisation)s to have it recorded."),
    Reason.NATIONALITY_NOT_ADMITTED: _("Ask the security administrators of %(owner)s whether a waiver is possible."),
    Reason.CLEARANCE_MISSING: _ASK_THEIR_OFFICE,
    Reason.NOT_ACTIVE: _ASK_THEIR_OFFICE,
    Reason.NOT_YET_VALID: _ASK_THEIR_OFFICE,
    Reason.LAPSED: _ASK_THEIR_OFFICE,
    Reason.NOT_RECOGNISED: _("Ask the security administrators of %(owner)s whether the clearance can be recognised."),
    Reason.TOO_LOW: _ASK_THEIR_OFFICE,
    Reason.COMPARTMENTS_MISSING: _ASK_THEIR_OFFICE,
}
