"""The append-only record of what was done, refused and read, and the seals that make every change to it show.

The application may add events; it reads those that ``audit.reading`` finds for an auditor, under row-level security of
their own. The tables belong to ``accord_audit`` and refuse every change (docs/adr/0007).
"""

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TransactionId(models.Field):  # type: ignore[type-arg]  # A column of the database's own making; nobody sets it.
    """The number of the transaction that wrote the row; never used twice by one cluster."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class Event(models.Model):
    """One thing that happened, written in the transaction in which it happened; ``audit.writing`` adds them."""

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("an outcome", "Done")
        DENIED = "denied", _("Denied")
        FAILED = "failed", _("Failed")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    txid = TransactionId(db_default=Func(function="pg_current_xact_id"))
    at = models.DateTimeField(auto_now_add=True)  # UTC.
    action = models.CharField(max_length=80)  # Such as "invitation.accepted"; audit.words says it in words.
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.DONE)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )  # Null: the system.
    on_behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )  # For whom the actor acted, where that is somebody else.
    session = models.CharField(max_length=16, blank=True)  # A digest; "task" outside requests.
    request = models.CharField(max_length=32, blank=True)  # What one request did has one number.
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    object_key = models.CharField(max_length=64, blank=True)  # Names the object to whoever may not see it.
    label_id = models.IntegerField(
        null=True
    )  # The label of the object at that time; not a key: events outlive everything.
    party = models.CharField(max_length=24, blank=True)  # Code of the party whose record it is: its auditors read it.
    salt = models.CharField(max_length=32)  # So that a leaf tells nothing of numbers that could be guessed.
    facts_digest = models.CharField(max_length=64)  # Of nonce and facts: it stays when they are erased.
    nonce = models.CharField(max_length=32, null=True)  # noqa: DJ001  (Null: erased; never empty.)
    facts = models.JSONField(default=dict, null=True)  # Ids, states and dates; never contents. Null: erased.

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["party", "-id"], name="audit_of_a_party"),
            models.Index(fields=["object_key", "-id"], name="audit_of_an_object"),
            models.Index(fields=["txid"], name="audit_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class Seal(models.Model):
    """A batch of committed events, bound by one root and by the seal before it. Its hash is anchored outside."""

    number = models.BigIntegerField(primary_key=True)  # From 1, without a gap.
    first_id = models.BigIntegerField()  # Of the events in it, the lowest and the highest id.
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)  # Of the Merkle tree of its leaves (audit.merkle).
    horizon = models.BigIntegerField()  # Every transaction below this one is sealed by now.
    sealed_at = models.DateTimeField()
    previous = models.CharField(max_length=64)  # The hash of the seal before; of the first, 64 zeros.
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"seal {self.number}"


class Leaf(models.Model):
    """What one event looked like when it was sealed, as a digest."""

    event_id = models.BigIntegerField(primary_key=True)  # Not a key: an event that was removed must leave its leaf.
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="leaves")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["event_id"]

    def __str__(self) -> str:
        return f"leaf of {self.event_id}"


class Sealer(models.Model):
    """One row: when sealing last found nothing left to seal."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    caught_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_sealer")]

    def __str__(self) -> str:
        return str(self.caught_up_at)
