"""A template applied to an exchange: foreseen first, then planned, all of it or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.dates import FIRST_YEAR, LAST_YEAR
from audit.services import record
from clearances.guards import Actor, System, require
from exchanges.models import Exchange, ExchangeContent
from milestones.backplan import Lead, Standing, standing
from milestones.models import Milestone
from milestones.services.milestones import Facts, add_milestone
from milestones.services.planning import calendar_of
from milestones.steps import Step, Template, words


@dataclass(frozen=True)
class Foreseen:
    """One step on its day, before it is planned."""

    step: Step
    planned_on: date
    ends_on: date
    standing: Standing
    is_there: bool  # The exchange has it already: it isn't planned twice.


@dataclass(frozen=True)
class Applied:
    added: list[Milestone]
    skipped: int


def foresee(exchange: Exchange, template: Template, *, by: Actor) -> list[Foreseen]:
    """Each step with its day, in the order of time. Names only milestones that *by* may see.

    Raises:
        ValidationError: a step lies in years that can't be planned.
    """
    if not template.steps:
        return []
    days = [step.rule.raw_day(exchange.starts_on, exchange.ends_on) for step in template.steps]
    if not all(FIRST_YEAR < day.year < LAST_YEAR for day in days):
        raise ValidationError(_("Some of its days lie in years that can't be planned."))
    calendar = calendar_of(exchange.host, [*days, exchange.today])
    there = _codes(exchange, by)
    found = []
    for step in template.steps:
        day = step.rule.day(exchange.starts_on, exchange.ends_on, calendar)
        lead = Lead(step.lead_days, step.lead_unit)
        last = day + timedelta(days=step.duration - 1)
        stands = standing(day, lead, calendar=calendar, today=exchange.today)
        found.append(Foreseen(step, day, last, stands, step.code in there))
    return sorted(found, key=lambda row: (row.planned_on, row.step.code))


def _codes(exchange: Exchange, by: Actor) -> set[str]:
    rows = Milestone.objects.filter(exchange=exchange).exclude(code="")
    if not isinstance(by, System):
        rows = rows.filter(pk__in=Milestone.objects.for_user(by).values("pk"))
    return set(rows.values_list("code", flat=True))


@transaction.atomic
def apply_template(
    content: ExchangeContent, template: Template, *, only: Iterable[str] | None = None, by: Actor
) -> Applied:
    """Plan the steps of *template* (or those whose codes are in *only*) backwards from the dates of the exchange.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        ValidationError: nothing more can be planned for it, or the days can't be.
    """
    require(by, "change", content)
    exchange = Exchange.objects.select_related("host").get(pk=content.exchange_id)
    wanted = None if only is None else set(only)
    rows = [row for row in foresee(exchange, template, by=by) if wanted is None or row.step.code in wanted]
    added = [add_milestone(content, _facts(row), by=by) for row in rows if not row.is_there]
    record(by, "milestones.planned", exchange, count=len(added))
    return Applied(added, len(rows) - len(added))


def _facts(row: Foreseen) -> Facts:
    step = row.step
    rule = {name: getattr(step, name) for name in ("code", "anchor", "months", "days", "is_rounded")}
    return Facts(
        title=step.title,
        kind=step.kind,
        planned_on=row.planned_on,
        ends_on=row.ends_on,
        lead_days=step.lead_days,
        lead_unit=step.lead_unit,
        is_bound=step.is_bound,
        role=words(step.role),
        deliverable=words(step.deliverable),
        gate=words(step.gate),
        asked=words(step.evidence),
        rule=rule,
    )
