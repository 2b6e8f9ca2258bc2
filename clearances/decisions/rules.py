"""The decision: rules D0 to D9, one function each, with the text of the specification above its code.

Whoever asks for a decision gets its rules in order, each with what was found, so that the explanation is the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, Never, TypeVar

from clearances.decisions.answers import Fact, Reason, Rule, Step
from clearances.decisions.facts import Ceiling, Clearance, Label, Policy, Subject, World
from clearances.decisions.order import audience, barred, effective


class Decision:
    """Whether *subject* may see what bears *label*; iterating walks the rules up to the first that denies."""

    __slots__ = ("_last", "_question")

    def __init__(self, question: Question) -> None:
        self._question = question
        self._last: Step | None = None

    def __iter__(self) -> Iterator[Step]:
        return _steps(self._question)

    def __bool__(self) -> Never:
        raise TypeError("A decision is neither true nor false: ask for its .allow.")

    def __repr__(self) -> str:
        return f"<Decision: {'allow' if self.allow else f'deny by {self.rule}'}>"

    @property
    def subject(self) -> Subject:
        return self._question.subject

    @property
    def at(self) -> datetime:
        return self._question.at

    @property
    def allow(self) -> bool:
        return self._outcome.passed

    @property
    def rule(self) -> Rule | None:
        """The first rule that denies, or None."""
        return None if self._outcome.passed else self._outcome.rule

    @property
    def _outcome(self) -> Step:
        if self._last is None:
            *_, self._last = _steps(self._question)
        return self._last


def decide(subject: Subject, label: Label, at: datetime, *, granted: bool) -> Decision:
    """Whether *subject* may see what bears *label* at an aware instant.

    *granted* says whether a grant is in force for this facet on its root: that is a database row, so the caller knows.
    """
    return Inquiry(subject, at).decide(label, granted=granted)


@dataclass(frozen=True, eq=False)
class Inquiry:
    """One subject at one instant, asked about many labels.

    Labels that have in common what a rule looks at share its answer, which is kept as long as this object.
    """

    subject: Subject
    at: datetime
    answers: dict[Hashable, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("A decision needs an aware instant.")

    def decide(self, label: Label, *, granted: bool) -> Decision:
        return Decision(Question(self, label, granted))

    @cached_property
    def parties(self) -> frozenset[str]:
        return self.subject.parties

    @cached_property
    def released(self) -> Step:
        """What most labels get: made once."""
        return Step(Rule.AUDIENCE, True, Fact(Reason.RELEASED, party=self.subject.organisation))


class Question:
    """What is asked once. Found when a rule needs it, by hand: thousands of these are made, and caches cost."""

    __slots__ = ("_audience", "_personal", "at", "granted", "inquiry", "label", "named", "parties", "subject", "world")

    def __init__(self, inquiry: Inquiry, named: Label, granted: bool) -> None:
        self.inquiry, self.named, self.granted = inquiry, named, granted
        self.subject, self.at, self.parties = inquiry.subject, inquiry.at, inquiry.parties
        self.world: World = inquiry.subject.world
        self.label = effective(named, inquiry.at)
        self._audience: frozenset[str] | None = None
        self._personal: bool | None = None

    @property
    def policy(self) -> Policy:
        return self.world.policies[self.label.policy]

    @property
    def audience(self) -> frozenset[str]:
        if self._audience is None:
            self._audience = audience(self.world, self.label, self.at)
        return self._audience

    @property
    def personal(self) -> bool:
        """Whether nationality and clearance are asked at all."""
        if self._personal is None:
            self._personal = bool(self.label.compartments) or self.policy.needs_clearance(self.label.rank)
        return self._personal


NOT_ASKED = Step(Rule.NATIONALITY, True, Fact(Reason.NATIONALITY_NOT_ASKED))
ADMITTED = Step(Rule.NATIONALITY, True, Fact(Reason.NATIONALITY_ADMITTED))

Answer = TypeVar("Answer")


def shared(part: Callable[..., Hashable]) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Of a question, the rule looks at no more than this *part*, so questions of one inquiry share its answer by it."""

    def once(rule: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(rule)
        def answer(q: Question) -> Answer:
            answers, key = q.inquiry.answers, (rule, part(q))
            found: Answer | None = answers.get(key)
            if found is None:
                found = answers[key] = rule(q)
            return found

        return answer

    return once


@shared(lambda q: _asking(q.named) if q.named is q.label else (_asking(q.named), _asking(q.label)))
def account(q: Question) -> Step:
    """Denies when: account inactive; its organisation or nation suspended; sign-in weaker than the label's
    classification asks (1 password, 2 second factor, 3 phishing-resistant). A token or feed has no session: its label
    ceiling replaces this. A recipient decided at delivery: counts as met, the channel's ceiling applies.

    Succession is promised for D2 to D9 only, so a label that was lowered still asks what it asked under its own name,
    and one that was raised asks what it asks now: the stricter of the two.
    """
    if not q.subject.active:
        return _no(Rule.ACCOUNT, Reason.ACCOUNT_INACTIVE)
    if q.subject.suspended:
        return _no(Rule.ACCOUNT, Reason.SUSPENDED, party=q.subject.organisation)
    if q.subject.assurance is not None and q.subject.assurance < _asked(q):
        return _no(Rule.ACCOUNT, Reason.SIGN_IN_TOO_WEAK)
    if q.subject.ceiling is not None and not _is_below(q, q.subject.ceiling):
        return _no(Rule.ACCOUNT, Reason.ABOVE_CEILING)
    return _yes(Rule.ACCOUNT, Reason.ACCOUNT_OPEN)


@shared(lambda q: q.granted)
def need_to_know(q: Question) -> Step:
    """Denies when: no grant in force for this facet on the root."""
    if not q.granted:
        return _no(Rule.NEED_TO_KNOW, Reason.NOT_GRANTED)
    return _yes(Rule.NEED_TO_KNOW, Reason.GRANTED)


@shared(lambda q: (q.label.owner, q.label.policy, q.label.rank))
def agreement(q: Question) -> Step:
    """Denies when: neither the owner nor the owner's nation is among ``parties(s)``, and rank > the highest that any
    agreement in force for this label's policy from this label's owner to one of ``parties(s)`` allows. None in force
    ⇒ the policy's lowest level.
    """
    if q.parties & q.world.parties(q.label.owner):
        return _yes(Rule.AGREEMENT, Reason.OWN, party=q.subject.organisation)
    if q.label.rank > q.world.agreed_rank(q.label, q.parties, q.at):
        return _no(Rule.AGREEMENT, Reason.ABOVE_AGREEMENT, party=q.subject.organisation)
    return _yes(Rule.AGREEMENT, Reason.WITHIN_AGREEMENT, party=q.subject.organisation)


def released(q: Question) -> Step:
    """Denies when: no member of ``parties(s)`` is in ``aud(label, at)``, or one of them is excluded (an owner can't be
    excluded).
    """
    if q.parties & barred(q.label):
        return _no(Rule.AUDIENCE, Reason.EXCLUDED, party=q.subject.organisation)
    if not q.parties & q.audience:
        return _no(Rule.AUDIENCE, Reason.NOT_RELEASED, party=q.subject.organisation)
    return q.inquiry.released


def nationality(q: Question) -> Step:
    """Where rank ≥ ``clearance_from`` or any compartment, denies when: the person has no recorded nationality, or one
    that is neither in the audience, nor the nation of the organisation represented, nor a member nation at ``at`` of
    the international organisation represented, or that is excluded, and no waiver in force for this very label. No one
    is exempt.

    Every nationality must be admitted: one that is doesn't make up for one that isn't.
    """
    if not q.personal:
        return NOT_ASKED
    foreign = q.subject.nationalities - _admitted(q)
    if q.subject.nationalities and not foreign:
        return ADMITTED
    if q.subject.waived(q.label, q.at):
        return _yes(Rule.NATIONALITY, Reason.NATIONALITY_WAIVED)
    reason = Reason.NATIONALITY_NOT_ADMITTED if foreign else Reason.NATIONALITY_UNKNOWN
    return _no(Rule.NATIONALITY, reason, nationalities=foreign)


@shared(lambda q: q.personal)
def clearance_needed(q: Question) -> Step:
    """rank ≥ ``clearance_from`` or any compartment ⇒ one single clearance must pass D6 to D9."""
    if not q.personal:
        return _yes(Rule.CLEARANCE, Reason.CLEARANCE_NOT_NEEDED)
    if not q.subject.clearances:
        return _no(Rule.CLEARANCE, Reason.CLEARANCE_MISSING)
    return _yes(Rule.CLEARANCE, Reason.CLEARANCE_HELD)


def validity(q: Question, clearance: Clearance) -> Step:
    """Status active and from ≤ at ≤ to."""
    if clearance.status != "active":
        return _no(Rule.VALIDITY, Reason.NOT_ACTIVE, clearance=clearance)
    if clearance.period.covers(q.at):
        return _yes(Rule.VALIDITY, Reason.VALID, clearance=clearance)
    end = clearance.period.end
    reason = Reason.LAPSED if end is not None and end <= q.at else Reason.NOT_YET_VALID
    return _no(Rule.VALIDITY, reason, clearance=clearance)


def recognition(q: Question, clearance: Clearance) -> Step:
    """Same policy, or a recognition in force for that very level."""
    if clearance.policy == q.label.policy:
        return _yes(Rule.RECOGNITION, Reason.SAME_POLICY, clearance=clearance)
    if _counts_as(q, clearance) is None:
        return _no(Rule.RECOGNITION, Reason.NOT_RECOGNISED, clearance=clearance)
    return _yes(Rule.RECOGNITION, Reason.RECOGNISED, clearance=clearance)


def level(q: Question, clearance: Clearance) -> Step:
    """(Mapped) rank ≥ the label's rank."""
    counted = _counts_as(q, clearance)
    if counted is None or counted[0] < q.label.rank:
        return _no(Rule.LEVEL, Reason.TOO_LOW, clearance=clearance)
    return _yes(Rule.LEVEL, Reason.HIGH_ENOUGH, clearance=clearance)


def compartments(q: Question, clearance: Clearance) -> Step:
    """Compartments of the label ⊆ those of that clearance; across policies only pairs that the recognition names."""
    if not q.label.compartments:
        return _yes(Rule.COMPARTMENTS, Reason.NO_COMPARTMENTS, clearance=clearance)
    counted = _counts_as(q, clearance)
    if counted is None or not q.label.compartments <= counted[1]:
        return _no(Rule.COMPARTMENTS, Reason.COMPARTMENTS_MISSING, clearance=clearance)
    return _yes(Rule.COMPARTMENTS, Reason.COMPARTMENTS_HELD, clearance=clearance)


OF_THE_SUBJECT: tuple[Callable[[Question], Step], ...] = (
    account,
    need_to_know,
    agreement,
    released,
    nationality,
    clearance_needed,
)
OF_ONE_CLEARANCE: tuple[Callable[[Question, Clearance], Step], ...] = (validity, recognition, level, compartments)


def _steps(q: Question) -> Iterator[Step]:
    for rule in OF_THE_SUBJECT:
        step = rule(q)
        yield step
        if not step.passed:
            return
    if q.personal:
        yield from _vetting(q)


@shared(lambda q: (q.label.policy, q.label.rank, q.label.compartments))
def _vetting(q: Question) -> list[Step]:
    """The clearance that suffices, or else the one that gets furthest."""
    return max((_vet(q, clearance) for clearance in q.subject.clearances), key=_reach)


def _vet(q: Question, clearance: Clearance) -> list[Step]:
    """One clearance through its rules, up to the first that it fails."""
    steps: list[Step] = []
    for rule in OF_ONE_CLEARANCE:
        steps.append(rule(q, clearance))
        if not steps[-1].passed:
            break
    return steps


def _reach(steps: list[Step]) -> tuple[bool, int]:
    """How far a clearance got: through, or else the number of rules it took."""
    return steps[-1].passed, len(steps)


def _asked(q: Question) -> int:
    return max(q.world.policies[label.policy].assurance_for(label.rank) for label in (q.named, q.label))


def _asking(label: Label) -> Hashable:
    """What D0 looks at of a label."""
    return label.policy, label.rank, bool(label.compartments), label.orcon


def _is_below(q: Question, ceiling: Ceiling) -> bool:
    return all(ceiling.covers(q.world.policies[label.policy], label) for label in (q.named, q.label))


@shared(lambda q: None)
def _staff(q: Question) -> frozenset[str]:
    """Whose nationals staff the organisation that the subject represents."""
    return q.world.nations(q.subject.organisation, q.at)


def _admitted(q: Question) -> frozenset[str]:
    return (q.audience | _staff(q)) - barred(q.label)


def _counts_as(q: Question, clearance: Clearance) -> tuple[int, frozenset[str]] | None:
    """Rank and compartments of *clearance* in the label's policy, or None where it isn't recognised."""
    if clearance.policy == q.label.policy:
        return clearance.rank, clearance.compartments
    return q.world.recognised(clearance, q.label.policy, q.at)


def _yes(rule: Rule, reason: Reason, *, party: str = "", clearance: Clearance | None = None) -> Step:
    return Step(rule, True, Fact(reason, party=party, clearance=clearance))


def _no(
    rule: Rule,
    reason: Reason,
    *,
    party: str = "",
    nationalities: frozenset[str] = frozenset(),
    clearance: Clearance | None = None,
) -> Step:
    return Step(rule, False, Fact(reason, party, nationalities, clearance))
