"""Writing in a thread: entries, the answer, a correction, and closing it."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.guards import require
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from notifications.services import mark_read_about, notify
from participants.models import Delegation
from programs import versions
from threads import states
from threads.models import Thread, ThreadEntry
from threads.people import check_named, may_be_named, people_of
from threads.states import Kind, Side, State
from threads.writing import checked_text, label_for, side_of


@transaction.atomic
def write(
    thread: Thread,
    *,
    text: str,
    is_answer: bool = False,
    label: Label | LabelValue | None = None,
    mentions: Collection[User] = (),
    version: int | None = None,
    by: User,
) -> ThreadEntry:
    """Write an entry, marked as the thread unless *label* says otherwise. An answer needs the *version* that was read.

    Raises:
        PermissionDenied: *by* is of neither side, or answers what the other side is asked.
        Stale: somebody else answered or closed it since *version*.
        IllegalMove: the thread is closed, or answered already.
        ValidationError: by field; under "mentions" whoever may not read the entry, or isn't there at all.
    """
    thread, delegation, side = _locked(thread, version, by)
    if thread.state == State.CLOSED:
        raise states.IllegalMove(State.CLOSED, State.ANSWERED if is_answer else State.OPEN)
    entry = ThreadEntry(
        thread=thread,
        label=label_for(label, default=thread.label, floors=[thread.label], by=by),
        review_on=review_of(label),
        text=checked_text(text),
        is_answer=is_answer,
        written_by=by,
    )
    entry.save(force_insert=True)
    if is_answer:
        _answer(thread, side, by=by)
    check_named(entry, mentions, may_be_named(by, side, thread, delegation) if mentions else ())
    entry.mentions.set(mentions)
    record(by, "thread.answered" if is_answer else "thread.written", entry)
    mark_read_about(by, thread)
    _tell(entry, thread, delegation, mentions)
    return entry


def _locked(thread: Thread, version: int | None, by: User) -> tuple[Thread, Delegation, Side]:
    side = side_of(by, thread)
    thread = versions.lock(thread, version)
    return thread, Delegation.objects.select_related("party").get(pk=thread.delegation_id), side


def _answer(thread: Thread, side: Side, *, by: User) -> None:
    if thread.kind != Kind.QUESTION:
        raise ValidationError({"is_answer": _("Nothing was asked here.")})
    if side != thread.addressed_to:
        raise PermissionDenied(f"{by.pk} is of the side that asked {thread.pk}.")
    states.check(State(thread.state), State.ANSWERED)
    thread.state, thread.remind_at = State.ANSWERED, None
    versions.save(thread, by=by, fields=["state", "remind_at"])


def _tell(entry: ThreadEntry, thread: Thread, delegation: Delegation, mentions: Collection[User]) -> None:
    """The people who are named, and everybody else of both sides, once each."""
    by, named = entry.written_by_id, {user.pk for user in mentions}
    key = f"thread:{thread.pk}:{entry.pk}"
    notify(mentions, "mentioned", thread, key=key)
    told = {user.pk: user for side in Side for user in people_of(side, delegation)}
    others = [user for pk, user in told.items() if pk != by and pk not in named]
    kind = "answered" if entry.is_answer else "thread_written"
    notify(others, kind, thread, key=key)


def require_own(entry: ThreadEntry, *, by: User) -> None:
    """Stop unless *by* wrote *entry* and may still write there.

    Raises:
        PermissionDenied: they didn't, or may not any more.
    """
    require(by, "view", entry)
    side_of(by, Thread.objects.get(pk=entry.thread_id))
    if entry.written_by_id != by.pk:
        raise PermissionDenied(f"{by.pk} didn't write {entry.pk}.")


@transaction.atomic
def edit(entry: ThreadEntry, *, text: str, version: int | None = None, by: User) -> ThreadEntry:
    """Correct one's own entry; what it said before stays readable to whoever reads it.

    Raises:
        PermissionDenied: *by* didn't write it, or may not write there any more.
        Stale: it isn't at *version* any more.
        IllegalMove: the thread is closed.
        ValidationError: by field.
    """
    require_own(entry, by=by)
    thread = versions.lock(Thread.objects.get(pk=entry.thread_id))
    entry = versions.lock(entry, version)
    if thread.state == State.CLOSED:
        raise states.IllegalMove(State.CLOSED, State.OPEN)
    entry.text = checked_text(text)
    versions.save(entry, by=by, fields=["text"])
    record(by, "thread.edited", entry)
    return entry


@transaction.atomic
def close(thread: Thread, *, version: int | None = None, by: User) -> Thread:
    """Nothing more is written there; it can be opened again.

    Raises:
        PermissionDenied, Stale, IllegalMove: as in ``write``.
    """
    return _turn(thread, State.CLOSED, version, by)


@transaction.atomic
def reopen(thread: Thread, *, version: int | None = None, by: User) -> Thread:
    """Ask again: as ``close``. What was told of being overdue isn't told once more."""
    return _turn(thread, State.OPEN, version, by)


def _turn(thread: Thread, target: State, version: int | None, by: User) -> Thread:
    thread, _delegation, _side = _locked(thread, version, by)
    states.check(State(thread.state), target)
    thread.state, thread.remind_at = target, None
    versions.save(thread, by=by, fields=["state", "remind_at"])
    record(by, "thread.closed" if target == State.CLOSED else "thread.reopened", thread)
    return thread
