"""The clashes of an exchange's serials, as far as their reader may see what clashes. Constant queries."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.dates import day
from accounts.models import Party, User
from calendars import days_off
from exchanges.models import Exchange
from participants.known import out_of
from participants.standing import standing
from participants.targets import targets
from phases.models import Phase
from resources.models.resources import Kind as Of
from serials import clashes, nations, reservations, using
from serials.clashes import Clash, Slot
from serials.models import Serial
from serials.reading import Shown, shown
from serials.using import Used

INSTANT = timedelta(microseconds=1)
DAWN, DUSK = time(6), time(20)
REASONS: dict[days_off.Kind, str | Promise] = {
    days_off.Kind.BLACKOUT: gettext_lazy("blackout period"),
    days_off.Kind.NOT_AVAILABLE: gettext_lazy("not available"),
    days_off.Kind.HOLIDAY: gettext_lazy("public holiday"),
    days_off.Kind.STAND_DOWN: gettext_lazy("stand-down"),
}


def conflicts(user: User, exchange: Exchange) -> dict[Any, list[Clash]]:
    """What stands against each of the exchange's serials that take place, by key; those in the clear are left out."""
    rows = shown(user, Serial.objects.for_user(user).filter(exchange=exchange).standing())
    mine = slots(rows)
    found = _found(user, exchange, mine, [*mine, *slots(shown(user, _elsewhere(user, exchange, mine)))])
    for row, slot in zip(rows, mine, strict=True):
        found[slot.key] += of_itself(slot, row.phase, row.uses)
    return {key: each for key, each in found.items() if each}


def of_itself(slot: Slot, phase: Phase | None, uses: Iterable[Used]) -> list[Clash]:
    """What stands against a serial by its phase and by the bookings that it uses, whatever other serials do."""
    days = clashes.outside_phase(slot, phase.name, phase.starts_on, phase.ends_on) if phase else []
    return [*days, *using.against(slot, uses)]


def against(user: User, exchange: Exchange, wanted: Slot) -> list[Clash]:
    """What stands against one serial as somebody types it."""
    here = Serial.objects.for_user(user).filter(exchange=exchange).standing()
    others = [*here, *_elsewhere(user, exchange, [wanted])]
    return _found(user, exchange, [wanted], slots(shown(user, others)))[wanted.key]


def _elsewhere(user: User, exchange: Exchange, wanted: list[Slot]) -> Iterable[Serial]:
    """Serials of other exchanges that want some of the same people meanwhile."""
    people = {key for slot in wanted for key in slot.people}
    if not people:
        return []
    begin, end = min(slot.starts_at for slot in wanted), max(slot.ends_at for slot in wanted)
    near = Serial.objects.for_user(user).standing().between(begin, end).exclude(exchange=exchange)
    return list(near.filter(people__in=people).distinct())


def _found(user: User, exchange: Exchange, wanted: list[Slot], others: list[Slot]) -> dict[Any, list[Clash]]:
    names = {party.pk: str(party) for party in nations.choices(user, exchange)}
    off = _days_off(user, wanted, names)
    gone = out_of(user, [exchange])[exchange.pk]
    stands = standing(user, [exchange])[exchange.pk]
    about = targets(user, exchange) if any(each.caveat.serial for each in stands.stands) else {}
    return {
        slot.key: [
            *clashes.between(slot, others, names),
            *clashes.out(slot, gone, names),
            *reservations.against(slot, stands, names, about),
            *clashes.outside(slot, exchange.starts_on, exchange.ends_on),
            *clashes.on_days_off(slot, off, names),
        ]
        for slot in wanted
    }


def _days_off(user: User, wanted: list[Slot], names: Mapping[int, str]) -> dict[int, dict[date, str]]:
    parties = {key for slot in wanted for key in slot.partners if key in names}
    if not parties:
        return {}
    first, last = min(slot.first for slot in wanted), max(slot.last for slot in wanted)
    rows = Party.objects.filter(pk__in=parties).select_related("nation")
    found = days_off.days_off(rows, first, last, user=user, weekends=False)
    return {party: {on: _worded(on, why) for on, why in days.items()} for party, days in found.items()}


def _worded(on: date, why: days_off.Reason) -> str:
    words = {"what": why.name or REASONS[why.kind], "day": day(on)}
    text = _("%(what)s on %(day)s (estimated)") if why.is_estimate else _("%(what)s on %(day)s")
    return text % words


def slots(rows: Iterable[Shown]) -> list[Slot]:
    return [
        slot_of(
            row.serial,
            lead=row.lead.pk if row.lead else None,
            parties=frozenset(party.pk for party in row.parties),
            people={person.pk: str(person) for person in row.people},
            after=frozenset(each.pk for each in row.after),
            resources={use.claim: str(use) for use in row.uses},
            is_on_range=any(use.resource is not None and use.resource.kind == Of.AREA for use in row.uses),
        )
        for row in rows
    ]


def slot_of(serial: Serial, **partners: Any) -> Slot:
    """*serial*, stored or not, with those of its *partners* that somebody may see."""
    first, last = days_of(serial.starts_at, serial.ends_at, ZoneInfo(serial.zone))
    return Slot(
        key=serial.pk,
        name=str(serial),
        url=serial.get_absolute_url(),
        exchange=serial.exchange_id,
        starts_at=serial.starts_at,
        ends_at=serial.ends_at,
        first=first,
        last=last,
        place=serial.place.strip(),
        units=tuple(serial.unit_names),
        is_at_night=_at_night(serial.starts, serial.ends),
        **partners,
    )


def _at_night(starts: datetime, ends: datetime) -> bool:
    """Whether any of it lies between 20:00 and 06:00 by the clocks of the place."""
    return starts.date() != ends.date() or starts.time() < DAWN or ends.time() > DUSK


def days_of(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """First and last day by the clocks of *zone*; what ends at midnight doesn't reach into the next day."""
    return starts_at.astimezone(zone).date(), (ends_at - INSTANT).astimezone(zone).date()
