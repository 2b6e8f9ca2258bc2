"""The phases of an exchange: what is on when, where, and who hosts it there."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party
from clearances.guards import Guard, Guarded
from clearances.models import Labelled
from exchanges.models import Exchange
from programs.versions import Versioned

NAME_LENGTH, PLACE_LENGTH = 80, 160


@remembered()
class Phase(Guarded, Versioned, Labelled):
    """Some days of an exchange, such as a harbour phase. Part of its content, with a label of its own.

    Phases may overlap: several hosts at a time are several phases. Without a host of its own, it is the exchange's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(max_length=NAME_LENGTH)
    starts_on = models.DateField()  # In its zone.
    ends_on = models.DateField()  # Inclusive.
    zone = models.CharField(max_length=64)  # IANA: of its place.
    place = models.CharField(max_length=PLACE_LENGTH, blank=True)
    host = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    counted = ngettext_lazy("%(count)d phase", "%(count)d phases", "count")
    guard = Guard(
        {"view": "exchanges.view_content", "change": "exchanges.change_exchange"}, via="exchange", facet="content"
    )

    class Meta:
        ordering = ["starts_on", "ends_on", "pk"]
        indexes = [models.Index(fields=["exchange", "starts_on"], name="phase_by_exchange")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="phase_ends_after_it_starts",
                violation_error_message=_("A phase can't end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("phases:index", args=[self.exchange.reference])

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


class Edition(models.Model):
    """That an exchange was planned as the next edition of another. Told to whoever may see both."""

    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, related_name="+")
    previous = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.exchange_id} after {self.previous_id}"
