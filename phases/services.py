"""Every write about phases: plan, change, remove, and follow the exchange when it moves."""

from datetime import date
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.dates import check_years, days
from accounts.models import Party
from audit.services import record
from clearances import labels
from clearances.guards import Actor, System, require
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.services import remember_labels
from exchanges.models import Exchange, ExchangeContent
from exchanges.services import check_zone
from exchanges.states import State
from participants.known import known, out_of
from participants.services.access import lock_exchange
from phases.models import Phase
from programs import versions
from programs.labelling import as_label, sees

OVER = frozenset({State.CANCELLED, State.CLOSED})
COLUMNS = ["name", "starts_on", "ends_on", "zone", "place", "host"]


class Facts(TypedDict, total=False):
    """What a phase says. Dates are days in *zone*, by default the exchange's; *host* None is the exchange's host."""

    name: str
    starts_on: date
    ends_on: date
    zone: str
    place: str
    host: Party | None


@transaction.atomic
def add_phase(
    content: ExchangeContent,
    *,
    label: Label | LabelValue | None = None,
    is_cut: bool = False,
    by: Actor,
    **facts: Unpack[Facts],
) -> Phase:
    """Plan a phase; without *label* it is marked as the exchange's content. *is_cut* fits it into the exchange's dates.

    Raises:
        PermissionDenied: *by* may not change the exchange's content.
        ValidationError: by field; "outside" is the code of dates that could be cut.
    """
    require(by, "change", content)
    exchange = lock_exchange(content.exchange_id)
    _check_open(exchange)
    phase = Phase(exchange=exchange, label=_label(label, content, exchange, by), review_on=review_of(label))
    _fill(phase, facts, exchange, is_cut=is_cut, by=by)
    phase.save(force_insert=True)
    remember_labels([phase.label], container=exchange, by=by)
    record(by, "phase.planned", phase, exchange=exchange.pk, starts_on=phase.starts_on, ends_on=phase.ends_on)
    return phase


@transaction.atomic
def amend_phase(
    phase: Phase, *, version: int | None = None, is_cut: bool = False, by: Actor, **facts: Unpack[Facts]
) -> Phase:
    """Change what a phase says; what isn't named stays, and so does a host that *by* may not see.

    Raises:
        PermissionDenied: *by* may not change it.
        Stale: it isn't at *version* any more.
        ValidationError: as ``add_phase``.
    """
    require(by, "change", phase)
    exchange = lock_exchange(phase.exchange_id)
    _check_open(exchange)
    phase = versions.lock(phase, version)
    _fill(phase, facts, exchange, is_cut=is_cut, by=by)
    versions.save(phase, by=by, fields=COLUMNS)
    record(by, "phase.amended", phase, starts_on=phase.starts_on, ends_on=phase.ends_on)
    return phase


@transaction.atomic
def remove_phase(phase: Phase, *, version: int | None = None, by: Actor) -> None:
    """Take it out; serials that name it stay.

    Raises:
        PermissionDenied: *by* may not change it.
        Stale: it isn't at *version* any more.
    """
    require(by, "change", phase)
    _check_open(lock_exchange(phase.exchange_id))
    phase = versions.lock(phase, version)
    record(by, "phase.removed", phase)
    phase.delete()


def shift(phase: Phase, *, starts_on: date, ends_on: date, by: Actor) -> None:
    """Move a locked phase with its exchange; the caller has decided that *by* may."""
    phase.starts_on, phase.ends_on = starts_on, ends_on
    versions.save(phase, by=by, fields=["starts_on", "ends_on"])
    record(by, "phase.moved", phase, starts_on=starts_on, ends_on=ends_on)


def _check_open(exchange: Exchange) -> None:
    if exchange.state in OVER:
        raise ValidationError(_("Nothing more can be planned for this exchange."))


def _label(chosen: Label | LabelValue | None, content: ExchangeContent, exchange: Exchange, by: Actor) -> Label:
    try:
        label = as_label(chosen) if chosen is not None else content.label
    except ValidationError as problem:
        raise ValidationError({"label": problem.messages}) from problem
    if not labels.at_least(label, exchange.label):
        raise ValidationError({"label": _("It must be marked at least as strictly as the cover of the exchange.")})
    if not sees(by, label):
        raise ValidationError({"label": _("You couldn't see this yourself.")})
    return label


def _fill(phase: Phase, facts: Facts | dict[str, Any], exchange: Exchange, *, is_cut: bool, by: Actor) -> None:
    before = phase.host_id
    for name, value in facts.items():
        setattr(phase, name, value.strip() if isinstance(value, str) else value)
    if phase.host_id is None and before is not None and not _is_known(before, exchange, by):
        phase.host_id = before
    phase.zone = phase.zone or exchange.zone
    check_zone(phase.zone)
    _check_dates(phase, exchange, is_cut=is_cut)
    if phase.host_id != before:
        _check_host(phase, exchange, by)
    phase.full_clean(exclude=["exchange", "host", "label", "changed_by"])


def _check_dates(phase: Phase, exchange: Exchange, *, is_cut: bool) -> None:
    check_years(starts_on=phase.starts_on, ends_on=phase.ends_on)
    if phase.ends_on < phase.starts_on:
        raise ValidationError({"ends_on": _("A phase can't end before it starts.")})
    span = days(exchange.starts_on, exchange.ends_on)
    if phase.starts_on > exchange.ends_on or phase.ends_on < exchange.starts_on:
        problem = _("The exchange is on %(span)s: no day of the phase is among these.")
        raise ValidationError({"starts_on": problem % {"span": span}})
    fits = exchange.starts_on <= phase.starts_on and phase.ends_on <= exchange.ends_on
    if not fits and not is_cut:
        problem = _("The exchange is on %(span)s: choose days among these, or have the phase cut to them.")
        raise ValidationError({"starts_on": ValidationError(problem % {"span": span}, code="outside")})
    phase.starts_on, phase.ends_on = max(phase.starts_on, exchange.starts_on), min(phase.ends_on, exchange.ends_on)


def _check_host(phase: Phase, exchange: Exchange, by: Actor) -> None:
    """Only who takes part can host, as far as *by* may know; and it must be able to read that it does."""
    host = phase.host
    if host is None:
        return
    if not _is_known(host.pk, exchange, by):
        raise ValidationError({"host": _("Choose the host of the exchange or a nation that is invited to it.")})
    if not isinstance(by, System) and host.pk in out_of(by, [exchange])[exchange.pk]:
        raise ValidationError({"host": _("%(host)s doesn't take part any more.") % {"host": host}})
    if not labels.is_released_to(phase.label, host):
        raise ValidationError({"host": _("The phase isn't released to %(host)s.") % {"host": host}})


def _is_known(party_pk: int, exchange: Exchange, by: Actor) -> bool:
    return isinstance(by, System) or party_pk in known(by, exchange)
