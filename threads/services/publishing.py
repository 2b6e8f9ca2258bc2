"""One text to many nations: announcements, and answers without a word of who asked.

Each nation gets a thread of its own, made of the host's words alone. Nothing of it comes from the question that was
asked: neither its author nor its thread, its time, its marking or its number. What nobody wrote down nobody can read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.guards import require
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from exchanges.models import Exchange
from notifications.services import notify_each
from participants.models import Delegation
from participants.services.access import team_members
from participants.states import SEES_COVER
from programs import versions
from threads import states
from threads.audience import label_of_copy
from threads.models import Thread, ThreadEntry
from threads.services.writing import write
from threads.states import Kind, Side, State
from threads.writing import checked_line, checked_text, label_for


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is told. With a *question*, the text answers it."""

    subject: str
    text: str
    question: str = ""

    def checked(self) -> "Words":
        return Words(
            subject=checked_line(self.subject, "subject"),
            text=checked_text(self.text),
            question=checked_text(self.question, "question") if self.question else "",
        )


def invited(exchange: Exchange, *, by: User) -> list[Delegation]:
    """The delegations to which something may be told now: those that take part or may still."""
    rows = Delegation.objects.for_user(by, "answer").guests().filter(exchange=exchange)
    rows = rows.filter(invitation__state__in=SEES_COVER).select_related("party", "label")
    return list(rows.order_by("party__name_en", "pk"))


@transaction.atomic
def announce(
    exchange: Exchange,
    to: Collection[Delegation],
    words: Words,
    *,
    label: Label | LabelValue | None = None,
    by: User,
) -> list[Thread]:
    """Tell *to*, each by itself; marked as their invitations unless *label* says otherwise.

    Raises:
        PermissionDenied: *by* doesn't invite to the exchange, or one of *to* isn't among those it may be told.
        ValidationError: by field; a nation to which *label* isn't released.
    """
    require(by, "invite", exchange)
    made = _publish(exchange, to, words.checked(), Kind.ANNOUNCEMENT, label=label, by=by)
    record(by, "thread.announced", exchange, count=len(made))
    return made


@transaction.atomic
def answer_all(
    thread: Thread,
    to: Collection[Delegation],
    words: Words,
    *,
    label: Label | LabelValue | None = None,
    version: int | None = None,
    by: User,
) -> list[Thread]:
    """Answer for all of *to* without saying who asked; the question's own thread gets the same answer if it has none.

    Raises:
        PermissionDenied, ValidationError: as in ``announce``.
        Stale, IllegalMove: as in ``write``.
    """
    require(by, "answer", thread)
    exchange = Exchange.objects.for_user(by, "invite").filter(delegations=thread.delegation_id).first()
    if exchange is None:
        raise PermissionDenied(f"{by.pk} doesn't invite to the exchange of {thread.pk}.")
    if not words.question:
        raise ValidationError({"question": _("Write the question anew, so that nothing tells who asked it.")})
    checked = words.checked()
    stored = versions.lock(thread, version)
    if stored.state == State.CLOSED:
        raise states.IllegalMove(State.CLOSED, State.ANSWERED)
    if stored.state == State.OPEN:  # Whoever asked may have been answered alone before.
        write(thread, text=checked.text, is_answer=True, version=version, by=by)
    made = _publish(exchange, to, checked, Kind.QUESTION, label=label, by=by)
    record(by, "thread.answered_for_all", thread, count=len(made))
    return made


def _publish(
    exchange: Exchange,
    to: Collection[Delegation],
    words: Words,
    kind: Kind,
    *,
    label: Label | LabelValue | None,
    by: User,
) -> list[Thread]:
    known = {row.pk: row for row in invited(exchange, by=by)}
    chosen = [known[row.pk] for row in to if row.pk in known]
    if len(chosen) != len(to):
        raise PermissionDenied(f"{by.pk} tells somebody who isn't invited.")
    if not chosen:
        raise ValidationError({"nations": _("Choose at least one nation.")})
    base = None if label is None else label_for(label, default=exchange.label, floors=[exchange.label], by=by)
    at, review = timezone.now(), review_of(label)
    made = [_copy(row, words, kind, label=label_of_copy(base, row), at=at, by=by) for row in chosen]
    for row in made:
        row.review_on = review
    Thread.objects.bulk_create(made)
    ThreadEntry.objects.bulk_create([entry for row in made for entry in _entries(row, words, at, by)])
    _tell(made, by)
    return made


def _copy(delegation: Delegation, words: Words, kind: Kind, *, label: Label, at: datetime, by: User) -> Thread:
    return Thread(
        delegation=delegation,
        label=label,
        kind=kind,
        subject=words.subject,
        addressed_to=Side.HOST,
        state=State.ANSWERED if kind == Kind.QUESTION else State.OPEN,
        opened_by=by,
        opened_at=at,
    )


def _entries(thread: Thread, words: Words, at: datetime, by: User) -> list[ThreadEntry]:
    facts = {"thread": thread, "label": thread.label, "written_by": by, "written_at": at}
    asked = [ThreadEntry(**facts, text=words.question)] if words.question else []
    return [*asked, ThreadEntry(**facts, text=words.text, is_answer=bool(asked))]


def _tell(made: Collection[Thread], by: User) -> None:
    told = [(user, row, f"thread:{row.pk}:opened") for row in made for user in team_members(row.delegation)]
    notify_each(told, "published")
    for row in made:
        record(by, "thread.published", row, kind=row.kind)
