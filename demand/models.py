"""What partners may ask for and what they ask: offers of a catalogue, and requests from one party to another.

An offer is announced, as a resource is: whoever asks for a party of its audience finds it, and the label says which
parties these are. So a nation that was never invited can ask, and learns of nothing but what is offered. A request is
its two sides' alone, however widely it is marked.
"""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from clearances.subjects import Subject
from demand.states import OPEN, State
from exchanges.models import Exchange
from exchanges.models import Kind as ExchangeKind
from participants.models import Delegation
from programs.models import Program
from programs.versions import Versioned

TITLE_LENGTH, TEXT_LENGTH, MOST_PEOPLE = 120, 5_000, 100_000
ASK, PLAN = "accounts.ask_hosts", "accounts.plan_programs"


class CatalogueOfferQuerySet(GuardedQuerySet):
    def open(self, on: date) -> Self:
        """Those that take requests on that day."""
        return self.filter(closed_at=None, until__gte=on)


@remembered()
class CatalogueOffer(Guarded, Versioned, Labelled):
    """Something that a party lets others ask for. Says what it says here, and nothing of the exchange behind it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    exchange = models.ForeignKey(Exchange, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=ExchangeKind)
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(blank=True, max_length=TEXT_LENGTH)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)  # Inclusive.
    seats = models.PositiveIntegerField(null=True, blank=True)
    until = models.DateField()  # Inclusive: the last day on which it may be asked for, in the owner's zone.
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CatalogueOfferQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d offer", "%(count)d offers", "count")
    guard = Guard({"view": ASK, "change": PLAN}, via="owner", anywhere=frozenset({"view"}))

    class Meta:
        ordering = ["until", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="offer_ends_after_it_starts",
                violation_error_message=_("The last day can't lie before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('demand:catalogue')}#offer-{self.pk}"


@dataclass(frozen=True)
class BothSides(Guard):
    """One side asks, the other answers: each by an office held for its own party, and either opens it."""

    def permitted(self, model: type[models.Model], subject: Subject | None, action: str) -> Q:
        if action == "answer":
            return ANSWERING.permitted(model, subject, "answer")
        asking = super().permitted(model, subject, action)
        return asking | ANSWERING.permitted(model, subject, "answer") if action == "view" else asking

    def ways(self, row: Any, action: str) -> list[tuple[str, dict[str, Any]]]:
        asking = [] if action == "answer" else super().ways(row, action)
        return [*asking, *([] if action == "change" else ANSWERING.ways(row, "answer"))]


ANSWERING = Guard({"answer": PLAN}, via="host")


class PartnerRequestQuerySet(GuardedQuerySet):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)


@remembered()
class PartnerRequest(Guarded, Versioned, Labelled):
    """What *party* asks *host* for. Seen by those of both who hold the office, as far as its label is released."""

    class Kind(models.TextChoices):
        INTEREST = "interest", _("Interest")
        SEAT = "seat", _("Seats")
        TEAM = "team", _("Training team")
        EXCHANGE = "exchange", _("New exchange")
        DATE = "date", _("Another date")

    class Priority(models.IntegerChoices):
        HIGH = 1, _("High")
        NORMAL = 2, _("Normal")
        LOW = 3, _("Low")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    offer = models.ForeignKey(CatalogueOffer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(blank=True, max_length=TEXT_LENGTH)
    not_before = models.DateField(null=True, blank=True)  # The window in which it would suit.
    not_after = models.DateField(null=True, blank=True)  # Inclusive.
    people = models.PositiveIntegerField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    state = models.CharField(max_length=9, choices=State, default=State.SENT)
    answer = models.TextField(blank=True, max_length=TEXT_LENGTH)  # What the host says to it.
    delegation = models.ForeignKey(Delegation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = PartnerRequestQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d request", "%(count)d requests", "count")
    guard = BothSides({"view": ASK, "change": ASK, "answer": PLAN}, via="party")

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(party=F("host")), name="request_to_another_party"),
            models.CheckConstraint(
                condition=Q(not_before__isnull=True) | Q(not_after__isnull=True) | Q(not_after__gte=F("not_before")),
                name="request_window_in_order",
                violation_error_message=_("The last day can't lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("demand:request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
