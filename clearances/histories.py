"""The life of a clearance or waiver in words: what has happened to it, and what deciding it will do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.dates import days
from accounts.models import User
from clearances.models import Clearance, Standing, Waiver


@dataclass(frozen=True)
class Happening:
    """One line of the history; what components/timeline.html needs."""

    at: datetime
    title: str
    icon: str
    by: str = ""
    text: str = ""


@dataclass(frozen=True)
class Effect:
    text: str
    icon: str


def history(held: Any) -> list[Happening]:
    """Newest first. *held* is a clearance or waiver that carries its ``standing`` and ``lapses_at``."""
    events = [Happening(held.requested_at, _("Asked for"), "shield-question", _name(held.requested_by))]
    if held.decided_at:
        events.append(_decided(held))
    if held.ended_at:
        events.append(Happening(held.ended_at, held.get_status_display(), "shield-off", text=held.end_reason))
    elif held.status == held.Status.ACTIVE and held.standing == Standing.ENDED:
        events.append(Happening(held.lapses_at, _("Ran out"), "clock-x"))
    elif held.status == held.Status.REQUESTED and held.standing == Standing.ENDED:
        events.append(Happening(held.request_lapses_at, _("The request lapsed: nobody decided it"), "clock-x"))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _decided(held: Any) -> Happening:
    by = _name(held.decided_by)
    if held.status == held.Status.REFUSED:
        return Happening(held.decided_at, _("Refused"), "shield-x", by, held.end_reason)
    if held.status == held.Status.VOID:
        return Happening(held.decided_at, _("Void: it wasn't the request that had been made"), "shield-x", by)
    return Happening(held.decided_at, _("Confirmed"), "shield-check", by)


def _name(user: User | None) -> str:
    return str(user) if user else _("the system")


def effects_of_confirming(clearance: Clearance) -> list[Effect]:
    return [
        Effect(_cleared(clearance), "shield-check"),
        Effect(
            _("It opens only what %(person)s has been given need-to-know of, and what is released to their nation.")
            % {"person": clearance.person},
            "eye",
        ),
        *_ending_the_old(clearance),
        Effect(_("It counts from their next request on. They are told."), "mail"),
    ]


def _ending_the_old(clearance: Clearance) -> list[Effect]:
    old = clearance.replaces
    if old is None:
        return []
    return [Effect(_("It renews %(old)s, which counts until the new one begins.") % {"old": old}, "refresh")]


def _cleared(clearance: Clearance) -> str:
    text = _("%(person)s is cleared to %(level)s for these days: %(days)s.") % {
        "person": clearance.person,
        "level": clearance.classification,
        "days": days(clearance.valid_from, clearance.valid_to),
    }
    if clearance.compartments:
        text += " " + _("With the compartments %s.") % ", ".join(clearance.compartments)
    return text


def effects_of_refusing(clearance: Clearance) -> list[Effect]:
    return [Effect(_("Nothing opens. To try again, it has to be asked for anew."), "shield-x")]


def effects_of_suspending(clearance: Clearance) -> list[Effect]:
    return [
        _closing(clearance),
        Effect(_("They are told, with the reason. Two persons can let it count again."), "player-pause"),
    ]


def _closing(held: Clearance | Waiver) -> Effect:
    text = _("Whatever only this opened closes at the next request of %(person)s.")
    return Effect(text % {"person": held.person}, "eye-off")


def effects_of_revoking(clearance: Clearance) -> list[Effect]:
    return [
        _closing(clearance),
        Effect(_("Reminders and messages about it are no longer delivered to them."), "mail-off"),
        Effect(_("They are told, with the reason. It can't be undone: a new one has to be asked for."), "shield-off"),
    ]


def effects_of_waiving(waiver: Waiver) -> list[Effect]:
    said = {"person": waiver.person, "days": days(waiver.valid_from, waiver.valid_to)}
    return [
        Effect(_("The nationality of %(person)s no longer bars this label, for these days: %(days)s.") % said, "id"),
        Effect(_("Need-to-know, release to their party and a clearance are still needed."), "eye"),
        Effect(_("It counts from their next request on. They are told."), "mail"),
    ]


def renewal_of(clearance: Clearance) -> dict[str, Any]:
    """What a new request is filled in with: all but the dates and the certificate, which will be others."""
    named = clearance.policy.compartments.filter(code__in=clearance.compartments)
    return {
        "person": clearance.person_id,
        "classification": clearance.classification_id,
        "compartments": [compartment.pk for compartment in named],
        "sponsor": clearance.sponsor_id,
        "valid_from": clearance.valid_to + timedelta(days=1),
    }
