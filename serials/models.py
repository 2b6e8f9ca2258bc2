"""The serials of an exchange: what happens when, where, and with whom."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party, Person
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from exchanges.models import Exchange
from phases.models import Phase
from programs.versions import Versioned
from resources.models import Booking
from serials.states import State

TITLE_LENGTH, CODE_LENGTH, PLACE_LENGTH = 120, 12, 160


class SerialQuerySet(GuardedQuerySet):
    def standing(self) -> Self:
        """Those that take place: planned or confirmed."""
        return self.exclude(state=State.CANCELLED)

    def between(self, begin: datetime, end: datetime) -> Self:
        """Those of which at least a moment lies between two instants; the end itself doesn't count."""
        return self.filter(starts_at__lt=end, ends_at__gt=begin)


@remembered()
class Serial(Guarded, Versioned, Labelled):
    """One item of the schedule of an exchange, part of its content and with a label of its own.

    Its code isn't unique in the database: a refusal would tell of a serial that the planner may not see. The services
    refuse a code that the planner sees in use.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="serials")
    code = models.CharField(max_length=CODE_LENGTH)
    title = models.CharField(max_length=TITLE_LENGTH)
    # Without a constraint: whoever removes a phase may not see all its serials. A phase that is gone is nobody's.
    phase = models.ForeignKey(
        Phase, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="serials"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # The instant at which it is over.
    zone = models.CharField(max_length=64)  # IANA: whose clocks the place goes by.
    place = models.CharField(max_length=PLACE_LENGTH, blank=True)
    lead = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    parties = models.ManyToManyField(Party, related_name="+")  # Who takes part, beside the lead.
    units = models.TextField(blank=True)  # One a line.
    people = models.ManyToManyField(Person, related_name="+")  # In charge of it.
    bookings = models.ManyToManyField(Booking, related_name="serials")  # What it uses of what the exchange has booked.
    after = models.ManyToManyField("self", symmetrical=False, related_name="before")  # They end before this begins.
    objectives = models.TextField(blank=True)
    remarks = models.TextField(blank=True)  # Alternates, weather limits and whatever else must be known.
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)

    objects: ClassVar[Any] = SerialQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d serial", "%(count)d serials", "count")
    guard = Guard(
        {
            "view": "exchanges.view_content",
            "change": "exchanges.change_exchange",
            "export": "exchanges.view_content",  # Whoever takes part needs it on paper; each copy is recorded.
        },
        via="exchange",
        facet="content",
    )

    class Meta:
        ordering = ["starts_at", "code", "pk"]
        indexes = [models.Index(fields=["exchange", "starts_at"], name="serial_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="serial_ends_after_it_starts",
                violation_error_message=_("A serial can't end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("serials:serial", args=[self.pk])

    @property
    def starts(self) -> datetime:
        """As the clocks of the place show it."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def ends(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    @property
    def unit_names(self) -> list[str]:
        return [line.strip() for line in self.units.splitlines() if line.strip()]
