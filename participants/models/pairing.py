"""Which nations a host keeps apart: known to its planners, and to nobody else."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party
from clearances.guards import Guard, Guarded
from clearances.models import Labelled
from exchanges.models import Exchange


@remembered()
class PairRule(Guarded, Labelled):
    """Two nations that the planners don't put into one activity. Its label has no audience but the content's owner.

    The key of *first* is the smaller: a pair has one spelling.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="pair_rules")
    first = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    counted = ngettext_lazy("%(count)d “do not pair” rule", "%(count)d “do not pair” rules", "count")
    guard = Guard(
        {"view": "exchanges.change_exchange", "change": "exchanges.change_exchange"}, via="exchange", facet="content"
    )

    class Meta:
        ordering = ["first__name_en", "second__name_en", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="pair_is_of_two_and_in_order",
                violation_error_message=_("Choose two different nations."),
            )
        ]

    def __str__(self) -> str:
        return f"pair rule {self.pk}"
