"""Need-to-know: guardian's object permissions, held by teams, with a reason and an end."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase

from accounts.history import remembered
from accounts.models import Party


class GrantQuerySet(models.QuerySet[Any]):
    def in_force(self, subject: Any, permission: str) -> Self:
        """Grants of *permission* ("app.codename") held by the subject's teams at the subject's instant.

        By the ids of permissions: whoever is asked for names expects three rows where there are a hundred thousand.
        """
        return self.held(subject).filter(permission_id__in=subject.facts.permissions.get(permission, ()))

    def held(self, subject: Any) -> Self:
        """Grants of any permission held by the subject's teams at the subject's instant."""
        return self.filter(
            Q(lapses_at__isnull=True) | Q(lapses_at__gt=subject.at),
            group_id__in=subject.team_ids,
        )

    def of_roles(self, roles: Iterable[str]) -> Self:
        return self.filter(role__in=list(roles))


class TeamGrant(GroupObjectPermissionBase):
    """A team's permission on one root. Written by ``clearances.services.grant`` only, one row per permission of a role.

    ``origin`` says where the row comes from: "" for a grant of its own, else the root it was materialised from
    ("programs.program:…"), so that taking back one grant never takes away another.
    """

    role = models.CharField(max_length=30)  # clearances.roles.Role
    origin = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    until = models.DateField(null=True, blank=True)  # Inclusive, in the host's zone; null: no end.
    lapses_at = models.DateTimeField(null=True, blank=True)  # 24:00 of that day, as an instant.

    objects: ClassVar[Any] = GrantQuerySet.as_manager()  # type: ignore[assignment]  # guardian's own manager writes without reason and end.

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["group", "permission", "content_object", "role", "origin"], name="%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, lapses_at__isnull=True)
                | Q(until__isnull=False, lapses_at__isnull=False),
                name="%(class)s_lapses_iff_it_ends",
            ),
        ]
        indexes = [models.Index(fields=["group", "permission", "content_object"], name="%(class)s_by_team")]


@remembered(by=["content_object"])
class PartyGrant(TeamGrant):
    """An office held for a nation or organisation: security administrator, releasing officer, staff officer."""

    content_object = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="grants")

    class Meta(TeamGrant.Meta):
        abstract = False
