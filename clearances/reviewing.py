"""What an access review shows: its items in words, when they were last used, and what speaks against each.

A role on a program or exchange is used when one of its holders opens something of it (``settings.LAST_USES`` says
when). Of an office, a clearance or a waiver no single use is known: there it is when the holder was last at work.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Party, SignIn, User
from clearances import needs, vetting
from clearances.models import LAPSING_DAYS, Clearance, Review, ReviewItem, Waiver
from clearances.roles import Role

UNUSED_AFTER = timedelta(days=90)
Uses = dict[int, datetime] | None  # By user; None: not known one by one.


@dataclass(frozen=True)
class Shown:
    """One item as its reader may see it. *flags*: codes of what speaks against keeping it."""

    item: ReviewItem
    what: str
    holders: list[User]
    last_in: datetime | None
    until: Any
    flags: dict[str, str] = field(default_factory=dict)
    is_own: bool = False

    @property
    def holder(self) -> str:
        return ", ".join(map(str, self.holders)) or "–"


def root_of(review: Review, reader: User) -> Any:
    """What is reviewed, as *reader* sees it; None if they don't see its cover."""
    if review.root_type == "party":
        return review.party
    return needs.seen(reader, review.root_type, review.root_id)


def seen(reader: User, action: str = "view") -> list[tuple[Review, Any]]:
    """The reviews of the reader's parties whose root they see, open ones first."""
    rows = Review.objects.for_user(reader, action).select_related("party").order_by("closed_at", "due_at", "pk")
    pairs = [(review, root_of(review, reader)) for review in sorted(rows, key=lambda row: row.closed_at is not None)]
    return [(review, root) for review, root in pairs if root is not None]


def items_of(review: Review, reader: User) -> list[Shown]:
    """Every item of the review that *reader* may see: what isn't answered first."""
    rows = ReviewItem.objects.for_user(reader).filter(review=review).select_related("team", "answered_by__person")
    clearances = {row.pk: row for row in _held(Clearance, reader, rows, "clearance_id")}
    waivers = {row.pk: row for row in _held(Waiver, reader, rows, "waiver_id")}
    root = root_of(review, reader)
    untils = _untils(root)
    members = _members([row.team_id for row in rows if row.team_id])
    used = uses(root, [user for users in members.values() for user in users])
    found = []
    for item in rows:
        held = clearances.get(item.clearance_id) or waivers.get(item.waiver_id)
        if held is not None:
            found.append(_of_holding(item, held, reader))
        elif item.team_id is not None:
            users = members.get(item.team_id, [])
            until = untils.get((item.team_id, item.role))
            found.append(_of_role(item, users, until, _latest(users, used), reader))
    return sorted(found, key=lambda shown: (shown.item.answer != "", shown.what, shown.holder))


def _held(model: Any, reader: User, rows: Any, name: str) -> Any:
    keys = [getattr(row, name) for row in rows if getattr(row, name)]
    return model.objects.for_user(reader).filter(pk__in=keys).with_names()


def _untils(root: Any) -> dict[tuple[int, str], Any]:
    return {(held.team.pk, held.role.value): held.until for held in needs.held_on(root)}


def _members(team_ids: list[int]) -> dict[int, list[User]]:
    links = User.groups.through.objects.filter(group__in=team_ids).select_related("user__person__organisation")
    found: dict[int, list[User]] = {}
    for link in links.order_by("user__person"):
        found.setdefault(link.group_id, []).append(link.user)
    return found


def _of_role(item: ReviewItem, users: list[User], until: Any, last: datetime | None, reader: User) -> Shown:
    shown = Shown(item, str(Role(item.role).label), users, last, until, is_own=reader in users)
    return _flagged(shown, {})


def _of_holding(item: ReviewItem, held: Any, reader: User) -> Shown:
    users = list(User.objects.filter(person=held.person_id).select_related("person__organisation"))
    is_clearance = isinstance(held, Clearance)
    what = str(held) if is_clearance else vetting.waived_label(reader, held)
    flags = {} if not is_clearance or held.certificate_reference.strip() else {"certificate": _("No certificate")}
    shown = Shown(item, what, users, last_in(users), held.valid_to, is_own=reader in users)
    return _flagged(shown, flags)


def _flagged(shown: Shown, flags: dict[str, str]) -> Shown:
    """With what speaks against keeping it, besides *flags*."""
    if is_unused(shown.last_in):
        flags["unused"] = _("Unused for 90 days") if shown.last_in else _("Never used")
    if shown.until is not None and shown.until <= timezone.now().date() + timedelta(days=LAPSING_DAYS):
        flags["expiring"] = _("Expires soon")
    return replace(shown, flags=flags)


def uses(root: Any, users: list[User]) -> Uses:
    """When each of *users* last opened something of a program or exchange; None of a party: nobody opens one."""
    if isinstance(root, Party):
        return None
    found: dict[int, datetime] = {}
    for path in settings.LAST_USES:
        for user_id, at in import_string(path)(root, users).items():
            found[user_id] = max(at, found.get(user_id, at))
    return found


def last_used(root: Any, users: list[User]) -> datetime | None:
    """When what *users* hold on *root* was last used, as far as that is known."""
    return _latest(users, uses(root, users))


def _latest(users: list[User], used: Uses) -> datetime | None:
    if used is None:
        return last_in(users)
    return max((used[user.pk] for user in users if user.pk in used), default=None)


def last_in(users: list[User]) -> datetime | None:
    """When one of *users* was last signed in and at work; None: never."""
    newest = SignIn.objects.filter(user__in=users).aggregate(at=Max("seen_at"))["at"]
    logins = [user.last_login for user in users if user.last_login]
    return max([at for at in (newest, *logins) if at], default=None)


def is_unused(last: datetime | None) -> bool:
    return last is None or last < timezone.now() - UNUSED_AFTER
