"""Which labels somebody used where, so that the picker offers them again."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils import timezone

from clearances.guards import Actor, System
from clearances.labels import container_key
from clearances.models import Label, LabelUse


def remember_labels(labels: Iterable[Label], *, container: Model, by: Actor) -> None:
    """*by* marked something of *container* with *labels*. Kept for them alone; nothing depends on it."""
    if isinstance(by, System):
        return
    for label in dict.fromkeys(labels):
        LabelUse.objects.update_or_create(
            user=by, label=label, container=container_key(container), defaults={"used_at": timezone.now()}
        )
