"""Every write to portions. The app that owns the container locks it first, then calls these."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from clearances import labels
from clearances.guards import Actor, Guarded, System, require
from clearances.labels import LabelValue
from clearances.models import Label
from portions.cleaning import MOST_CHARACTERS, clean, paragraphs
from portions.models import Portion
from portions.places import arrange
from portions.quoting import quoted
from programs import versions
from programs.labelling import as_label, sees

MOST_PORTIONS = 200


@dataclass(frozen=True)
class Container:
    """What has a text: the row that the portions hang from, and what their labels are measured by."""

    row: Any
    guarded: Guarded  # Whoever may "change" this may write the text.
    portions: type[Portion]
    default: Label  # The container's own: what a new portion is labelled with.
    floors: tuple[Label, ...]  # The covers: no portion is more open than any of them.

    def visible(self, by: Actor) -> list[Portion]:
        """The portions that *by* may change, in their order; others are no business of theirs."""
        rows = self.portions.objects if isinstance(by, System) else self.portions.objects.for_user(by, "change")
        return list(rows.of(self.row).select_related("label", "changed_by"))


@dataclass(frozen=True)
class Block:
    """One portion as a writer wants it; errors about it are filed under *key*."""

    text: str
    label: Label | LabelValue | None = None  # None: as it is; a new one as its container.
    pk: UUID | None = None  # Of the portion that it changes; None makes a new one.
    key: str = ""


@dataclass
class Written:
    """What came of it: the portions that are different now, or gone, as whoever wrote saw them."""

    touched: list[Portion] = field(default_factory=list)
    label_ids: set[int] = field(default_factory=set)  # Of these, before and after.

    def add(self, portion: Portion, *more: int) -> None:
        self.touched.append(portion)
        self.label_ids |= {portion.label_id, *more}


class Stale(versions.Stale):
    """The text isn't any more what its writer read. ``row`` is the newest change they may know of, if there is one."""

    def __init__(self, row: Portion | None, stored: list[Portion]) -> None:
        Exception.__init__(self, "the portions were changed")
        self.row = row  # type: ignore[assignment]  # None where the change was a removal.
        self.stored = stored


def state_of(portions: Sequence[Portion]) -> str:
    """What a reader has read: ids and versions in their order, of what they may see and nothing else."""
    return ",".join(f"{portion.pk.hex}.{portion.version}" for portion in portions)


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
        raise Stale(_newest(stored, read), stored)
    known = {portion.pk: portion for portion in stored}
    wanted = [block for block in ((clean(block.text), block) for block in blocks) if block[0]]
    if len(wanted) > MOST_PORTIONS:
        raise ValidationError(_("A text has at most %(most)s paragraphs.") % {"most": MOST_PORTIONS})
    rows = _checked(container, wanted, known, by)
    return _store(container, rows, known, by)


def _newest(stored: list[Portion], read: str) -> Portion | None:
    """The last change among what the writer may see that they hadn't read."""
    seen = set(read.split(","))
    changed = [portion for portion in stored if state_of([portion]) not in seen and portion.changed_at]
    return max(changed, key=lambda portion: portion.changed_at, default=None)  # type: ignore[arg-type,return-value]  # Filtered.


def _checked(
    container: Container, wanted: list[tuple[str, Block]], known: dict[UUID, Portion], by: Actor
) -> list[tuple[Portion, str, Label]]:
    """Each wanted portion with its text and label; every block's problem is named."""
    problems: dict[str, list[str]] = {}
    rows = []
    taken: set[UUID] = set()
    for text, block in wanted:
        portion = known.get(block.pk) if block.pk and block.pk not in taken else None  # type: ignore[arg-type]
        try:
            label = _label(container, text, block, portion, known, by)
            row = portion or container.portions(**{container.portions.container: container.row})
            taken.add(row.pk)
            rows.append((row, text, label))
        except ValidationError as problem:
            for name, texts in problem.message_dict.items():
                problems.setdefault(f"{block.key}-{name}", []).extend(texts)
    if problems:
        raise ValidationError(problems)
    return rows


def _label(
    container: Container, text: str, block: Block, portion: Portion | None, known: dict[UUID, Portion], by: Actor
) -> Label:
    if len(text) > MOST_CHARACTERS:
        raise ValidationError({"text": _("At most %(most)s characters.") % {"most": MOST_CHARACTERS}})
    if block.label is None and block.pk and portion is None:
        raise ValidationError({"label": _("This paragraph was removed meanwhile. Choose its marking to keep it.")})
    if block.label is None and portion is not None and portion.text == text:
        return portion.label
    label = _chosen(block.label or (portion.label if portion else container.default))
    if portion is not None and not labels.at_least(label, portion.label):
        raise ValidationError(
            {"label": _("A marking isn't lowered here: a releasing officer and a second one do that.")}
        )
    _check(container, label, by)
    _check_quotes(label, text, known, portion)
    return label


def _chosen(label: Label | LabelValue) -> Label:
    try:
        return as_label(label)
    except ValidationError as problem:
        raise ValidationError({"label": problem.messages}) from problem


def _check(container: Container, label: Label, by: Actor) -> None:
    if not all(labels.at_least(label, floor) for floor in container.floors):
        raise ValidationError(
            {
                "label": _(
                    "A paragraph must be marked at least as strictly as the cover: same policy, same level or above, "
                    "released to nobody who may not see the cover."
                )
            }
        )
    if not sees(by, label):
        raise ValidationError(
            {"label": _("You could not see this yourself: it isn't released to you, or you hold no clearance for it.")}
        )


def _check_quotes(label: Label, text: str, known: dict[UUID, Portion], portion: Portion | None) -> None:
    """What repeats a stored paragraph is at least as strict as it, so cutting one in two opens neither half."""
    others = [(other, other.text) for other in known.values() if other != portion]
    for other in quoted(text, others):
        if not labels.at_least(label, other.label):
            raise ValidationError(
                {"label": _("This repeats a paragraph that is marked more strictly: mark it at least as that one.")}
            )


def _store(
    container: Container, rows: list[tuple[Portion, str, Label]], known: dict[UUID, Portion], by: Actor
) -> Written:
    written = Written()
    places = arrange({pk: portion.sort_key for pk, portion in known.items()}, [row.pk for row, _text, _label in rows])
    for row, text, label in rows:
        _write_one(row, text, label, places[row.pk], written, by=by)
    kept = {row.pk for row, _text, _label in rows}
    for pk, portion in known.items():
        if pk not in kept:
            record(by, "portion.removed", portion, container=container.row.pk)
            written.add(portion)
            container.portions.objects.filter(pk=pk).delete()
    return written


def _write_one(row: Portion, text: str, label: Label, place: str, written: Written, *, by: Actor) -> None:
    is_new, before = row._state.adding, row.label_id
    is_same = (row.text, row.label_id) == (text, label.pk)
    if is_same and row.sort_key == place:
        return
    row.text, row.label, row.sort_key = text, label, place
    if is_new:
        row.changed_by, row.changed_at = (None if isinstance(by, System) else by), None
        row.save(force_insert=True)
    elif is_same:
        row.save(update_fields=["sort_key"])
    else:
        versions.save(row, by=by, fields=["text", "label", "sort_key"])
    record(by, _verb(is_new, before, label), row)
    written.add(row, *([] if is_new else [before]))


def _verb(is_new: bool, before: int | None, label: Label) -> str:
    if is_new:
        return "portion.added"
    return "portion.changed" if before == label.pk else "portion.raised"
