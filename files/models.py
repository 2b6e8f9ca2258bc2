"""Files of an exchange with their versions, the files in a delegation's packet, and who has acknowledged them."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import User
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from exchanges.models import Exchange
from files import naming
from files.inspecting.kinds import KINDS
from files.inspecting.report import LONGEST_SHEET, LONGEST_TITLE
from files.kinds import WARNINGS, Flag, Kind
from participants.models import Delegation
from programs.versions import Versioned

TITLE_LENGTH, REASON_LENGTH = 120, 200


class Stored(models.Model):
    """What is known of one content: its digest names it in ``storage``, and its facts come from its bytes."""

    is_opened_by_download = True  # For the release ledger: its name in a list isn't its content.

    name = models.CharField(max_length=naming.LONGEST)
    kind = models.CharField(max_length=5, choices=Kind)
    digest = models.CharField(max_length=64)  # SHA-256, in hexadecimal digits.
    size = models.PositiveIntegerField()  # In bytes.
    heading = models.CharField(max_length=LONGEST_TITLE, blank=True)  # What it calls itself.
    pages = models.PositiveIntegerField(null=True)
    sheets = ArrayField(models.CharField(max_length=LONGEST_SHEET), default=list, blank=True)
    flags = ArrayField(models.CharField(max_length=12, choices=Flag), default=list, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def media_type(self) -> str:
        return KINDS[self.kind].media_type

    @property
    def remarks(self) -> list[Any]:
        """What its readers are warned of first, then what was done to it."""
        return sorted((Flag(flag) for flag in self.flags), key=lambda flag: flag not in WARNINGS)

    @property
    def is_risky(self) -> bool:
        return not WARNINGS.isdisjoint(self.flags)


class FileQuerySet(GuardedQuerySet):
    def for_user(self, user: User | AnonymousUser, action: str = "view") -> Self:
        return super().for_user(user, action).filter(removed_at=None)


@remembered()
class File(Guarded, Versioned, Labelled):
    """That an exchange has a file, and what it is called: part of its content. What is in it are its versions.

    ``version`` is of these words alone: one that rose with the contents would tell of a version that somebody may not
    see. A removed file is nobody's any more; a sweep deletes it later, with versions that the remover didn't see.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(max_length=TITLE_LENGTH)
    asks_acknowledgement = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = FileQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d file", "%(count)d files", "count")
    guard = Guard(
        {"view": "exchanges.view_content", "change": "exchanges.change_exchange"}, via="exchange", facet="content"
    )

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("files:file", args=[self.pk])


class FileVersionQuerySet(GuardedQuerySet):
    def for_user(self, user: User | AnonymousUser, action: str = "view") -> Self:
        return super().for_user(user, action).filter(file__removed_at=None)


@remembered()
class FileVersion(Guarded, Labelled, Stored):
    """One content of a file, never changed. It has no number: a gap would tell of one that the reader may not see."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="versions")

    objects: ClassVar[Any] = FileVersionQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d version of a file", "%(count)d versions of files", "count")
    guard = Guard(
        {
            "view": "exchanges.view_content",
            "change": "exchanges.change_exchange",
            "export": "exchanges.view_content",  # Whoever takes part needs it; each copy is recorded.
        },
        via="file__exchange",
        facet="content",
    )

    class Meta(Stored.Meta):
        abstract = False
        ordering = ["-added_at", "-pk"]
        indexes = [
            models.Index(fields=["file", "-added_at"], name="file_version_by_file"),
            models.Index(fields=["digest"], name="file_version_by_digest"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("files:file", args=[self.file_id])


@remembered()
class PacketFile(Guarded, Labelled, Stored):
    """A file in one delegation's packet: handed to the nation by the host, or to the host by the nation. Never changed.

    It is a copy: the nation reads it before it sees anything of the exchange's files.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(max_length=TITLE_LENGTH)
    is_from_host = models.BooleanField()
    asks_acknowledgement = models.BooleanField(default=False)
    # Without a constraint: whoever deletes the version may not see this copy.
    source = models.ForeignKey(
        FileVersion, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    recalled_at = models.DateTimeField(null=True)  # From then on nobody gets its content; that it was there stays.

    counted = ngettext_lazy("%(count)d file of a packet", "%(count)d files of packets", "count")
    guard = Guard(
        {
            "view": "participants.view_delegation",
            "export": "participants.view_delegation",
            "change": "participants.change_delegation",
            "reply": "participants.reply",
        },
        via="delegation",
    )

    class Meta(Stored.Meta):
        abstract = False
        ordering = ["-added_at", "-pk"]
        indexes = [
            models.Index(fields=["delegation", "-added_at"], name="packet_file_by_delegation"),
            models.Index(fields=["digest"], name="packet_file_by_digest"),
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('participants:delegation', args=[self.delegation_id])}#file-{self.pk}"


class Acknowledgement(models.Model):
    """That somebody has read one content and says so."""

    version = models.ForeignKey(FileVersion, on_delete=models.CASCADE, null=True, related_name="acknowledgements")
    packet_file = models.ForeignKey(PacketFile, on_delete=models.CASCADE, null=True, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=False, packet_file__isnull=True)
                | Q(version__isnull=True, packet_file__isnull=False),
                name="acknowledgement_of_one_content",
            ),
            models.UniqueConstraint(fields=["version", "user"], name="version_acknowledged_once"),
            models.UniqueConstraint(fields=["packet_file", "user"], name="packet_file_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"acknowledgement {self.pk}"
