"""Milestones by hand: add, change, confirm, waive, take away."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import check_years
from accounts.models import User
from audit.services import record
from calendars.spans import check_span
from clearances.guards import Actor, System, require
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.roles import Role
from clearances.services import grants_of, members_of
from exchanges.models import Exchange, ExchangeContent
from exchanges.states import State as ExchangeState
from milestones import states
from milestones.backplan import MOST_LEAD_DAYS, Unit
from milestones.kinds import Kind
from milestones.models import Milestone
from milestones.services.planning import arm, label_of, lock
from milestones.states import State
from notifications.services import notify
from participants.services.access import lock_exchange
from programs import versions

OVER = frozenset({ExchangeState.CANCELLED, ExchangeState.CLOSED})
CELL = (Role.PLANNER, Role.CELL_MEMBER)
LONGEST_DAYS = 366


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is planned of one milestone; dates are days in the exchange's zone, *ends_on* inclusive."""

    title: str
    planned_on: date
    ends_on: date | None = None
    kind: str = Kind.MILESTONE
    is_fixed: bool = False
    lead_days: int = 0
    lead_unit: str = Unit.WORKING
    is_bound: bool = False
    role: str = ""
    owner: User | None = None
    deliverable: str = ""
    gate: str = ""
    asked: str = ""
    after: Milestone | None = None
    place: str = ""
    rule: dict[str, Any] = field(default_factory=dict)  # code, anchor, months, days, is_rounded: of a template's step.

    @property
    def last_on(self) -> date:
        return self.ends_on or self.planned_on


@transaction.atomic
def add_milestone(
    content: ExchangeContent, facts: Facts, *, label: Label | LabelValue | None = None, by: Actor
) -> Milestone:
    """Plan something that must be had by a day; labelled as the content unless *label* says otherwise.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        ValidationError: by field.
    """
    require(by, "change", content)
    exchange = lock_exchange(content.exchange_id)
    check_open(exchange)
    _check(facts, exchange, by)
    milestone = Milestone(exchange=exchange, label=label_of(exchange, label, by=by), review_on=review_of(label))
    _fill(milestone, facts)
    milestone.save(force_insert=True)
    arm(milestone, ZoneInfo(exchange.zone))
    record(by, "milestone.added", milestone, planned_on=milestone.planned_on)
    _tell_owner(milestone, by)
    return milestone


@transaction.atomic
def amend_milestone(milestone: Milestone, facts: Facts, *, version: int | None = None, by: Actor) -> Milestone:
    """Change what is planned. A day that is moved by hand follows no rule any more, but keeps its distance.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        ValidationError: by field.
        Stale: it isn't at *version* any more.
    """
    require(by, "change", milestone)
    milestone, exchange = lock(milestone, version)
    check_open(exchange)
    _check(facts, exchange, by, milestone=milestone)
    old_owner, is_moved = milestone.owner_id, facts.planned_on != milestone.planned_on
    hidden = None if facts.after else _hidden_after(milestone, by)
    _fill(milestone, facts, keep_rule=not is_moved)
    milestone.after_id = milestone.after_id or hidden
    versions.save(milestone, by=by, fields=FIELDS)
    arm(milestone, ZoneInfo(exchange.zone))
    record(by, "milestone.amended", milestone, planned_on=milestone.planned_on)
    if milestone.owner_id != old_owner:
        _tell_owner(milestone, by)
    return milestone


def _hidden_after(milestone: Milestone, by: Actor) -> Any:
    """What it waits for, where *by* doesn't see that: it was never theirs to take away."""
    if milestone.after_id is None or isinstance(by, System):
        return None
    is_seen = Milestone.objects.for_user(by).filter(pk=milestone.after_id).exists()
    return None if is_seen else milestone.after_id


def check_open(exchange: Exchange) -> None:
    if exchange.state in OVER:
        raise ValidationError(_("Nothing more can be planned for this exchange."))


def _check(facts: Facts, exchange: Exchange, by: Actor, milestone: Milestone | None = None) -> None:
    problems: dict[str, Any] = {}
    if not facts.title.strip():
        problems["title"] = _("Say what is to be had.")
    if facts.lead_days > MOST_LEAD_DAYS:
        problems["lead_days"] = _("Choose at most %(most)d.") % {"most": MOST_LEAD_DAYS}
    if facts.owner and facts.owner not in planners(exchange):
        problems["owner"] = _("They don't belong to the planning cell of this exchange.")
    if facts.after and not _may_come_before(facts.after, milestone, exchange):
        problems["after"] = _("It can't wait for this one.")
    if problems:
        raise ValidationError(problems)
    check_years(planned_on=facts.planned_on, ends_on=facts.last_on)
    check_span(facts.planned_on, facts.last_on, longest=LONGEST_DAYS, fields=("planned_on", "ends_on"))


def _may_come_before(other: Milestone, milestone: Milestone | None, exchange: Exchange) -> bool:
    """Of the same exchange, and not waiting for *milestone* itself, however many steps away."""
    if other.exchange_id != exchange.pk:
        return False
    waits = dict(Milestone.objects.filter(exchange=exchange).values_list("pk", "after_id"))
    step: Any = other.pk
    seen = set()
    while milestone is not None and step is not None and step not in seen:
        if step == milestone.pk:
            return False
        seen.add(step)
        step = waits.get(step)
    return True


def planners(exchange: Exchange) -> Any:
    """Whoever plans the exchange, and the members of its planning cell; nobody of an invited nation."""
    grants = grants_of(exchange).filter(
        Q(lapses_at__isnull=True) | Q(lapses_at__gt=timezone.now()), content_object=exchange, role__in=CELL
    )
    return members_of(grants.values_list("group_id", flat=True)).select_related("person")


WORDS = ["title", "kind", "role", "deliverable", "gate", "asked", "place"]
FIELDS = [
    *WORDS, "code", "planned_on", "ends_on", "anchor", "months", "days", "is_rounded", "is_fixed", "lead_days",
    "lead_unit", "is_bound", "owner", "after",
]  # fmt: skip


def _fill(milestone: Milestone, facts: Facts, *, keep_rule: bool = False) -> None:
    for name in WORDS:
        setattr(milestone, name, getattr(facts, name).strip())
    milestone.planned_on, milestone.ends_on = facts.planned_on, facts.last_on
    milestone.is_fixed, milestone.is_bound = facts.is_fixed, facts.is_bound
    milestone.lead_days, milestone.lead_unit = facts.lead_days, facts.lead_unit
    milestone.owner, milestone.after = facts.owner, facts.after
    if keep_rule:
        return
    rule = {"code": "", "anchor": "", "months": 0, "days": 0, "is_rounded": True, **facts.rule}
    for name, value in rule.items():
        setattr(milestone, name, value)


def _tell_owner(milestone: Milestone, by: Actor) -> None:
    if milestone.owner and milestone.owner != by:
        notify([milestone.owner], "milestone_given", milestone, key=f"milestone:{milestone.pk}:{milestone.version}")


def confirm(milestone: Milestone, *, evidence: str, version: int | None = None, by: User) -> Milestone:
    """Say that it is had, and what shows it.

    Raises:
        PermissionDenied, IllegalMove, Stale: as ``turn``.
        ValidationError: evidence is asked for, and there is none.
    """
    if milestone.asked and not evidence.strip():
        raise ValidationError({"evidence": _("Say what shows it: %(asked)s.") % {"asked": milestone.asked}})
    return turn(milestone, State.DONE, words=evidence, version=version, by=by)


@transaction.atomic
def turn(milestone: Milestone, target: State, *, words: str = "", version: int | None = None, by: User) -> Milestone:
    """Bring it into another state. *words* are the evidence of what is done, and the reason of what isn't had.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        IllegalMove: its state doesn't allow it.
        Stale: it isn't at *version* any more.
        ValidationError: there must be a reason.
    """
    require(by, "change", milestone)
    milestone, exchange = lock(milestone, version)
    source = State(milestone.state)
    states.check(source, target)
    if target in states.NEEDS_WORDS and not words.strip():
        raise ValidationError({"reason": _("Say why.")})
    set_state(milestone, target, words=words.strip(), by=by)
    versions.save(milestone, by=by, fields=["state", "evidence", "reason", "confirmed_by", "confirmed_at"])
    if target in states.OPEN:
        arm(milestone, ZoneInfo(exchange.zone))
    record(by, f"milestone.{target}", milestone, source=source)
    return milestone


def set_state(milestone: Milestone, target: State, *, words: str = "", by: Actor) -> None:
    """The columns that go with a state; what was evidence once stays readable until there is newer."""
    is_done = target == State.DONE
    milestone.state = target
    milestone.confirmed_at = timezone.now() if is_done else None
    milestone.confirmed_by = by if is_done and isinstance(by, User) else None
    if is_done:
        milestone.evidence = words
    milestone.reason = words if target in states.NEEDS_WORDS else ""


@transaction.atomic
def remove_milestone(milestone: Milestone, *, version: int | None = None, by: Actor) -> None:
    """Take it out of the plan, with its agenda and minutes; tasks that were given stay.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        Stale: it isn't at *version* any more.
    """
    require(by, "change", milestone)
    milestone, _exchange = lock(milestone, version)
    record(by, "milestone.removed", milestone)
    milestone.delete()
