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

from participants.terms import Numbers, Part


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

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """From JSON, as ``said`` wrote it."""
        return cls(**{name: tuple(kind.read(row) for row in said.get(name, ())) for name, kind in KINDS.items()})  # type: ignore[arg-type]  # Each of its kind.

    def said(self) -> dict[str, Any]:
        """For JSON: without what is empty."""
        return {name: [row.said() for row in getattr(self, name)] for name in KINDS if getattr(self, name)}

    @property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the most of each category that is offered."""
        return {row.category: (row.least, row.most) for row in self.seats}


def check_offer(offer: Offer, *, seats: int) -> None:
    """Refuse categories that can't be.

    Raises:
        ValidationError: under "seats_by_category".
    """
    problem = ""
    if any(row.least > row.most for row in offer.seats):
        problem = _("The smaller number comes first.")
    elif len(offer.ranges) < len(offer.seats):
        problem = _("Each category is named once.")
    elif any(row.most > seats for row in offer.seats) or sum(row.least for row in offer.seats) > seats:
        problem = _("That is more than the %(seats)s seats that you offer in all.") % {"seats": seats}
    if problem:
        raise ValidationError({"seats_by_category": problem})
