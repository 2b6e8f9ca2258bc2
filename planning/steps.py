"""One step of an exchange in two turns: its effects are listed, then the same step is confirmed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exchanges.changes import Change, Effect, Verb
from exchanges.models import Exchange
from exchanges.states import Fixed, IllegalMove, State
from planning import services
from planning.effects import describe
from planning.forms import FORMS
from programs.answers import VersionedForm
from programs.versions import Stale


@dataclass(frozen=True)
class Words:
    """How a verb asks and what it says when it is done."""

    question: str | Promise
    done: str | Promise


WORDS: dict[Verb, Words] = {
    Verb.MOVE: Words(gettext_lazy("Which new dates?"), gettext_lazy("The dates are changed.")),
    Verb.PLAN: Words(gettext_lazy("Are these dates firm?"), gettext_lazy("The exchange is planned.")),
    Verb.START: Words(gettext_lazy("Has it begun?"), gettext_lazy("The exchange is running.")),
    Verb.COMPLETE: Words(gettext_lazy("Is it over?"), gettext_lazy("The exchange is completed.")),
    Verb.CLOSE: Words(gettext_lazy("Is everything settled?"), gettext_lazy("The exchange is closed.")),
    Verb.POSTPONE: Words(gettext_lazy("Put it off, until when?"), gettext_lazy("The exchange is postponed.")),
    Verb.REHOST: Words(gettext_lazy("Who hosts it instead?"), gettext_lazy("The exchange has a new host.")),
    Verb.CANCEL: Words(gettext_lazy("Really cancel it? It can't be brought back."), gettext_lazy("It is cancelled.")),
}
CONFLICTS = (IllegalMove, Fixed)


class Step:
    """One verb on one exchange, as a page asks for it.

    Raises, when made:
        IllegalMove, Fixed: the exchange's state doesn't allow the verb.
    """

    def __init__(
        self, exchange: Exchange, verb: Verb, data: Any, *, by: User, wishes: dict[str, Any] | None = None
    ) -> None:
        """*wishes* are what the form holds at first, by its fields."""
        services.check_state(exchange, verb)
        self.exchange, self.verb, self.by, self._wishes = exchange, verb, by, wishes or {}
        self.words = WORDS[verb]
        self.form: VersionedForm = FORMS[verb](data, row=exchange, initial=self._wishes)
        self._seen = "" if data is None else data.get("seen", "")

    def take(self) -> Exchange | services.Moved | None:
        """Carry it out if what was confirmed is what was listed; else None, and the page lists it (again)."""
        if not self.form.is_bound or not self.form.is_valid():
            return None
        if self._seen != self.seen:
            self.form.attempt(self._look)
            return None
        return self.form.attempt(self._carry_out)

    def _carry_out(self) -> Exchange | services.Moved:
        if self.verb == Verb.MOVE:
            return services.move(self.exchange, by=self.by, **self.form.cleaned_data)
        return services.carry_out(self.exchange, self.verb, by=self.by, **self.form.cleaned_data)

    def _look(self) -> None:
        """What carrying it out would refuse, said while its effects are listed."""
        if self.form.cleaned_data["version"] != self.exchange.version:
            raise Stale(self.exchange)
        services.check(self.change)
        _ = self._described

    @property
    def stored(self) -> Any:
        """The exchange as it is now: after a conflict, that of the other person's change."""
        return self.form.stale.row if self.form.stale else self.exchange

    @property
    def change(self) -> Change:
        wishes = dict(self.form.cleaned_data) if self.form.is_bound else self._asked_for
        wishes.pop("version", None)
        return services.prepare(self.stored, self.verb, by=self.by, **wishes)

    @property
    def _asked_for(self) -> dict[str, Any]:
        """What the address proposes, as far as the verb asks for it."""
        return {name: value for name, value in self._wishes.items() if name in self.form.fields}

    @property
    def seen(self) -> str:
        """Names what the listed effects were worked out from; a change of it needs another look."""
        return seen_of(self.change)

    @cached_property
    def effects(self) -> list[Effect]:
        """Listed only where the input makes sense. What a link proposes and can't be is said instead."""
        try:
            return [] if self.form.errors else self._described
        except ValidationError as problem:
            return [Effect(text, icon="alert-triangle") for text in dict.fromkeys(problem.messages)]

    @cached_property
    def _described(self) -> list[Effect]:
        return describe(self.change)

    @property
    def is_listed(self) -> bool:
        return not self.form.errors

    @property
    def is_final(self) -> bool:
        return self.verb == Verb.CANCEL


def seen_of(change: Change) -> str:
    """Names what effects were worked out from: the dates, the host, the zone, and the exchange as it was."""
    return f"{change.starts_on}/{change.ends_on}/{change.host.code}/{change.zone}/{change.exchange.version}"


def conflict_words(problem: Exception) -> str:
    """What happened and what to do, for somebody who came too late."""
    if isinstance(problem, Stale):
        row: Any = problem.row
        text = _("%(who)s changed “%(title)s” meanwhile. It is shown as it is now; nothing of yours was saved.")
        return text % {"who": row.changed_by or _("Somebody"), "title": row.title}
    if isinstance(problem, IllegalMove):
        text = _("The exchange is “%(old)s” by now: it can't become “%(new)s”. Look at it again, then decide.")
        return text % {"old": State(problem.source).label, "new": State(problem.target).label}
    state = problem.state if isinstance(problem, Fixed) else State.CLOSED
    return _("The exchange is “%(state)s” by now: its dates and its host can't change any more.") % {
        "state": State(state).label
    }
