"""How far somebody has read what changed, and when they want to be told that there is news."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy

from accounts.models import User, known_zone


class Every(models.TextChoices):
    NEVER = "never", pgettext_lazy("a digest", "Never")
    DAY = "day", pgettext_lazy("a digest", "Every day")
    WEEK = "week", pgettext_lazy("a digest", "Every week")


class ReaderQuerySet(models.QuerySet[Any]):
    def for_user(self, user: User | AnonymousUser, action: str = "view") -> Self:
        return self.filter(user_id=user.pk)


class Reader(models.Model):
    """One person as a reader of what changed. Holds instants and choices, never what was found."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_until = models.DateTimeField(null=True)  # Said to be read by the person themselves; null: never.
    every = models.CharField(max_length=5, choices=Every, default=Every.NEVER)
    weekday = models.PositiveSmallIntegerField(default=0)  # Of a weekly digest: Monday is 0.
    hour = models.PositiveSmallIntegerField(default=7)  # In the zone.
    zone = models.CharField(max_length=64, validators=[known_zone], default="UTC")
    due_at = models.DateTimeField(null=True, db_index=True)  # When the next digest is looked at; null: never.
    looked_until = models.DateTimeField(null=True)  # What happened until then was in a digest, or was no news.

    objects: ClassVar[Any] = ReaderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hour__lte=23) & Q(weekday__lte=6), name="digest_at_an_hour_of_a_week"),
            models.CheckConstraint(
                condition=Q(every=Every.NEVER, due_at__isnull=True) | ~Q(every=Every.NEVER) & Q(due_at__isnull=False),
                name="digest_is_due_unless_never",
            ),
        ]

    def __str__(self) -> str:
        return gettext("What changed")

    def get_absolute_url(self) -> str:
        return reverse("briefs:index")
