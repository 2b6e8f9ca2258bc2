"""The next edition of an exchange: its cover, its content, and what each app carries over; all of it, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dates import days
from accounts.models import Party
from audit.services import record
from clearances import context, labels
from clearances.guards import Actor, System, require
from exchanges.changes import Effect
from exchanges.editions import Contributor, Copy, check_copied
from exchanges.models import DescriptionPortion, Exchange, ExchangeContent
from exchanges.services import create_exchange
from phases.models import Edition
from planning.confirming import digest
from planning.edition_gaps import gaps
from portions.containers import Block
from programs.models import Program


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the next edition is to be. It takes as many days as the last."""

    title: str
    starts_on: date
    nations: Collection[Party] = ()


@dataclass(frozen=True)
class Made:
    """The next edition, and what was carried over and what wasn't, as far as whoever copied may know."""

    exchange: Exchange
    effects: list[Effect]
    seen: str  # Names the wish, the markings of cover and content, and the effects.


@transaction.atomic
def copy(content: ExchangeContent, wish: Wish, *, by: Actor) -> Made:
    """Make the next edition as a draft. Every part keeps its label, and what *by* doesn't see isn't copied.

    Raises:
        PermissionDenied: *by* may not change the exchange, or doesn't plan in its program.
        ValidationError: by field: what can't be, or a cover or content that only its originator may copy.
    """
    require(by, "change", content)
    source = Exchange.objects.select_related("host", "label").get(pk=content.exchange_id)
    check_copied(source.label, by)
    check_copied(content.label, by)
    blocks, left = _description(source, by)
    target = _begin(source, content, wish, blocks, by)
    Edition.objects.create(exchange=target, previous=source)
    context.forget()
    new = ExchangeContent.objects.select_related("exchange", "label").get(exchange=target)
    invited = frozenset(party.pk for party in wish.nations)
    job = Copy(source=source, target=target, content=new, by=by, nations=invited)
    effects = [*_told(target, blocks), *left]
    for path in settings.EDITION_CONTRIBUTORS:
        effects += cast(Contributor, import_module(path)).carry(job)
    effects += gaps(job)
    record(by, "exchange.copied", target, previous=source.pk)
    named = (wish.title, wish.starts_on, sorted(invited), source.label_id, content.label_id)
    return Made(target, effects, digest(source.pk, named, effects))


def _begin(source: Exchange, content: ExchangeContent, wish: Wish, blocks: list[Block], by: Actor) -> Exchange:
    return create_exchange(
        program=_program(source, by),
        kind=source.kind,
        title=wish.title,
        host=source.host,
        starts_on=wish.starts_on,
        ends_on=wish.starts_on + (source.ends_on - source.starts_on),
        zone=source.zone,
        label=source.label,
        content_label=content.label,
        domains=content.domains,
        place=content.place,
        seats=content.seats,
        description=blocks,
        by=by,
    )


def _program(source: Exchange, by: Actor) -> Program:
    """Its program, never reached through the exchange: its label is its own."""
    rows = Program.objects if isinstance(by, System) else Program.objects.for_user(by, "plan")
    program: Program | None = rows.filter(pk=source.program_id).first()
    if program is None:
        raise PermissionDenied("The next edition is planned by whoever plans in the program.")
    return program


def _description(source: Exchange, by: Actor) -> tuple[list[Block], list[Effect]]:
    """The paragraphs that *by* may see and copy; and how many of those they see stay behind, and why."""
    rows = DescriptionPortion.objects if isinstance(by, System) else DescriptionPortion.objects.for_user(by)
    seen = list(rows.of(source).select_related("label"))
    free = [portion for portion in seen if _may_copy(portion.label, by)]
    # The cover was raised above them since: a new paragraph can't lie below its cover.
    kept = [portion for portion in free if labels.at_least(portion.label, source.label)]
    blocks = [Block(portion.text, label=portion.label) for portion in kept]
    return blocks, _left(controlled=len(seen) - len(free), below=len(free) - len(kept))


def _left(*, controlled: int, below: int) -> list[Effect]:
    by_originator = ngettext(
        "%(n)d paragraph can't be carried over: only its originator may copy it.",
        "%(n)d paragraphs can't be carried over: only their originators may copy them.",
        controlled,
    )
    below_cover = ngettext(
        "%(n)d paragraph can't be carried over: it is marked less strictly than the cover.",
        "%(n)d paragraphs can't be carried over: they are marked less strictly than the cover.",
        below,
    )
    told = ((by_originator, controlled), (below_cover, below))
    return [Effect(text % {"n": n}, "alert-triangle", n) for text, n in told if n]


def _may_copy(label: Any, by: Actor) -> bool:
    try:
        check_copied(label, by)
    except ValidationError:
        return False
    return True


def _told(target: Exchange, blocks: list[Block]) -> list[Effect]:
    words = {"title": target.title, "span": days(target.starts_on, target.ends_on)}
    effects = [
        Effect(_("“%(title)s” is planned as a draft on %(span)s, marked as this edition.") % words, "copy"),
    ]
    if blocks:
        n = len(blocks)
        text = ngettext("%(n)d paragraph is carried over.", "%(n)d paragraphs are carried over.", n)
        effects.append(Effect(text % {"n": n}, "file-text", n))
    return effects
