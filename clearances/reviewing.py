"""What an access review shows: its items in words, when their holders were last in, and what speaks against each."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import SignIn, User
from clearances import needs, vetting
from clearances.models import LAPSING_DAYS, Clearance, Review, ReviewItem, Waiver
from clearances.roles import Role

UNUSED_AFTER = timedelta(days=90)


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
    untils = _untils(review, reader)
    members = _members([row.team_id for row in rows if row.team_id])
    found = []
    for item in rows:
        held = clearances.get(item.clearance_id) or waivers.get(item.waiver_id)
        if held is not None:
            found.append(_of_holding(item, held, reader))
        elif item.team_id is not None:
            found.append(_of_role(item, members.get(item.team_id, []), untils, reader))
    return sorted(found, key=lambda shown: (shown.item.answer != "", shown.what, shown.holder))


def _held(model: Any, reader: User, rows: Any, name: str) -> Any:
    keys = [getattr(row, name) for row in rows if getattr(row, name)]
    return model.objects.for_user(reader).filter(pk__in=keys).with_names()


def _untils(review: Review, reader: User) -> dict[tuple[int, str], Any]:
    return {(held.team.pk, held.role.value): held.until for held in needs.held_on(root_of(review, reader))}


def _members(team_ids: list[int]) -> dict[int, list[User]]:
    links = User.groups.through.objects.filter(group__in=team_ids).select_related("user__person__organisation")
    found: dict[int, list[User]] = {}
    for link in links.order_by("user__person"):
        found.setdefault(link.group_id, []).append(link.user)
    return found


def _of_role(item: ReviewItem, users: list[User], untils: dict[tuple[int, str], Any], reader: User) -> Shown:
    until = untils.get((item.team_id or 0, item.role))
    return _shown(item, str(Role(item.role).label), users, until, reader)


def _of_holding(item: ReviewItem, held: Any, reader: User) -> Shown:
    users = list(User.objects.filter(person=held.person_id).select_related("person__organisation"))
    is_clearance = isinstance(held, Clearance)
    what = str(held) if is_clearance else vetting.waived_label(reader, held)
    flags = {} if not is_clearance or held.certificate_reference.strip() else {"certificate": _("No certificate")}
    return _shown(item, what, users, held.valid_to, reader, **flags)


def _shown(item: ReviewItem, what: str, users: list[User], until: Any, reader: User, **flags: str) -> Shown:
    last, found = last_in(users), flags
    if is_unused(last):
        found["unused"] = _("Unused for 90 days") if last else _("Never used")
    if until is not None and until <= timezone.now().date() + timedelta(days=LAPSING_DAYS):
        found["expiring"] = _("Expires soon")
    return Shown(item, what, users, last, until, found, is_own=reader in users)


def last_in(users: list[User]) -> datetime | None:
    """When one of *users* was last signed in and at work; None: never."""
    newest = SignIn.objects.filter(user__in=users).aggregate(at=Max("seen_at"))["at"]
    logins = [user.last_login for user in users if user.last_login]
    return max([at for at in (newest, *logins) if at], default=None)


def is_unused(last: datetime | None) -> bool:
    return last is None or last < timezone.now() - UNUSED_AFTER
