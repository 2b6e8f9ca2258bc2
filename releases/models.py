"""A request to mark something more openly: lower, for more, or not at all any more."""

from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts.models import Party, User
from clearances.guards import NOTHING, Guard, Guarded, GuardedQuerySet, grants_on
from clearances.models import Label, Labelled
from clearances.models.changes import TwoPerson
from clearances.subjects import Subject
from releases import targets

RELEASE = "accounts.release"


class ReleaseQuerySet(GuardedQuerySet):
    def for_user(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """Those about rows that *user* sees: an office alone gives no need-to-know."""
        rows = super().for_user(user, action)
        if not isinstance(user, User):
            return rows
        named = list(rows.order_by().values_list("object_type", "object_id").distinct())
        rule = NOTHING
        for object_type, object_id in targets.visible(user, named):
            rule |= Q(object_type=object_type, object_id=object_id)
        return rows.filter(rule)


class ReleaseGuard(Guard):
    """Seen by whoever proposed it, and by the releasing officers of its owners; decided by the latter."""

    def permitted(self, model: type[models.Model], subject: Subject | None, action: str) -> Q:
        if subject is None or not subject.may_act or action not in self.actions:
            return NOTHING
        held = grants_on(Party).in_force(subject, RELEASE).values("content_object_id")
        rule = Q(pk__in=Release.owners.through.objects.filter(party_id__in=held).values("release_id"))
        if action == "view":
            rule |= Q(proposed_by_id=subject.user_id)
        return rule & Q(label_id__any=subject.dominated_label_ids)


class Release(Guarded, Labelled, TwoPerson):
    """That one row be marked with *to_label*, which is more open than *label*, the one that it bears.

    Two releasing officers of every owner must consent, and nothing about the row may change meanwhile.
    """

    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    to_label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    owners = models.ManyToManyField(Party, related_name="+")

    objects: ClassVar[Any] = ReleaseQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d release", "%(count)d releases", "count")
    guard = ReleaseGuard({"view": RELEASE, "decide": RELEASE})

    class Meta(TwoPerson.Meta):
        abstract = False
        ordering = ["-proposed_at", "pk"]

    def __str__(self) -> str:
        return str(self.target() or "")

    def get_absolute_url(self) -> str:
        return reverse("releases:release", args=[self.pk])

    def target(self) -> Any:
        """The row as it stands, for whoever acts; None where it is gone or hidden from them."""
        return apps.get_model(self.object_type).objects.filter(pk=self.object_id).first()


class Consent(models.Model):
    """One releasing officer's word, for one owner."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="consents")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["release", "party", "user"], name="consents_once")]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Opening(Labelled):
    """That *user*, for *party*, read one row on one day in UTC: first, and for the last time. Written with the page.

    The label is the one that the row bore when it was first read, so that this is no more widely known than the row.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    day = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "object_type", "object_id", "label", "user", "day"], name="opened_once_a_day_by_each"
            )
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"
