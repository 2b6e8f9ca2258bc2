"""A clearance's life in words: what has happened to it, and what deciding it will do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from clearances.models import Clearance, Standing


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


def history(clearance: Any) -> list[Happening]:
    """Newest first. *clearance* is one that carries its ``standing`` and ``lapses_at``."""
    events = [Happening(clearance.requested_at, _("Asked for"), "shield-question", _name(clearance.requested_by))]
    if clearance.decided_at:
        events.append(_decided(clearance))
    if clearance.ended_at:
        events.append(
            Happening(clearance.ended_at, clearance.get_status_display(), "shield-off", text=clearance.end_reason)
        )
    elif clearance.status == Clearance.Status.ACTIVE and clearance.standing == Standing.ENDED:
        events.append(Happening(clearance.lapses_at, _("Ran out"), "clock-x"))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _decided(clearance: Any) -> Happening:
    by = _name(clearance.decided_by)
    if clearance.status == Clearance.Status.REFUSED:
        return Happening(clearance.decided_at, _("Refused"), "shield-x", by, clearance.end_reason)
    return Happening(clearance.decided_at, _("Confirmed"), "shield-check", by)


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
        Effect(_("It counts from their next request on. They are told."), "mail"),
    ]


def _cleared(clearance: Clearance) -> str:
    text = _("%(person)s is cleared to %(level)s for the days named above.") % {
        "person": clearance.person,
        "level": clearance.classification,
    }
    if clearance.compartments:
        text += " " + _("With the compartments %s.") % ", ".join(clearance.compartments)
    return text


def effects_of_refusing(clearance: Clearance) -> list[Effect]:
    return [Effect(_("Nothing opens. To try again, it has to be asked for anew."), "shield-x")]


def effects_of_revoking(clearance: Clearance) -> list[Effect]:
    return [
        Effect(
            _("Whatever only this clearance opened closes at the next request of %(person)s.")
            % {"person": clearance.person},
            "eye-off",
        ),
        Effect(_("Reminders and messages about it are no longer delivered to them."), "mail-off"),
        Effect(_("They are told, with the reason. It can't be undone: a new one has to be asked for."), "shield-off"),
    ]
