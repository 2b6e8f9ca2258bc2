"""What one side gave away to the other: answers, files and words; when the other side opened them; what is recalled.

A nation reads what its own people gave to hosts, a planner what was given to a partner. Who of the other side opened
something is never told, only that it did: first and last. Readings are known as far as their labels are
(releases.openings).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, User
from commitments.parties import invitations_of, nation_key, receivers_of, show
from files.models import PacketFile
from participants.models import Invitation, Reply
from participants.states import SEES_COVER, State
from releases import openings
from threads.models import ThreadEntry

Key = tuple[str, str]


@dataclass(frozen=True)
class Given:
    """One thing that was given: what, in which exchange, to whom, by whom and when; *url* leads to it."""

    key: Key
    at: datetime
    icon: str
    what: str
    title: str
    url: str
    by: str
    delegation: Any
    to: tuple[Party, ...] = ()
    opened_first: datetime | None = None
    opened_last: datetime | None = None
    recalled_at: datetime | None = None
    recall_url: str = ""  # Where it is taken back, or said anew; "" where neither can be.
    recall: str = ""


def by_nation(user: User, delegations: Any, year: int) -> list[Given]:
    """What the reader's own side gave to hosts in *year* (UTC), newest first."""
    invitations = {row.delegation_id: row for row in invitations_of(user, delegations)}
    keys, receivers = list(invitations), receivers_of(invitations.values(), user)
    may = set(delegations.for_user(user, "reply").values_list("pk", flat=True)) if keys else set()
    words = Q(written_by__person__organisation__in=_sides([user.organisation]))
    found = [
        *_replies(user, keys, year, invitations, may),
        *_files(user, keys, year, may, is_from_host=False),
        *_entries(user, keys, year, words),
    ]
    show(invitations[row.delegation.pk] for row in found)
    return _opened([replace(row, to=tuple(receivers[row.delegation.pk])) for row in found])


def to_partner(user: User, delegations: Any, year: int) -> list[Given]:
    """What planners gave to the partner of *delegations* in *year* (UTC), newest first."""
    invitations = {row.delegation_id: row for row in invitations_of(user, delegations)}
    keys = list(invitations)
    words = ~Q(written_by__person__organisation__in=_sides([row.delegation.party for row in invitations.values()]))
    found = [
        *_packets(invitations.values(), year),
        *_files(user, keys, year, set(keys), is_from_host=True),
        *_entries(user, keys, year, words),
    ]
    show(invitations[row.delegation.pk] for row in found)
    return _opened([replace(row, to=(invitations[row.delegation.pk].delegation.party,)) for row in found])


def _sides(parties: Iterable[Party]) -> list[int]:
    """The parties' nations with all of their agencies: whoever writes for one of these is of the same side."""
    keys = {nation_key(party) for party in parties}
    return list(Party.objects.filter(Q(pk__in=keys) | Q(nation__in=keys)).values_list("pk", flat=True))


def _within(field: str, year: int) -> Q:
    """In that year of UTC, wherever its reader is."""
    first, last = (datetime(each, 1, 1, tzinfo=UTC) for each in (year, year + 1))
    return Q(**{f"{field}__gte": first, f"{field}__lt": last})


def _packets(invitations: Iterable[Invitation], year: int) -> list[Given]:
    return [
        Given(
            key=("participants.invitation", str(row.pk)),
            at=row.issued_at,
            icon="mail",
            what=_("Invitation"),
            title=row.delegation.title,
            url=row.delegation.get_absolute_url(),
            by="",
            delegation=row.delegation,
            opened_first=row.opened_at,
            opened_last=row.opened_at,
            recall_url=""
            if row.state not in SEES_COVER
            else reverse("participants:withdraw", args=[row.delegation_id]),
            recall=_("Withdraw"),
        )
        for row in invitations
        if row.issued_at and row.issued_at.astimezone(UTC).year == year
    ]


def _replies(user: User, keys: list[Any], year: int, invitations: dict[Any, Invitation], may: set[Any]) -> list[Given]:
    rows, found = Reply.objects.for_user(user).filter(delegation__in=keys), []
    latest = rows.order_by("delegation_id", "-pk").distinct("delegation_id").values_list("pk", flat=True)
    standing = set(latest)  # Of whatever year.
    for row in rows.filter(_within("replied_at", year)).select_related("delegation", "replied_by__person"):
        is_standing = row.pk in standing
        can_change = is_standing and row.delegation_id in may and invitations[row.delegation_id].state in SEES_COVER
        found.append(
            Given(
                key=("participants.reply", str(row.pk)),
                at=row.replied_at,
                icon="mail-opened",
                what=_("Answer") if is_standing else _("Earlier answer"),
                title=str(State(row.answer).label),
                url=row.delegation.get_absolute_url(),
                by=str(row.replied_by),
                delegation=row.delegation,
                recall_url=reverse("participants:desk", args=[row.delegation_id]) if can_change else "",
                recall=_("Answer anew"),
            )
        )
    return found


def _files(user: User, keys: list[Any], year: int, may: set[Any], *, is_from_host: bool) -> list[Given]:
    rows = PacketFile.objects.for_user(user).filter(delegation__in=keys, is_from_host=is_from_host)
    rows = rows.filter(_within("added_at", year))
    return [
        Given(
            key=("files.packetfile", str(row.pk)),
            at=row.added_at,
            icon="paperclip",
            what=_("File"),
            title=row.title,
            url=row.get_absolute_url(),
            by=str(row.added_by),
            delegation=row.delegation,
            recalled_at=row.recalled_at,
            recall_url=reverse("files:recall", args=[row.pk])
            if row.recalled_at is None and row.delegation_id in may
            else "",
            recall=_("Take back"),
        )
        for row in rows.select_related("delegation", "added_by__person")
    ]


def _entries(user: User, keys: list[Any], year: int, words: Q) -> list[Given]:
    rows = ThreadEntry.objects.for_user(user).filter(words, _within("written_at", year), thread__delegation__in=keys)
    return [
        Given(
            key=("threads.threadentry", str(row.pk)),
            at=row.written_at,
            icon="message",
            what=_("Answer to a question") if row.is_answer else _("Message"),
            title=row.thread.subject,
            url=row.get_absolute_url(),
            by=str(row.written_by),
            delegation=row.thread.delegation,
        )
        for row in rows.select_related("thread__delegation", "written_by__person")
    ]


def _opened(rows: list[Given]) -> list[Given]:
    """With when the side that got each row first and last read it since it was given; newest first."""
    times = openings.of_each({nation_key(party) for row in rows for party in row.to}, [row.key for row in rows])
    found = []
    for row in rows:
        read = [times[key] for party in row.to if (key := (nation_key(party), *row.key)) in times]
        known = [at for at in (row.opened_first, row.opened_last) if at]  # Of an invitation: since it was sent anew.
        seen = [at for each in read for at in each if at >= row.at]
        first, last = min([*known, *seen], default=None), max([*known, *seen], default=None)
        found.append(replace(row, opened_first=first, opened_last=last))
    return sorted(found, key=lambda row: (row.at, row.key), reverse=True)
