"""What an access review shows: its items in words, when they were last used, and what speaks against each."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clearances import facts, needs, uses, vetting
from clearances.models import LAPSING_DAYS, Clearance, Review, ReviewItem, Waiver
from clearances.roles import Role

UNUSED_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class Shown:
    """One item as its reader may see it. *flags*: codes of what speaks against keeping it."""

    item: ReviewItem
    what: str
    holders: list[User]
    last_used: datetime | None  # Or when its holders were last at work, where no use is known.
    until: Any
    is_known: bool = False
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
    holders = _holders([held.person_id for held in (*clearances.values(), *waivers.values())])
    known = Known(root, members, holders, reader)
    found = []
    for item in rows:
        held = clearances.get(item.clearance_id) or waivers.get(item.waiver_id)
        if held is not None:
            found.append(_of_holding(item, held, holders.get(held.person_id, []), known))
        elif item.team_id is not None:
            users = members.get(item.team_id, [])
            found.append(_of_role(item, users, untils.get((item.team_id, item.role)), known))
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


def _holders(person_ids: list[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {}
    for user in User.objects.filter(person__in=person_ids).select_related("person__organisation"):
        found.setdefault(user.person_id, []).append(user)
    return found


class Known:
    """What is known of uses, of everybody in a review at once."""

    def __init__(self, root: Any, members: dict[int, list[User]], holders: dict[int, list[User]], reader: User) -> None:
        team_members = [user for users in members.values() for user in users]
        everybody = {user.pk: user for users in (*members.values(), *holders.values()) for user in users}
        self.reader = reader
        self.facts = facts.load()
        self.of_root = uses.uses(root, team_members, reader)
        self.readings = uses.readings([user for users in holders.values() for user in users]) if holders else {}
        self.at_work = uses.at_work(everybody.values())


def _of_role(item: ReviewItem, users: list[User], until: Any, known: Known) -> Shown:
    is_known = known.of_root is not None
    last = uses.latest(users, known.at_work if known.of_root is None else known.of_root)
    is_own = known.reader in users
    return _flagged(Shown(item, str(Role(item.role).label), users, last, until, is_known, is_own=is_own), {})


def _of_holding(item: ReviewItem, held: Any, users: list[User], known: Known) -> Shown:
    is_clearance = isinstance(held, Clearance)
    what = str(held) if is_clearance else vetting.waived_label(known.reader, held)
    flags = {} if not is_clearance or held.certificate_reference.strip() else {"certificate": _("No certificate")}
    used = uses.of_holding(held, users, known.readings, known.facts)
    last = used or uses.latest(users, known.at_work)
    is_own = known.reader in users
    return _flagged(Shown(item, what, users, last, held.valid_to, used is not None, is_own=is_own), flags)


def _flagged(shown: Shown, flags: dict[str, str]) -> Shown:
    """With what speaks against keeping it, besides *flags*."""
    if is_unused(shown.last_used):
        flags["unused"] = _("Unused for 90 days") if shown.last_used else _("Never used")
    if shown.until is not None and shown.until <= timezone.now().date() + timedelta(days=LAPSING_DAYS):
        flags["expiring"] = _("Expires soon")
    return replace(shown, flags=flags)


def is_unused(last: datetime | None) -> bool:
    return last is None or last < timezone.now() - UNUSED_AFTER
