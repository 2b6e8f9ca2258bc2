"""What a packet offers and asks in fixed lines: seats by category, what is asked, costs and who pays, contacts.

It is kept as one value with the invitation, under its label; what needs a stricter one is a paragraph of the packet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.terms import Category, Level, Numbers, Part


class Payer(TextChoices):
    HOST = "host", gettext_lazy("The host pays")
    NATION = "nation", gettext_lazy("The nation pays")
    SHARED = "shared", gettext_lazy("Shared")


@dataclass(frozen=True)
class Ask(Part):
    """One thing that participants must be, bring or do."""

    text: str


@dataclass(frozen=True)
class Cost(Part):
    item: str
    payer: str
    note: str = ""

    @property
    def words(self) -> str:
        return str(Payer(self.payer).label)


@dataclass(frozen=True)
class Contact(Part):
    name: str
    role: str = ""
    reach: str = ""  # Telephone, address: as they want to be reached.


KINDS: dict[str, type[Part]] = {"seats": Numbers, "asks": Ask, "costs": Cost, "contacts": Contact}


@dataclass(frozen=True)
class Offer:
    seats: tuple[Numbers, ...] = ()
    asks: tuple[Ask, ...] = ()
    costs: tuple[Cost, ...] = ()
    contacts: tuple[Contact, ...] = ()
    level: str = ""  # As what the nation is invited; "" is to take part.

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """From JSON, as ``said`` wrote it."""
        rows = {name: tuple(kind.read(row) for row in said.get(name, ())) for name, kind in KINDS.items()}
        return cls(**rows, level=said.get("level", ""))  # type: ignore[arg-type]  # Each of its kind.

    def said(self) -> dict[str, Any]:
        """For JSON: without what is empty."""
        rows: dict[str, Any] = {
            name: [row.said() for row in getattr(self, name)] for name in KINDS if getattr(self, name)
        }
        return rows | ({"level": self.level} if self.level else {})

    @property
    def level_words(self) -> str:
        return str(Level(self.level).label) if self.level else ""

    @property
    def is_observing(self) -> bool:
        """Whether the nation is invited to observe and no more."""
        return self.level == Level.OBSERVER

    @property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the most of each category that is offered."""
        return {row.category: (row.least, row.most) for row in self.seats}


def check_offer(offer: Offer, *, seats: int) -> None:
    """Refuse categories that can't be.

    Raises:
        ValidationError: under "seats_by_category" or "level".
    """
    if offer.level and offer.level not in Level:
        raise ValidationError({"level": _("Choose one of the levels.")})
    if problem := _of_seats(offer, seats):
        raise ValidationError({"seats_by_category": problem})


def _of_seats(offer: Offer, seats: int) -> str:
    if offer.is_observing and any(row.category != Category.OBSERVERS for row in offer.seats):
        return _("Observers are offered seats of observers alone.")
    if any(row.least > row.most for row in offer.seats):
        return _("The smaller number comes first.")
    if len(offer.ranges) < len(offer.seats):
        return _("Each category is named once.")
    if any(row.most > seats for row in offer.seats) or sum(row.least for row in offer.seats) > seats:
        return _("That is more than the %(seats)s seats that you offer in all.") % {"seats": seats}
    return ""
