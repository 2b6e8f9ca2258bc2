"""Every write to exchanges that touches nothing above them. Dates, host and state are changed in ``planning``."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.dates import check_years
from accounts.models import Party, known_zone
from audit.services import record
from clearances import labels
from clearances.guards import Actor, require
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.services import inherit, remember_labels
from exchanges.models import DescriptionPortion, Exchange, ExchangeContent
from exchanges.states import State
from portions import services as portions
from portions.containers import Block, Container
from programs import versions
from programs.labelling import label_pair
from programs.models import Program

NOT_TYPED = ["program", "host", "label", "changed_by"]  # Columns that a caller hands over as rows, already checked.
FIRST_STATES = frozenset({State.DRAFT, State.PLANNED})


@transaction.atomic
def create_exchange(
    *,
    program: Program,
    kind: str,
    title: str,
    host: Party,
    starts_on: date,
    ends_on: date,
    label: Label | LabelValue,
    zone: str | None = None,
    domains: Collection[str] = (),
    place: str = "",
    description: str | Sequence[Block] = "",
    seats: int | None = None,
    content_label: Label | LabelValue | None = None,
    state: str = State.DRAFT,
    by: Actor,
) -> Exchange:
    """Plan a new exchange, with the host's own delegation; whoever holds a role on the program holds it here.

    Dates are days in *zone*, by default the host's. Without *content_label* the content is labelled as the cover, and
    so are the paragraphs of a *description* that is plain text as the content.

    Raises:
        PermissionDenied: *by* doesn't plan in this program.
        ValidationError: by field: what can't be, such as an end before the start, or a label its author couldn't see.
    """
    require(by, "plan", program)
    cover_label, kept = label_pair(label, content_label, by=by)
    dates = {"starts_on": starts_on, "ends_on": ends_on, "zone": zone or host.zone, "review_on": review_of(label)}
    exchange = Exchange(
        program=program, kind=kind, title=title.strip(), host=host, state=state, label=cover_label, **dates
    )
    check(exchange)
    check_host(cover_label, host)
    if state not in FIRST_STATES:
        raise ValidationError({"state": _("An exchange begins as a draft or planned.")})
    exchange.save(force_insert=True)
    inherit(exchange, program)
    content = ExchangeContent(exchange=exchange, label=kept, review_on=review_of(content_label or label))
    _fill(content, domains=domains, place=place, seats=seats)
    content.save(force_insert=True)
    portions.begin(text_of(content), description, by=by)
    _begin(exchange, by)
    remember_labels([cover_label, kept], container=program, by=by)
    record(by, "exchange.created", exchange, program=program.pk, state=state)
    return exchange


def text_of(content: ExchangeContent) -> Container:
    """The description, as the portions of the content."""
    exchange = content.exchange
    return Container(exchange, content, DescriptionPortion, default=content.label, floor=exchange.label)


def _fill(content: ExchangeContent, *, domains: Collection[str], place: str, seats: int | None) -> None:
    content.domains, content.seats, content.place = list(domains), seats, place.strip()
    content.full_clean(exclude=["exchange", "label", "changed_by"])


def check(exchange: Exchange) -> None:
    """Refuse, by field, an exchange that can't be.

    Raises:
        ValidationError: a text that is too long, dates in the wrong order, an unknown zone.
    """
    check_dates(exchange.starts_on, exchange.ends_on)
    check_zone(exchange.zone)
    exchange.full_clean(exclude=NOT_TYPED)


def check_dates(starts_on: date, ends_on: date) -> None:
    check_years(starts_on=starts_on, ends_on=ends_on)
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("An exchange can't end before it starts.")})


def check_zone(zone: str) -> None:
    try:
        known_zone(zone)
    except ValidationError as problem:
        raise ValidationError({"zone": problem.messages}) from problem


def check_host(label: Label, host: Party) -> None:
    """Refuse a host that could not see its own exchange."""
    if not labels.is_released_to(label, host):
        raise ValidationError(
            {"host": _("The cover isn't released to %(host)s, who could not see it.") % {"host": host}}
        )


def _begin(exchange: Exchange, by: Actor) -> None:
    """Have the apps above make what every exchange has from its first day on: the host's delegation."""
    for path in settings.EXCHANGE_BEGINNINGS:
        begin: Callable[..., Any] = import_string(path)
        begin(exchange, by=by)


@transaction.atomic
def amend(exchange: Exchange, *, title: str, kind: str, version: int | None = None, by: Actor) -> Exchange:
    """Change the cover's words; its dates, host, state, label and program have verbs of their own.

    Raises:
        PermissionDenied: *by* may not change it.
        ValidationError: by field.
        Stale: it isn't at *version* any more.
    """
    require(by, "change", exchange)
    exchange = versions.lock(exchange, version)
    exchange.title, exchange.kind = title.strip(), kind
    check(exchange)
    versions.save(exchange, by=by, fields=["title", "kind"])
    record(by, "exchange.amended", exchange)
    return exchange


@transaction.atomic
def amend_content(
    content: ExchangeContent,
    *,
    domains: Collection[str],
    place: str,
    seats: int | None,
    version: int | None = None,
    by: Actor,
) -> ExchangeContent:
    """Change what the exchange is about, but for its description; errors as ``amend``."""
    require(by, "change", content)
    content = versions.lock(content, version)
    _fill(content, domains=domains, place=place, seats=seats)
    versions.save(content, by=by, fields=["domains", "place", "seats"])
    record(by, "exchange.content_amended", content)
    return content


@transaction.atomic
def describe(content: ExchangeContent, blocks: Sequence[Block], *, read: str | None = None, by: Actor) -> bool:
    """Make the description what *blocks* say; portions that *by* doesn't see stay where they are. Whether it differs.

    Raises:
        PermissionDenied: *by* may not change it.
        Stale: somebody changed what *by* sees of it since *read* (``portions.containers.state_of``).
        ValidationError: by block: a text that is too long, a label that can't be.
    """
    require(by, "change", content)
    content = versions.lock(content)
    return bool(portions.write(text_of(content), blocks, read=read, by=by).touched)
