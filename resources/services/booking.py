"""Book one resource or several, once or repeatedly: all of it, or nothing."""

import uuid
from collections import defaultdict
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record_each
from clearances import labels
from clearances.guards import Actor, System, require, require_held
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.services import holders
from exchanges.models import Exchange, ExchangeContent
from exchanges.states import State as ExchangeState
from notifications.services import notify_each
from programs.labelling import as_label, sees
from resources import hours
from resources.models import Booking, KeptBooking, Resource
from resources.models.resources import NAME_LENGTH
from resources.readers import all_keepers_read
from resources.recurrence import Repeats
from resources.services import claims
from resources.services.claims import NotAvailable, Terms
from resources.services.keeping import KEEP
from resources.states import Decision, State
from resources.windows import Window

__all__ = ["NotAvailable", "book"]

MOST_RESOURCES = 60
OVER = frozenset({ExchangeState.CANCELLED, ExchangeState.CLOSED, ExchangeState.COMPLETED})


@transaction.atomic
def book(
    resources: Collection[Resource],
    *,
    window: Window,
    exchange: Exchange | None = None,
    title: str = "",
    quantity: int = 1,
    label: Label | LabelValue | None = None,
    repeats: Repeats | None = None,
    is_firm: bool = False,
    over_closed: bool = False,
    by: Actor,
) -> list[Booking]:
    """Book all of *resources* for an exchange, or (without one) for their owner's own use.

    Each booking is approved at once, or waits for the resource's owner; what may be known of the resource decides
    whether it holds the time until then (``claims.terms_of``). Only what is approved can be firm from the start.
    Without *label* it is marked as the exchange's content, or as the resource.

    Raises:
        PermissionDenied: *by* may not plan the exchange, or doesn't see or keep a resource.
        NotAvailable: one of them is taken at some time of it.
        ValidationError: by field.
    """
    rows = _permitted(resources, exchange, by)
    lock_exchange(exchange and exchange.pk)
    claims.lock(row.pk for row in rows)
    terms, series = claims.terms_of(rows, by), uuid.uuid4() if repeats else None
    made: list[Booking] = []
    for row in rows:
        windows = repeats.expand(window, row.zone_info) if repeats else [window]
        hours.check(row, windows, is_confirmed=over_closed)
        mark = _label(row, exchange, label, by)
        draft = Booking(
            resource=row,
            exchange=exchange,
            label=mark,
            review_on=review_of(label),
            title=_title(title, exchange, row),
            quantity=_quantity(row, quantity),
            series=series,
            requested_by=by if isinstance(by, User) else None,
        )
        made += _write(row, draft, windows, terms[row.pk], is_firm=is_firm)
    record_each(by, "booking.made", [(each, {"resource": each.resource_id, "state": each.state}) for each in made])
    tell_keepers(made, by)
    return made


def _permitted(resources: Collection[Resource], exchange: Exchange | None, by: Actor) -> list[Resource]:
    found = offered({each.pk for each in resources}, by)
    if exchange is not None:
        require(by, "change", exchange)
    else:
        for owner in {each.owner for each in found}:
            require_held(by, KEEP, owner)
    if len(found) > MOST_RESOURCES:
        raise ValidationError(_("Book at most %(n)d resources at once.") % {"n": MOST_RESOURCES})
    return found


def offered(wanted: set[uuid.UUID], by: Actor) -> list[Resource]:
    """All of them, or a refusal that is the same for one that is hidden and for one that never was."""
    rows = Resource.objects.select_related("owner", "label", "bookings_label").filter(pk__in=wanted, is_active=True)
    if not isinstance(by, System):
        rows = rows.filter(pk__in=Resource.objects.for_user(by).values("pk"))
    found = list(rows.order_by("pk"))
    if not found or len(found) != len(wanted):
        raise PermissionDenied("Not all of these resources may be booked.")
    return found


def lock_exchange(pk: object) -> None:
    """A move of its dates and a booking for it wait for each other; this before any resource. None: its owner's use.

    Raises:
        ValidationError: it is over.
    """
    stored = Exchange.objects.select_for_update(of=("self",)).filter(pk=pk).first() if pk else None
    if stored is not None and stored.state in OVER:
        raise ValidationError(_("Nothing more can be planned for this exchange."))


def _title(title: str, exchange: Exchange | None, resource: Resource) -> str:
    found = title.strip() or (exchange.title if exchange else "")
    if not found:
        raise ValidationError({"title": _("Say what it is for.")})
    if len(found) > NAME_LENGTH:
        raise ValidationError({"title": _("Make the title shorter.")})
    return found


def _quantity(resource: Resource, quantity: int) -> int:
    if not resource.is_pool:
        return 1
    if not 1 <= quantity <= resource.quantity:
        problem = _("Choose between 1 and %(most)d: there are no more.") % {"most": resource.quantity}
        raise ValidationError({"quantity": problem})
    return quantity


def _label(resource: Resource, exchange: Exchange | None, label: Label | LabelValue | None, by: Actor) -> Label:
    """Readable for whoever books and for the owner, who decides; not looser than the cover that it belongs to."""
    chosen = as_label(label) if label is not None else _default_label(resource, exchange, by)
    check_label(chosen, resource, exchange, by)
    return chosen


def check_label(chosen: Label, resource: Resource, exchange: Exchange | None, by: Actor) -> None:
    """Refuse a marking that the booker or the resource's owner couldn't read, or that is looser than the cover.

    Raises:
        ValidationError: under ``label``.
    """
    problem = ""
    if not sees(by, chosen):
        problem = _("You could not see this booking yourself.")
    elif exchange is not None and not labels.at_least(chosen, exchange.label):
        problem = _("A booking must be marked at least as strictly as the cover of its exchange.")
    elif not labels.is_released_to(chosen, resource.owner):
        problem = _("%(party)s decides here and could not read this booking: release it to them.")
    elif not resource.publishes_busy and not all_keepers_read(chosen, resource):
        problem = _("Not all keepers of %(resource)s could read this: choose a more open marking, or ask its owner.")
    if problem:
        raise ValidationError({"label": problem % {"party": resource.owner, "resource": resource.name}})


def _default_label(resource: Resource, exchange: Exchange | None, by: Actor) -> Label:
    if exchange is None:
        return resource.label
    rows = ExchangeContent.objects if isinstance(by, System) else ExchangeContent.objects.for_user(by, "change")
    content = rows.filter(exchange=exchange).select_related("label").first()
    if content is None:
        raise PermissionDenied("Whoever books must see what the exchange is about.")
    label: Label = content.label
    return label


def _write(resource: Resource, draft: Booking, windows: list[Window], terms: Terms, *, is_firm: bool) -> list[Booking]:
    state = State.FIRM if is_firm and terms.decision == Decision.APPROVED else State.TENTATIVE
    rows = [_row(resource, draft, window, terms, state) for window in windows]
    with claims.claiming(resource):
        Booking.objects.bulk_create(rows)
    return rows


def _row(resource: Resource, draft: Booking, window: Window, terms: Terms, state: State) -> Booking:
    names = ("resource", "exchange", "label", "review_on", "title", "quantity", "series", "requested_by")
    return Booking(
        **{name: getattr(draft, name) for name in names},
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        is_all_day=window.is_all_day,
        is_pooled=resource.is_pool,
        occupies=claims.claim(resource, window) if terms.holds else None,
        decision=terms.decision,
        state=state,
    )


def tell_keepers(bookings: list[Booking], by: Actor) -> None:
    """One message a person to those who decide about what waits, on however many resources."""
    waiting = {each.resource_id: each for each in bookings if each.decision == Decision.PENDING}
    asked: dict[User, list[Booking]] = defaultdict(list)
    for each in waiting.values():
        for user in holders(KEEP, each.resource.owner):
            if user != by:
                asked[user].append(each)
    for kind, is_one in (("booking_requested", True), ("bookings_requested", False)):
        rows = [(user, mine[0]) for user, mine in asked.items() if (len(mine) == 1) is is_one]
        told = [(user, KeptBooking(pk=row.pk), f"booking:{row.pk}:asked:{row.version}") for user, row in rows]
        notify_each(told, kind)
