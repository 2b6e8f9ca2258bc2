"""Taking a move back: whatever followed the exchange becomes what it was, as far as nobody has changed it since.

A move hands out a signed token: where the exchange was, and the versions that the move left of the rows that followed
it, all of which whoever moved it sees. How these were before is read from their recorded versions
(``accounts.history``).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.history import versions_of
from accounts.models import User
from clearances.guards import Actor, Guarded
from exchanges.changes import Change, Effect, Followed
from exchanges.models import Exchange
from milestones.models import Milestone
from milestones.states import State as Milestones
from participants.models import Invitation
from participants.states import AWAITS_ANSWER
from phases.models import Phase
from planning.models import DatePoll
from resources.models import Booking, Resource
from resources.services import claims
from resources.services.returning import was_approved
from serials.models import Serial

SALT, LASTS = "planning.undoing", timedelta(days=1)
FOLLOWERS: dict[type[Guarded], str] = {
    Invitation: "delegation__exchange",
    Milestone: "exchange",
    Booking: "exchange",
    Phase: "exchange",
    Serial: "exchange",
    DatePoll: "exchange",
}
Versions = dict[str, dict[str, int]]  # Of rows, by their keys, by their models.


@dataclass(frozen=True)
class Undone:
    """What a token names: to where the exchange goes back, and what followed it."""

    starts_on: str
    ends_on: str
    rows: Mapping[Any, Followed] = field(default_factory=dict)

    def leads_to(self, starts_on: date, ends_on: date) -> bool:
        return (self.starts_on, self.ends_on) == (starts_on.isoformat(), ends_on.isoformat())


def followers(exchange: Exchange, by: Actor) -> Versions:
    """The versions of whatever follows the exchange, as far as *by* sees it; a person, since nobody else takes back."""
    if not isinstance(by, User):
        return {}
    found = {}
    for model, path in FOLLOWERS.items():
        rows = model.objects.for_user(by).filter(**{path: exchange})
        found[model._meta.label_lower] = {str(pk): version for pk, version in rows.values_list("pk", "version")}
    return found


def token(exchange: Exchange, before: Exchange, versions: Versions, by: Actor) -> str:
    """Names a move that has just happened; *versions* are those of what might follow it, before it did."""
    left = {
        model: {pk: version for pk, version in rows.items() if version == versions[model].get(pk, version) + 1}
        for model, rows in followers(exchange, by).items()
    }
    said = {"exchange": str(exchange.pk), "days": [before.starts_on.isoformat(), before.ends_on.isoformat()]}
    return signing.dumps({**said, "left": left}, salt=SALT, compress=True)


def undone(exchange: Exchange, token: str, by: Actor) -> Undone | None:
    """What *token* names; None where it isn't one of this exchange, or too old."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    if said["exchange"] != str(exchange.pk) or not isinstance(by, User):
        return None
    rows: dict[Any, Followed] = {}
    for model in FOLLOWERS:
        rows |= _followed(model, said["left"].get(model._meta.label_lower, {}), by)
    starts_on, ends_on = said["days"]
    return Undone(starts_on, ends_on, rows)


def _followed(model: type[Guarded], left: Mapping[str, int], by: User) -> dict[Any, Followed]:
    """Two queries; none where nothing followed."""
    if not left:
        return {}
    keys = {model._meta.pk.to_python(pk): version for pk, version in left.items()}
    wanted = {*keys.values(), *(version - 1 for version in keys.values())}
    events = versions_of(model).objects.filter(pgh_obj_id__in=keys, version__in=wanted).order_by("pgh_id")
    seen = {(event.pgh_obj_id, event.version): event for event in events}
    rows = model.objects.for_user(by).filter(pk__in=keys)
    return {
        (model._meta.label_lower, row.pk): Followed(row, before, after)
        for row in rows
        if (before := seen.get((row.pk, keys[row.pk] - 1))) and (after := seen.get((row.pk, keys[row.pk])))
    }


def too_late() -> Effect:
    return _effect(_("Too much time has passed to undo it: everything moves as with any other change of dates."))


def lost(change: Change, found: Undone) -> list[Effect]:
    """What taking the move back doesn't put back, in words: where somebody has decided since, or must decide anew."""
    rows: dict[type[Any], list[Followed]] = {model: [] for model in FOLLOWERS}
    for each in found.rows.values():
        rows[type(each.row)].append(each)
    return [effect for model, words in _LOST.items() for effect in words(rows[model], change)]


def _effect(text: str) -> Effect:
    return Effect(text, icon="alert-triangle")


def _titles(rows: Iterable[Followed]) -> str:
    return ", ".join(sorted(f"“{each.row.title}”" for each in rows))


def _invitations(rows: list[Followed], change: Change) -> Iterable[Effect]:
    moved = [each for each in rows if each.before.reply_by != each.left.reply_by and not each.is_untouched]
    kept = [each for each in moved if each.row.state in AWAITS_ANSWER]
    if kept:
        text = ngettext(
            "%(n)d reply-by date was changed since, and stays.", "%(n)d reply-by dates were changed since, and stay.",
            len(kept),
        )  # fmt: skip
        yield _effect(text % {"n": len(kept)})


def _milestones(rows: list[Followed], change: Change) -> Iterable[Effect]:
    begun = {Milestones.DONE, Milestones.STARTED}
    anew = [each for each in rows if each.before.state in begun and each.left.state not in begun]
    kept = [each for each in anew if not each.is_untouched and each.row.state != each.before.state]
    if kept:
        text = _("Somebody has changed these milestones since, and they aren't put back: %(titles)s.")
        yield _effect(text % {"titles": _titles(kept)})


def _bookings(rows: list[Followed], change: Change) -> Iterable[Effect]:
    """Of a resource that isn't open to whoever asks the booking's own title is told."""
    agreed = [each for each in rows if was_approved(each.before, each.left)]
    names = _resources(agreed, change.by)
    terms = claims.terms_of(list(names.values()), change.by)
    for each in agreed:
        name = names[each.row.resource_id].name if each.row.resource_id in names else each.row.title
        if not each.row.is_kept:
            yield _effect(_("%(resource)s: its booking was freed or refused since, and stays so.") % {"resource": name})
        elif not each.is_untouched:
            text = _("%(resource)s: its booking was decided about or changed since; its owner is asked again.")
            yield _effect(text % {"resource": name})
        elif each.row.resource_id not in names or not terms[each.row.resource_id].holds:
            text = _("%(resource)s: its owner is asked again, who alone can tell whether it is still free.")
            yield _effect(text % {"resource": name})


def _resources(rows: Iterable[Followed], by: Any) -> dict[Any, Resource]:
    keys = {each.row.resource_id for each in rows}
    return Resource.objects.for_user(by).select_related("owner").in_bulk(keys) if keys else {}


def _phases(rows: list[Followed], change: Change) -> Iterable[Effect]:
    cut = [each.row.name for each in rows if not each.is_untouched and _length(each.before) != _length(each.left)]
    if cut:
        text = _("The move cut these phases short, and they were changed since; they keep their length: %(names)s.")
        yield _effect(text % {"names": ", ".join(sorted(cut))})


def _length(phase: Any) -> timedelta:
    return phase.ends_on - phase.starts_on  # type: ignore[no-any-return]  # A phase or a version of one.


def _polls(rows: list[Followed], change: Change) -> Iterable[Effect]:
    if any(not each.is_untouched for each in rows):
        yield _effect(_("The date poll that the move decided was changed since, and stays as it is."))


_LOST: dict[type[Any], Callable[[list[Followed], Change], Iterable[Effect]]] = {
    Invitation: _invitations,
    Milestone: _milestones,
    Booking: _bookings,
    Phase: _phases,
    DatePoll: _polls,
}
