"""Whose record a row is: of the owner of its label, or of the party that it belongs to. Its auditors read the event."""

from collections.abc import Callable
from functools import reduce
from typing import Any

from accounts.models import Party, User
from clearances import context, facts
from clearances.subjects import Subject

# Paths to a party, in the order in which they are tried; the first that a row has counts.
PATHS = (
    "owner",
    "policy.owner",
    "counts_as.policy.owner",
    "party",
    "content_object",
    "organisation",
    "person.organisation",
    "user.person.organisation",
)


def party_of(row: Any) -> str:
    """The code of the party whose record *row* is; empty for what belongs to nobody, such as a group."""
    label_id = getattr(row, "label_id", None)
    if label_id is not None:
        return owner_of_label(label_id) or str(row.label.owner.code)
    if isinstance(row, Party):
        return row.code
    return next((party.code for party in map(_follow(row), PATHS) if isinstance(party, Party)), "")


def _follow(row: Any) -> Callable[[str], Any]:
    def follow(path: str) -> Any:
        try:
            return reduce(getattr, path.split("."), row)
        except AttributeError:
            return None

    return follow


def of_user(user: Any) -> str:
    """The party that somebody acts for; empty for the system."""
    return user.person.organisation.code if isinstance(user, User) else ""


def owner_of_label(label_id: int) -> str:
    """The owner of a label, from the facts of the decision: no query per row. Empty for one made since."""
    label = known().labels.get(label_id)
    return label.owner if label else ""


def known() -> facts.Facts:
    """The facts that whoever acts was decided by, or the present ones."""
    subject = context.current()
    return subject.facts if isinstance(subject, Subject) else facts.load()
