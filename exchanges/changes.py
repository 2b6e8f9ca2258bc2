"""What is about to happen to an exchange, in the words that apps above exchanges understand.

``planning`` builds a ``Change``, asks the modules of ``settings.EXCHANGE_CONTRIBUTORS`` what would follow from it, and
has them carry it out. Both happen inside planning's transaction and *before* the exchange's own row is changed, so
``change.exchange`` still holds the old dates, host and state.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from clearances.guards import Actor
from exchanges.models import Exchange
from exchanges.states import MOVES, OPEN, State


class Verb(TextChoices):
    """What is done to the exchange."""

    MOVE = "move", _("Reschedule")  # New dates, same state.
    PLAN = "plan", _("Plan")  # A draft, or a postponed one whose dates are now firm, becomes planned.
    START = "start", _("Start")
    COMPLETE = "complete", _("Complete")
    CLOSE = "close", _("Close")
    POSTPONE = "postpone", _("Postpone")  # New dates that aren't firm yet.
    REHOST = "rehost", _("Change the host")  # The zone changes with it.
    CANCEL = "cancel", _("Cancel the exchange")

    @property
    def icon(self) -> str:
        return ICONS[self]


ICONS = {
    Verb.MOVE: "calendar-event",
    Verb.PLAN: "calendar-check",
    Verb.START: "player-play",
    Verb.COMPLETE: "flag",
    Verb.CLOSE: "archive",
    Verb.POSTPONE: "calendar-pause",
    Verb.REHOST: "home-move",
    Verb.CANCEL: "calendar-off",
}

TARGETS: dict[Verb, State] = {
    Verb.PLAN: State.PLANNED,
    Verb.POSTPONE: State.POSTPONED,
    Verb.CANCEL: State.CANCELLED,
    Verb.START: State.RUNNING,
    Verb.COMPLETE: State.COMPLETED,
    Verb.CLOSE: State.CLOSED,
}


def possible(state: State) -> list[Verb]:
    """What may be done to an exchange in *state*."""
    return [verb for verb in Verb if (TARGETS[verb] in MOVES[state] if verb in TARGETS else state in OPEN)]


@dataclass(frozen=True)
class Followed:
    """One row that followed a change which is taken back now: its recorded versions before the change and after it."""

    row: Any  # As it is now.
    before: Any
    left: Any

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has changed it since."""
        return bool(self.row.version == self.left.version)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of one exchange. Dates, host and zone are the new ones; what stays has its old value."""

    exchange: Exchange  # As it is before the change.
    verb: Verb
    starts_on: date
    ends_on: date  # Inclusive.
    host: Party
    zone: str
    by: Actor
    reason: str = ""
    undoes: Mapping[Any, Followed] = field(default_factory=dict)  # What followed the change that this one takes back.

    def before(self, row: Any) -> Any:
        """How *row* was before the change that this one takes back: its recorded version.

        None where nothing is taken back, or where somebody has changed the row since: then it follows as any row does.
        """
        found = self.undoes.get((row._meta.label_lower, row.pk))
        return found.before if found and row.version == found.left.version else None

    @property
    def shift(self) -> timedelta:
        """How far STARTEX moves; tasks that are due before it move along."""
        return self.starts_on - self.exchange.starts_on

    @property
    def is_rescheduling(self) -> bool:
        """Whether dates, or the zone they are kept in, change."""
        return (self.starts_on, self.ends_on, self.zone) != (
            self.exchange.starts_on,
            self.exchange.ends_on,
            self.exchange.zone,
        )

    @property
    def is_rehosting(self) -> bool:
        return self.host.pk != self.exchange.host_id

    @property
    def key(self) -> str:
        """Names this very event: whoever is told of it with this key, by whichever app, is told once."""
        return f"exchange:{self.exchange.pk}:{self.verb}:{self.exchange.version}"


@dataclass(frozen=True)
class Row:
    """One thing that an effect happens to: its day before and after. A problem says in its note what is wrong."""

    title: str
    before: date
    after: date
    note: str = ""
    is_problem: bool = False


@dataclass(frozen=True)
class Effect:
    """One consequence in plain words, naming nothing that the person who acts may not see."""

    text: str
    icon: str = "arrow-right"
    count: int | None = None  # How many things it happens to, where that may be known.
    rows: tuple[Row, ...] = ()  # These things one by one, where the page shows them.


class Contributor(Protocol):
    """What a module of ``settings.EXCHANGE_CONTRIBUTORS`` provides; either function may find nothing to do.

    A module may also have ``told(change) -> Iterable[User]``: whom the change concerns, as far as ``change.by`` may
    know of it. ``planning`` counts them for the preview and tells each once.
    """

    @staticmethod
    def describe(change: Change) -> list[Effect]:
        """What would follow, as far as ``change.by`` may see it; changes nothing."""

    @staticmethod
    def apply(change: Change) -> None:
        """Make it follow. Raising stops the whole change: all of it happens or none."""
