"""The next edition of an exchange, in the words that apps above exchanges understand.

``planning`` makes the new exchange and has the modules of ``settings.EDITION_CONTRIBUTORS`` carry over what is theirs,
in one transaction. The preview is the very same copy, undone: what it shows is what happens.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearances.guards import Actor, System
from clearances.models import Label
from exchanges.changes import Effect, Row
from exchanges.models import Exchange, ExchangeContent


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One exchange that becomes another. *made* finds the copy of a part by the key of the part it was made from."""

    source: Exchange
    target: Exchange
    content: ExchangeContent  # Of the target.
    by: Actor
    nations: frozenset[int] = frozenset()  # Keys of the parties that are to be invited again, as drafts.
    made: dict[Any, Any] = field(default_factory=dict)

    @property
    def shift(self) -> timedelta:
        """How far STARTEX moves."""
        return self.target.starts_on - self.source.starts_on

    def visible(self, model: Any, action: str = "view") -> Any:
        """The rows of the source that *by* may see; others are never copied, and nothing tells of them."""
        if isinstance(self.by, System):
            return model.objects.filter(exchange=self.source)
        return model.objects.for_user(self.by, action).filter(exchange=self.source)


class Contributor(Protocol):
    """What a module of ``settings.EDITION_CONTRIBUTORS`` provides."""

    @staticmethod
    def carry(copy: Copy) -> list[Effect]:
        """Carry over what ``copy.by`` may see, each part with its label, and say what came of it.

        What can't be carried is a row with the reason, and stops nothing else.
        """


@dataclass
class Carried:
    """What came of the parts of one kind, one after the other."""

    copy: Copy
    rows: list[Row] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)

    def take(self, row: Any, title: str, days: Any, make: Callable[[], Any], *, note: str = "") -> Any:
        """What *make* made of *row*, with its *days* before and after; None where it was refused, with the reason."""
        before, after = days
        try:
            check_copied(getattr(row, "label", None), self.copy.by)
            with transaction.atomic():
                made = make()
        except ValidationError as problem:
            self.left.append(Row(title, before, after, " ".join(problem.messages), is_problem=True))
            return None
        except PermissionDenied:
            self.left.append(Row(title, before, after, _("You may not do this there."), is_problem=True))
            return None
        self.copy.made[row.pk] = made
        self.rows.append(Row(title, before, after, note))
        return made

    def told(self, some: Any, icon: str) -> list[Effect]:
        """*some* is the plural sentence about what is carried, with %(n)d."""
        effects = [Effect(some(len(self.rows)), icon, len(self.rows), tuple(self.rows))] if self.rows else []
        if self.left:
            n = len(self.left)
            text = ngettext(
                "%(n)d can't be carried over: see why below.", "%(n)d can't be carried over: see why below.", n
            )
            effects.append(Effect(text % {"n": n}, "alert-triangle", n, tuple(self.left)))
        return effects


def check_copied(label: Label | None, by: Actor) -> None:
    """What its originator controls is copied by the originator alone (access.md D10).

    Raises:
        ValidationError: *label* is such a one, and *by* acts for somebody else.
    """
    if label is None or not label.orcon or isinstance(by, System):
        return
    organisation = by.person.organisation
    if label.owner_id not in {organisation.pk, organisation.nation_id}:
        raise ValidationError(_("Only its originator may copy this: it is originator controlled."))
