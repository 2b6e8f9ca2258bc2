"""A thread begins: a nation asks its host, a host asks a nation, or planners talk among themselves."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.labels import LabelValue, narrowed, review_of
from clearances.models import Label
from milestones.models import Milestone
from notifications.services import notify
from participants.models import Delegation
from threads.models import Thread, ThreadEntry
from threads.people import people_of
from threads.states import Kind, Side
from threads.writing import checked_line, checked_text, due, label_for, own_milestone, side_of, zone_of


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a new thread begins with."""

    subject: str
    text: str
    kind: str = Kind.QUESTION
    due_on: date | None = None
    milestone: Milestone | None = None


@transaction.atomic
def open_thread(delegation: Delegation, said: Opening, *, label: Label | LabelValue | None = None, by: User) -> Thread:
    """Begin a thread of *delegation*; the other side answers. A nation may, also after its invitation is closed.

    Marked as the delegation, and as the milestone that it is about, unless *label* says otherwise.

    Raises:
        PermissionDenied: *by* neither plans the exchange nor is one of the delegation's liaisons.
        ValidationError: by field.
    """
    side = side_of(by, delegation)
    delegation = Delegation.objects.select_related("label", "party").get(pk=delegation.pk)
    milestone = own_milestone(said.milestone, delegation, by)
    if said.kind == Kind.ANNOUNCEMENT:
        raise ValidationError({"kind": _("Announcements are made to the nations of an exchange.")})
    floors = [delegation.label] + ([milestone.label] if milestone else [])
    thread = Thread(
        delegation=delegation,
        label=label_for(label, default=_default(delegation, milestone), floors=floors, by=by),
        review_on=review_of(label),
        milestone=milestone,
        kind=said.kind,
        subject=checked_line(said.subject, "subject"),
        addressed_to=side if delegation.is_host else side.other,
        opened_by=by,
        **due(said.due_on, zone_of(delegation, by)),
    )
    text = checked_text(said.text)
    thread.save(force_insert=True)
    ThreadEntry.objects.create(thread=thread, label=thread.label, text=text, written_by=by, written_at=thread.opened_at)
    record(by, "thread.opened", thread, kind=thread.kind)
    _tell(thread, delegation, side, by)
    return thread


def _default(delegation: Delegation, milestone: Milestone | None) -> Label:
    if milestone is None:
        return delegation.label
    return milestone.label if delegation.is_host else narrowed(milestone.label, delegation.party)


def _tell(thread: Thread, delegation: Delegation, side: Side, by: User) -> None:
    others = [user for user in people_of(thread.addressed_to, delegation) if user.pk != by.pk]
    kind = "asked" if side == Side.NATION else "thread_opened"
    notify(others, kind, thread, key=f"thread:{thread.pk}:opened")
