"""Tokens: what a machine shows instead of a person who signs in. A calendar's address holds one."""

import hashlib
import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clearances import decisions
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models.policies import Classification

NAME_LENGTH = 60


def digest_of(secret: str) -> str:
    """What is kept of a secret: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenQuerySet(GuardedQuerySet):
    def live(self, at: datetime) -> Self:
        """Those that open something at *at*, as far as they themselves say: neither ended nor run out.

        A token dies with all sessions of its user: when the account is suspended, handed over or its posting ends.
        """
        now = self.filter(ended_at__isnull=True, expires_at__gt=at)
        return now.filter(round=F("user__sessions_ended"), user__is_active=True)


class Token(Guarded):
    """Opens to whoever shows it what its user may see at that very moment, up to its ceiling; never more.

    Only the SHA-256 of the secret is kept; *prefix* is the part of it that pages and logs may say.
    """

    class Purpose(models.TextChoices):
        FEED = "feed", _("Calendar feed")

    class Scope(models.TextChoices):
        """Of what it tells."""

        MINE = "mine", _("Everything I may see")
        PROGRAM = "program", _("One program")
        EXCHANGE = "exchange", _("One exchange")

    class Reach(models.TextChoices):
        """How high it reaches in policies of which ``levels`` names none."""

        LOWEST = "lowest", _("Only the lowest level of each policy")
        UNCLEARED = "uncleared", _("Whatever needs neither a clearance nor a second factor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=6, choices=Purpose)
    scope = models.CharField(max_length=8, choices=Scope)
    scope_id = models.UUIDField(null=True, blank=True)  # Of the program or the exchange.
    name = models.CharField(max_length=NAME_LENGTH)  # Where it is used: "My phone".
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    reach = models.CharField(max_length=9, choices=Reach, default=Reach.LOWEST)
    levels = models.ManyToManyField(Classification, related_name="+", blank=True)  # The highest, of one policy each.
    round = models.PositiveIntegerField()  # ``User.sessions_ended`` when it was made.
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)  # In UTC; the hour would tell of somebody's habits.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Any] = TokenQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d token", "%(count)d tokens", "count")
    guard = Guard(
        {"view": "accounts.administer_clearances", "end": "accounts.administer_clearances"},
        via="user__person__organisation",
        own="user__person",
    )

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="token_expires_after_it_is_made"),
            models.CheckConstraint(
                condition=Q(scope="mine", scope_id__isnull=True) | (~Q(scope="mine") & Q(scope_id__isnull=False)),
                name="token_names_what_it_tells_of",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("calendars:end_feed", args=[self.pk])

    @property
    def until(self) -> date:
        """The last day that it opens anything, in the zone in which its user chose it."""
        return (self.expires_at - timedelta(microseconds=1)).astimezone(self.user.zone_info).date()

    @property
    def ceiling(self) -> decisions.Ceiling:
        ranks = tuple((level.policy.code, level.rank) for level in self.levels.select_related("policy"))
        return decisions.Ceiling(self.reach == self.Reach.LOWEST, ranks)
