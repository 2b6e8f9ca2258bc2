"""Every write to portions. The app that owns the container locks it first, then calls these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from clearances.guards import Actor, System, require
from clearances.services.labels import remember_labels
from portions.checking import Wish, checked
from portions.cleaning import clean, paragraphs
from portions.containers import MOST_PORTIONS, Block, Container, Stale, state_of
from portions.models import Portion
from portions.places import arrange
from programs import versions


@dataclass
class Written:
    """What came of it, as whoever wrote saw it."""

    touched: list[Portion] = field(default_factory=list)  # Those that are different now, moved, or gone.
    label_ids: set[int] = field(default_factory=set)  # Of those that say something else, before and after.

    def add(self, portion: Portion, *label_ids: int) -> None:
        self.touched.append(portion)
        self.label_ids |= {portion.label_id, *label_ids}


def begin(container: Container, text: str | Sequence[Block], *, by: Actor) -> Written:
    """The first text of a new container. Plain text becomes a portion for each paragraph, labelled as the container."""
    blocks = [Block(part) for part in paragraphs(text)] if isinstance(text, str) else text
    return write(container, blocks, by=by)


@transaction.atomic
def write(container: Container, blocks: Sequence[Block], *, read: str | None = None, by: Actor) -> Written:
    """Make the text what *blocks* say: those without text go, those that *by* doesn't see stay where they are.

    The caller holds the container's lock. *read* is ``state_of`` what the writer began with; None replaces whatever
    *by* sees.

    Raises:
        PermissionDenied: *by* may not change the container.
        Stale: somebody changed what *by* sees since *read*.
        ValidationError: under "<key>-text" or "<key>-label": too long, or a label that can't be.
    """
    require(by, "change", container.guarded)
    stored = container.visible(by)
    if read is not None and read != state_of(stored):
        raise Stale(read, stored)
    cleaned = [replace(block, text=clean(block.text)) for block in blocks]
    wanted = [block for block in cleaned if block.text]
    if len(wanted) > MOST_PORTIONS:
        raise ValidationError(_("A text has at most %(most)s paragraphs.") % {"most": MOST_PORTIONS})
    known = {portion.pk: portion for portion in stored}
    wishes = checked(container, wanted, known, by)
    written = _store(wishes, known, by)
    remember_labels(
        [wish.label for wish, block in zip(wishes, wanted, strict=True) if block.label], container=container.row, by=by
    )
    return written


def _store(wishes: list[Wish], known: Mapping[UUID, Portion], by: Actor) -> Written:
    written = Written()
    keys = arrange({pk: portion.sort_key for pk, portion in known.items()}, [wish.portion.pk for wish in wishes])
    for wish in wishes:
        _store_one(wish, keys[wish.portion.pk], written, by=by)
    for pk, portion in known.items():
        if pk not in keys:
            record(by, "portion.removed", portion)
            written.add(portion)
            type(portion)._default_manager.filter(pk=pk).delete()
    return written


def _store_one(wish: Wish, sort_key: str, written: Written, *, by: Actor) -> None:
    portion, before = wish.portion, wish.portion.label_id
    if wish.is_same and portion.sort_key == sort_key:
        return
    if wish.is_same:
        _move(portion, sort_key, written, by=by)
        return
    verb = _verb(wish)
    portion.text, portion.label, portion.review_on = wish.text, wish.label, wish.review_on
    portion.sort_key = sort_key
    if wish.is_new:
        portion.changed_by = None if isinstance(by, System) else by
        portion.save(force_insert=True)
    else:
        versions.save(portion, by=by, fields=["text", "label", "review_on", "sort_key"])
    record(by, verb, portion)
    written.add(portion, *([] if wish.is_new else [before]))


def _move(portion: Portion, sort_key: str, written: Written, *, by: Actor) -> None:
    """Its version stays: a paragraph that moves past one which a reader doesn't see stays where it is for them."""
    portion.sort_key = sort_key
    portion.save(update_fields=["sort_key"])
    record(by, "portion.moved", portion)
    written.touched.append(portion)


def _verb(wish: Wish) -> str:
    if wish.is_new:
        return "portion.added"
    return "portion.changed" if wish.portion.label_id == wish.label.pk else "portion.relabelled"


__all__ = ["MOST_PORTIONS", "Block", "Container", "Stale", "Written", "begin", "state_of", "write"]
