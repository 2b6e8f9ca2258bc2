"""What may leave the portal as a file: of what is originator-controlled, only its owner's people take copies (D10)."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from accounts.models import User
from clearances.subjects import Subject, subject_of


def may_export(subject: Subject, label_id: int) -> bool:
    label, known = subject.facts.labels[label_id], subject.known
    return not label.orcon or label.owner in known.parties


def require_export(user: User, label_ids: Iterable[int]) -> None:
    """Stop unless *user* may take along all that bears these labels.

    Raises:
        PermissionDenied: one of them is controlled by its originator, who is somebody else.
    """
    subject = subject_of(user)
    if subject is None or not all(may_export(subject, label_id) for label_id in label_ids):
        raise PermissionDenied(f"{user.pk} may not export this.")
