"""What waits for one person, as each app contributes it; the worklist gathers and orders the items.

An app that knows of such things names ``app.worklist.items(user) -> list[Item]`` in ``settings.WORKLIST_CONTRIBUTORS``
and asks in a constant number of queries, through the same guarded querysets as its pages.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    """The headings of the worklist, in their order."""

    INVITATIONS = "invitations", _("Invitations to answer")
    QUESTIONS = "questions", _("Questions to answer")
    APPROVALS = "approvals", _("Approvals")
    REPLIES = "replies", _("New replies")
    TASKS = "tasks", _("Tasks")
    CLEARANCES = "clearances", _("Clearances about to lapse")
    PLANNING = "planning", _("Planning")


@dataclass(frozen=True)
class Item:
    """One thing to do: *title* says what about, *verb* is the button, *url* is where it is done.

    *group* is a heading: one of ``Group``'s, or any other text, which then follows them.
    """

    kind: str
    icon: str
    title: str
    url: str
    verb: str | Promise
    due_at: datetime | None
    is_overdue: bool
    group: str | Promise
    due_on: date | None = None  # The day as its host counts it; without it, the last one before *due_at*.
    about: str = ""  # What the title alone doesn't say: the exchange that a task belongs to.
