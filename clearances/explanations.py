"""Why somebody can or can't see something: the decision's own steps in plain words of the reader's language.

Only facts about the subject are told. Whether a label names their nation to exclude it or merely doesn't name it, who
owns it, which level and compartments it has: the words are the same, because that isn't the reader's to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

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


def explain(decision: Decision, reader: Reader, names: Names) -> list[Line]:
    """The rules that were applied, in order, up to the one that denies.

    Only for readers who may see the object's cover; ``undetermined`` is for everybody else.
    """
    lines: list[Line] = []
    for step in decision:
        if step.rule in PERSONAL and reader is Reader.ANOTHER_NATION:
            return [*lines, Line(None, None, str(WITHHELD))]
        lines.append(Line(step.rule, step.passed, _sentence(step, reader, names)))
    return lines


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
