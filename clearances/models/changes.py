"""What two persons decide together: a change that one proposes and another approves (access.md §6)."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances.guards import NOTHING, Guard, Guarded, GuardedQuerySet, grants_on
from clearances.subjects import Subject

LAPSES_AFTER = timedelta(hours=72)
GIVING = "grant.give"  # The kind of change whose facts name a root that officers of its party may not see.


class TwoPerson(models.Model):
    """A proposal bound to the exact change: *digest* covers the facts and the state of all that they touch."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for a second person")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        VOID = "void", _("Void: what it touches has changed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facts = models.JSONField(default=dict)  # Ids, dates and codes; never contents.
    digest = models.CharField(max_length=64)  # SHA-256.
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    lapses_at = models.DateTimeField()  # 72 hours later: from then on nobody can approve it.
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="approved") | ~Q(decided_by=models.F("proposed_by")),
                name="%(class)s_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at__isnull=True)
                | (~Q(status="waiting") & Q(decided_at__isnull=False)),
                name="%(class)s_decided_iff_not_waiting",
            ),
        ]

    def is_waiting(self, at: datetime) -> bool:
        return self.status == self.Status.WAITING and at < self.lapses_at

    def has_lapsed(self, at: datetime) -> bool:
        return self.status == self.Status.WAITING and at >= self.lapses_at


class ChangeQuerySet(GuardedQuerySet):
    def for_user(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """No sign of a role that is to be given on something whose cover *user* doesn't see."""
        given = Case(
            When(kind=GIVING, then=Cast(KT("facts__root"), models.UUIDField())), output_field=models.UUIDField()
        )
        seen = Q(pk__in=[])
        for model in apps.get_models():
            if issubclass(model, Guarded) and hasattr(model, "grants"):
                seen |= Q(Exists(model.objects.for_user(user).filter(pk=OuterRef("given_on"))))
        return super().for_user(user, action).alias(given_on=given).filter(~Q(kind=GIVING) | seen)

    def waiting(self, at: datetime) -> Self:
        return self.filter(status=TwoPerson.Status.WAITING, lapses_at__gt=at)

    def waiting_first(self, at: datetime) -> Self:
        waiting = Q(status=TwoPerson.Status.WAITING, lapses_at__gt=at)
        first = Case(When(waiting, then=Value(0)), default=Value(1), output_field=models.IntegerField())
        return self.order_by(first, "-proposed_at", "pk")

    def with_names(self) -> Self:
        return self.select_related("party", "proposed_by__person__organisation", "decided_by__person__organisation")


OFFICES = ("accounts.administer_clearances", "accounts.certify_nationals", "accounts.release")


class OfficeGuard(Guard):
    """A change is seen by whoever holds, for its party, the very office that its kind asks for."""

    def permitted(self, model: type[models.Model], subject: Subject | None, action: str) -> Q:
        if subject is None or not subject.may_act or action not in self.actions:
            return NOTHING
        rule = NOTHING
        for office in OFFICES:
            held = grants_on(Party).in_force(subject, office)
            rule |= Q(permission=office, party_id__in=held.values("content_object_id"))
        return rule


class Change(Guarded, TwoPerson):
    """A proposed change to who may see what. Its kind (``clearances.changes``) says what it does, in words."""

    kind = models.CharField(max_length=40)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")  # Whose officers decide.
    permission = models.CharField(max_length=60, choices=[(office, office) for office in OFFICES])

    objects: ClassVar[Any] = ChangeQuerySet.as_manager()
    guard = OfficeGuard(  # Of the offices, each change asks for the one in its column.
        {"view": "accounts.administer_clearances", "decide": "accounts.administer_clearances"}, via="party"
    )

    class Meta(TwoPerson.Meta):
        abstract = False
        ordering = ["-proposed_at", "pk"]
        indexes = [models.Index(fields=["lapses_at"], condition=Q(status="waiting"), name="change_waiting")]

    def __str__(self) -> str:
        return self.kind

    def get_absolute_url(self) -> str:
        return reverse("clearances:change", args=[self.pk])
