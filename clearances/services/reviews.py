"""Access reviews: started by an administrator or once a year, answered item by item, closed by the clock.

What nobody has answered when the day is over is suspended: a clearance or waiver until two persons let it count again,
a role taken back, to be given again by two.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party, User
from audit.services import record
from clearances import facts, needs, uses
from clearances.guards import SYSTEM, Actor, Guarded, System, require, require_held
from clearances.models import Clearance, PartyGrant, Review, ReviewItem, Waiver
from clearances.reviewing import is_unused
from clearances.roles import Role
from clearances.services.clearances import ADMINISTER, revoke_clearance, suspend_clearance
from clearances.services.grants import holders
from clearances.services.holdings import AlreadyDecided
from clearances.services.needs import take_away
from clearances.services.waivers import revoke_waiver, suspend_waiver
from notifications.services import notify

Answer = ReviewItem.Answer
YEARLY = timedelta(days=365)
DAYS_FOR_YEARLY = 30
REMIND_DAYS = 3


@transaction.atomic
def start(root: Any, *, due_on: date, by: Actor) -> Review:
    """Ask the administrators of the root's party what to keep of everything held on it.

    Raises:
        PermissionDenied: *by* doesn't administer for that party or doesn't see the cover.
        ValidationError: a day that has passed, a review that is open already, or nothing is held.
    """
    party = needs.party_of(root)
    require_held(by, ADMINISTER, party)
    if isinstance(root, Guarded):
        require(by, "view", root)
    Party.objects.select_for_update().get(pk=party.pk)
    is_party = isinstance(root, Party)
    review = Review(
        party=party,
        root_type=root._meta.model_name,
        root_id=None if is_party else root.pk,
        due_on=due_on,
        due_at=facts.end_of(due_on, party.zone_info),
        started_by=None if isinstance(by, System) else by,
        started_at=timezone.now(),
    )
    _check(review)
    review.save(force_insert=True)
    items = [*_roles(review, root), *(_holdings(review) if is_party else [])]
    if not items:
        raise ValidationError(_("Nothing is held there: there is nothing to review."))
    ReviewItem.objects.bulk_create(items)
    record(by, "review.started", review, root=review.root_type, due_on=due_on)
    notify(_others(party, by), "review_started", review, key=f"review:{review.pk}:started")
    return review


def _check(review: Review) -> None:
    if review.due_at <= review.started_at:
        raise ValidationError({"due_on": _("This day has passed.")})
    same = Review.objects.open().filter(party=review.party, root_type=review.root_type, root_id=review.root_id)
    if same.exists():
        raise ValidationError(_("A review of this is open already."))


def _others(party: Party, by: Actor) -> list[User]:
    return [user for user in holders(ADMINISTER, party) if user != by]


def _roles(review: Review, root: Any) -> list[ReviewItem]:
    held = [row for row in needs.held_on(root) if not row.has_ended]
    return [ReviewItem(review=review, role=row.role, team=row.team) for row in held]


def _holdings(review: Review) -> list[ReviewItem]:
    """What the party's administrators answer for: clearances in its policies, waivers of its labels."""
    now = timezone.now()
    cleared = Clearance.objects.filter(policy__owner=review.party, status=Clearance.Status.ACTIVE).with_standing(now)
    waived = Waiver.objects.filter(label__owner=review.party, status=Waiver.Status.ACTIVE).with_standing(now)
    items = [ReviewItem(review=review, clearance=row) for row in cleared.filter(lapses_at__gt=now)]
    return [*items, *(ReviewItem(review=review, waiver=row) for row in waived.filter(lapses_at__gt=now))]


def people_of(item: ReviewItem) -> list[User]:
    """Whose access an item is."""
    if item.team_id is not None:
        return list(User.objects.filter(groups=item.team_id))
    return list(User.objects.filter(person=_thing(item).person_id))


def _thing(item: ReviewItem) -> Any:
    return item.clearance if item.clearance_id is not None else item.waiver


@transaction.atomic
def answer(item: ReviewItem, *, answer: str, reason: str, by: User) -> ReviewItem:
    """Keep something, or take it back at once.

    Raises:
        PermissionDenied: *by* doesn't administer for the party, doesn't see what is reviewed, or holds it themselves.
        ValidationError: by field: no reason, where it is taken back or was unused; or it can't be taken back.
        AlreadyDecided: somebody was faster, or the day is over.
    """
    item = _locked(item, by=by)
    users = people_of(item)
    if by in users:
        raise PermissionDenied(_("Nobody reviews their own access: another administrator answers this."))
    if not reason.strip() and (answer == Answer.TAKE_BACK or is_unused(_last_use(item, users, by))):
        raise ValidationError({"reason": _("Say why: it is taken back, or hasn't been used for 90 days.")})
    if answer == Answer.TAKE_BACK:
        answer = _take_back(item, reason.strip(), by)
    return _write(item, answer, reason.strip(), by)


def _locked(item: ReviewItem, *, by: User) -> ReviewItem:
    require(by, "answer", item)
    rows = ReviewItem.objects.select_for_update(of=("self",)).select_related("review__party", "team")
    locked: ReviewItem = rows.get(pk=item.pk)
    if locked.answer or locked.review.closed_at is not None or timezone.now() >= locked.review.due_at:
        raise AlreadyDecided
    if locked.review.root_type != "party" and _seen(locked.review, by) is None:
        raise PermissionDenied(f"{by.pk} doesn't see what is reviewed.")
    return locked


def _last_use(item: ReviewItem, users: list[User], by: User) -> datetime | None:
    if item.team_id is None:
        used = uses.of_holding(_thing(item), users, uses.readings(users), facts.load())
        return used or uses.latest(users, uses.at_work(users))
    of_root = uses.uses(_seen(item.review, by), users, by)
    return uses.latest(users, uses.at_work(users) if of_root is None else of_root)


def _seen(review: Review, by: User) -> Any:
    return needs.seen(by, review.root_type, review.root_id)


def _root(review: Review) -> Any:
    """As the database shows it to whoever acts."""
    if review.root_type == "party":
        return review.party
    return needs.kinds()[review.root_type]._base_manager.get(pk=review.root_id)


def _take_back(item: ReviewItem, reason: str, by: Actor) -> str:
    """End it for good; GONE if it has ended meanwhile."""
    try:
        with transaction.atomic():
            if item.team is not None:
                take_away(_root(item.review), role=item.role, team=item.team, by=by, reason=reason)
            elif item.clearance is not None:
                revoke_clearance(item.clearance, by=by, reason=reason)
            elif item.waiver is not None:
                revoke_waiver(item.waiver, by=by, reason=reason)
    except AlreadyDecided:
        return Answer.GONE
    return Answer.TAKE_BACK


def _write(item: ReviewItem, said: str, reason: str, by: Actor) -> ReviewItem:
    item.answer, item.reason, item.answered_at = said, reason, timezone.now()
    item.answered_by = None if isinstance(by, System) else by
    item.save(update_fields=["answer", "reason", "answered_at", "answered_by"])
    record(by, f"review.{said}", item.review, item=item.pk)
    _close_if_done(item.review, by)
    return item


def _close_if_done(review: Review, by: Actor) -> None:
    if review.items.filter(answer=Answer.NONE).exists():
        return
    review.closed_at = timezone.now()
    review.save(update_fields=["closed_at"])
    record(by, "review.closed", review)


def close_reviews(at: datetime) -> None:
    """Sweep: suspend what nobody answered in time, tell the administrators, and close the review."""
    for pk in Review.objects.due(at).values_list("pk", flat=True):
        with transaction.atomic():
            _close(Review.objects.select_for_update(of=("self",)).select_related("party").get(pk=pk))


def _close(review: Review) -> None:
    rows = review.items.filter(answer=Answer.NONE).select_related("team", "clearance", "waiver")
    for item in rows.select_for_update(of=("self",)):
        item.review = review
        _write(item, _suspend(item), "", SYSTEM)
    _close_if_done(review, SYSTEM)
    notify(holders(ADMINISTER, review.party), "review_closed", review, key=f"review:{review.pk}:closed")


def _suspend(item: ReviewItem) -> str:
    """SUSPENDED; GONE if it has ended meanwhile, KEEP for a party's last two administrators, who must stay."""
    reason = "access review: nobody answered"
    try:
        with transaction.atomic():
            if item.team is not None:
                take_away(_root(item.review), role=item.role, team=item.team, by=SYSTEM, reason=reason)
            elif item.clearance is not None:
                suspend_clearance(item.clearance, by=SYSTEM, reason=reason)
            elif item.waiver is not None:
                suspend_waiver(item.waiver, by=SYSTEM, reason=reason)
    except AlreadyDecided:
        return Answer.GONE
    except ValidationError:
        return Answer.KEEP
    return Answer.SUSPENDED


def remind_of_reviews(at: datetime) -> None:
    """Sweep: tell the administrators once when few days are left."""
    for review in Review.objects.due(at + timedelta(days=REMIND_DAYS)).select_related("party"):
        notify(holders(ADMINISTER, review.party), "review_due", review, key=f"review:{review.pk}:due")


def start_yearly(at: datetime) -> None:
    """Sweep: a review of every party with administrators for a year, unless there was one within it."""
    if settings.DEMONSTRATION:
        return  # Its record begins years ago, and nobody sits at its desks: silence would shut everybody out.
    old = PartyGrant.objects.of_roles([Role.SECURITY_ADMINISTRATOR]).filter(granted_at__lte=at - YEARLY)
    lately = Review.objects.filter(root_type="party", started_at__gt=at - YEARLY).values("party")
    for party in Party.objects.filter(pk__in=old.values("content_object_id")).exclude(pk__in=lately):
        due_on = at.astimezone(party.zone_info).date() + timedelta(days=DAYS_FOR_YEARLY)
        start(party, due_on=due_on, by=SYSTEM)
