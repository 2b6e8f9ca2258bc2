"""Every write about serials: plan, change, confirm, cancel, bring back, and follow the exchange when it moves."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, Person, User
from audit.services import record
from clearances import labels
from clearances.guards import Actor, System, require
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.services import remember_labels
from exchanges.models import Exchange, ExchangeContent
from exchanges.states import State as ExchangeState
from participants.services.access import lock_exchange
from phases.models import Phase
from programs import versions
from programs.labelling import as_label, sees
from programs.references import ALPHABET
from resources.models import Booking
from serials import checking, nations, states
from serials.models import Serial
from serials.states import State

OVER = frozenset({ExchangeState.CANCELLED, ExchangeState.CLOSED})
COLUMNS = ["code", "title", "phase", "starts_at", "ends_at", "zone", "place", "lead", "units", "objectives", "remarks"]


class Facts(TypedDict, total=False):
    """What a serial says. Instants are aware; *zone* names the clocks of the place, by default the exchange's."""

    code: str
    title: str
    phase: Phase | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    lead: Party | None
    parties: Iterable[Party]
    units: str
    people: Iterable[Person]
    after: Iterable[Serial]
    bookings: Iterable[Booking]
    objectives: str
    remarks: str


@transaction.atomic
def add_serial(
    exchange: Exchange,
    *,
    label: Label | LabelValue | None = None,
    source: Serial | None = None,
    by: Actor,
    **facts: Unpack[Facts],
) -> Serial:
    """Put a serial on the schedule; without *label* it is marked as the exchange's content, without a code it gets one.

    *source* is the serial that it copies: it is marked at least as strictly, and as that one without *label*.

    Raises:
        PermissionDenied: *by* may not change the exchange's content.
        ValidationError: by field.
    """
    content = _content(exchange, by)
    exchange = lock_exchange(exchange.pk)
    if exchange.state in OVER:
        raise ValidationError(_("Nothing more can be planned for this exchange."))
    standing = content.label if source is None else _copied(source, by)
    chosen = _label(label, standing, exchange.label if source is None else source.label, by)
    serial = Serial(exchange=exchange, label=chosen, review_on=review_of(label))
    _fill(serial, {"zone": exchange.zone, **facts}, by=by)
    serial.save(force_insert=True)
    _relate(serial, facts, by=by)
    remember_labels([chosen], container=exchange, by=by)
    record(by, "serial.planned", serial, exchange=exchange.pk, starts_at=serial.starts_at, ends_at=serial.ends_at)
    return serial


@transaction.atomic
def amend_serial(serial: Serial, *, version: int | None = None, by: Actor, **facts: Unpack[Facts]) -> Serial:
    """Change what a serial says; what isn't named stays, and so does what *by* may not see.

    Raises:
        PermissionDenied: *by* may not change it.
        IllegalMove: it is cancelled: bring it back first.
        Stale: it isn't at *version* any more.
        ValidationError: by field.
    """
    require(by, "change", serial)
    lock_exchange(serial.exchange_id)
    serial = versions.lock(serial, version)
    if serial.state == State.CANCELLED:
        raise states.IllegalMove(State.CANCELLED, State.CANCELLED)
    _fill(serial, facts, by=by)
    _relate(serial, facts, by=by)
    versions.save(serial, by=by, fields=COLUMNS)
    record(by, "serial.amended", serial, starts_at=serial.starts_at, ends_at=serial.ends_at)
    return serial


def confirm_serial(serial: Serial, *, version: int | None = None, by: Actor) -> Serial:
    """Its time, place and partners are agreed.

    Raises:
        PermissionDenied: *by* may not change it.
        IllegalMove: it is confirmed or cancelled already.
        Stale: it isn't at *version* any more.
    """
    return _turn(serial, State.CONFIRMED, version, by=by)


def cancel_serial(serial: Serial, *, version: int | None = None, by: Actor) -> Serial:
    """It stays on the schedule, struck out, so that whoever planned for it notices; errors as ``confirm_serial``."""
    return _turn(serial, State.CANCELLED, version, by=by)


def replan_serial(serial: Serial, *, version: int | None = None, by: Actor) -> Serial:
    """Undo: a cancelled or confirmed serial is planned again; errors as ``confirm_serial``."""
    return _turn(serial, State.PLANNED, version, by=by)


@transaction.atomic
def _turn(serial: Serial, target: State, version: int | None, *, by: Actor) -> Serial:
    require(by, "change", serial)
    lock_exchange(serial.exchange_id)
    serial = versions.lock(serial, version)
    source = State(serial.state)
    states.check(source, target)
    serial.state = target
    versions.save(serial, by=by, fields=["state"])
    record(by, f"serial.{target}", serial, source=source)
    return serial


def _content(exchange: Exchange, by: Actor) -> ExchangeContent:
    content: ExchangeContent = ExchangeContent.objects.select_related("label").get(exchange=exchange)
    require(by, "change", content)
    return content


def _copied(source: Serial, by: Actor) -> Label:
    """The label of what is copied. What its originator controls is copied by the originator alone (access.md D10)."""
    require(by, "export", source)
    if source.label.orcon and not originates(by, source.label):
        raise ValidationError(_("Only its originator may copy this: it is originator controlled."))
    return source.label


def originates(by: Actor, label: Label) -> bool:
    if isinstance(by, System):
        return True
    organisation = by.person.organisation
    return label.owner_id in {organisation.pk, organisation.nation_id}


def _label(chosen: Label | LabelValue | None, standing: Label, floor: Label, by: Actor) -> Label:
    try:
        label = as_label(chosen) if chosen is not None else standing
    except ValidationError as problem:
        raise ValidationError({"label": problem.messages}) from problem
    if not labels.at_least(label, floor):
        text = _("A serial is marked at least as strictly as the cover of its exchange, and as what it copies.")
        raise ValidationError({"label": text})
    if not sees(by, label):
        raise ValidationError({"label": _("You could not see this serial yourself.")})
    return label


def _fill(serial: Serial, facts: Facts | dict[str, Any], *, by: Actor) -> None:
    lead, phase = serial.lead_id, serial.phase_id
    for name in COLUMNS:
        if name in facts:
            value = facts[name]  # type: ignore[literal-required]  # Each is a key of Facts.
            setattr(serial, name, value.strip() if isinstance(value, str) else value)
    if serial.lead_id is None and _is_hidden(lead, serial, by):
        serial.lead_id = lead
    if serial.phase_id is None and _is_hidden_phase(phase, by):
        serial.phase_id = phase
    if serial.phase_id != phase:
        checking.check_phase(serial, by)
    serial.code = serial.code or new_code()
    checking.check(serial, by)


def _is_hidden(party_pk: int | None, serial: Serial, by: Actor) -> bool:
    return party_pk is not None and not isinstance(by, System) and party_pk not in nations.known(by, serial.exchange)


def _is_hidden_phase(pk: Any, by: Actor) -> bool:
    return pk is not None and not isinstance(by, System) and not Phase.objects.for_user(by).filter(pk=pk).exists()


def new_code() -> str:
    """Random, so that no gap tells of another serial."""
    return "S-" + "".join(secrets.choice(ALPHABET) for _place in range(4))


def _relate(serial: Serial, facts: Facts, *, by: Actor) -> None:
    """Set nations, people, bookings and predecessors; those that *by* doesn't see stay as they are."""
    if "after" in facts:
        after = list(facts["after"])
        checking.check_order(serial, after, by)
        _replace(serial.after, after, checking.visible(serial.exchange, by))
    if "bookings" in facts:
        bookings = list(facts["bookings"])
        checking.check_bookings(serial, bookings, by)
        _replace(serial.bookings, bookings, Booking.objects.all() if isinstance(by, System) else _booked(serial, by))
    if isinstance(by, System):
        seen_parties, seen_people = Party.objects.all(), Person.objects.all()
    else:
        seen_parties = nations.choices(by, serial.exchange)
        seen_people = nations.people(by, serial.exchange)
    if "parties" in facts:
        _replace(serial.parties, facts["parties"], seen_parties)
    if "people" in facts:
        _replace(serial.people, facts["people"], seen_people)


def _booked(serial: Serial, by: User) -> Any:
    return Booking.objects.for_user(by).filter(exchange=serial.exchange_id)


def _replace(relation: Any, wanted: Iterable[Any], seen: Any) -> None:
    keys = {row.pk for row in wanted}
    there = set(relation.filter(pk__in=seen.order_by().values("pk")).values_list("pk", flat=True))
    relation.remove(*(there - keys))
    relation.add(*(keys - there))


def followers(exchange: Exchange, by: Actor) -> Any:
    """The serials that a change of their exchange carries along, as far as *by* may see them."""
    return checking.visible(exchange, by).standing()


def shift(serial: Serial, *, starts_at: datetime, ends_at: datetime, by: Actor) -> None:
    """Move a locked serial with its exchange; the caller has decided that *by* may."""
    serial.starts_at, serial.ends_at = starts_at, ends_at
    versions.save(serial, by=by, fields=["starts_at", "ends_at"])
    record(by, "serial.moved", serial, starts_at=starts_at, ends_at=ends_at)


def drop(serial: Serial, *, by: Actor) -> None:
    """Cancel a locked serial with its exchange; the caller has decided that *by* may."""
    source, serial.state = serial.state, State.CANCELLED
    versions.save(serial, by=by, fields=["state"])
    record(by, "serial.cancelled", serial, source=source)
