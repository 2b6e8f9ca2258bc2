"""What a writer may make of a text: how each paragraph may be marked, and what stands against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clearances import labels
from clearances.guards import Actor
from clearances.labels import LabelValue
from clearances.models import Label
from portions.cleaning import MOST_CHARACTERS
from portions.containers import Block, Container
from portions.models import Portion
from portions.quoting import quoted
from programs.labelling import as_label, sees


@dataclass(frozen=True)
class Wish:
    """One portion, stored already or new, as it shall be."""

    portion: Portion
    text: str
    label: Label
    review_on: date | None
    is_new: bool

    @property
    def is_same(self) -> bool:
        """Whether nothing but its place may differ."""
        stored = (self.portion.text, self.portion.label_id, self.portion.review_on)
        return not self.is_new and stored == (self.text, self.label.pk, self.review_on)


def checked(container: Container, blocks: Iterable[Block], known: Mapping[UUID, Portion], by: Actor) -> list[Wish]:
    """What each of *blocks* makes of the portions *known* to the writer.

    Raises:
        ValidationError: under "<key>-text" or "<key>-label"; every block's problems are named.
    """
    problems: dict[str, list[str]] = {}
    wishes: list[Wish] = []
    left, sources = dict(known), [*known.values(), *container.quotable(by)]
    for block in blocks:
        portion = left.pop(block.pk, None) if block.pk else None
        try:
            wishes.append(_wish(container, block, portion, sources, by=by))
        except ValidationError as problem:
            for name, texts in problem.message_dict.items():
                problems.setdefault(f"{block.key}-{name}", []).extend(texts)
    if problems:
        raise ValidationError(problems)
    return wishes


def _wish(
    container: Container, block: Block, portion: Portion | None, sources: Iterable[Portion], *, by: Actor
) -> Wish:
    if len(block.text) > MOST_CHARACTERS:
        raise ValidationError({"text": _("At most %(most)s characters.") % {"most": MOST_CHARACTERS}})
    if portion is not None and block.label is None and portion.text == block.text:
        return Wish(portion, block.text, portion.label, portion.review_on, is_new=False)
    label = _label(container, block, portion)
    _check(container, label, by)
    _check_quotes(label, block.text, [other for other in sources if other != portion])
    review_on = labels.review_of(block.label) if block.label else None
    if portion is not None and block.label is None:
        review_on = portion.review_on
    row = portion or container.portions(**{container.portions.container: container.row})
    return Wish(row, block.text, label, review_on, is_new=portion is None)


def _label(container: Container, block: Block, portion: Portion | None) -> Label:
    if portion is None:
        if block.pk and block.label is None:
            raise ValidationError({"label": _("This paragraph was removed meanwhile. Choose its marking to keep it.")})
        return _interned(block.label or container.default)
    label = _interned(block.label or portion.label)
    if not labels.opens_nothing(label, portion.label):
        text = _("A marking isn't lowered here: a releasing officer and a second one do that.")
        raise ValidationError({"label": text})
    return label


def _interned(label: Label | LabelValue) -> Label:
    try:
        return as_label(label)
    except ValidationError as problem:
        raise ValidationError({"label": problem.messages}) from problem


def _check(container: Container, label: Label, by: Actor) -> None:
    if not labels.at_least(label, container.floor):
        raise ValidationError(
            {
                "label": _(
                    "A paragraph must be marked at least as strictly as the cover: same policy, same level or above, "
                    "released to nobody who may not see the cover."
                )
            }
        )
    if not sees(by, label):
        text = _("You could not see this yourself: it isn't released to you, or you hold no clearance for it.")
        raise ValidationError({"label": text})


def _check_quotes(label: Label, text: str, others: Iterable[Portion]) -> None:
    """What repeats a stored paragraph is at least as strict as it, so cutting one in two opens neither half."""
    for other in quoted(text, [(other, other.text) for other in others]):
        if not labels.at_least(label, other.label):
            raise ValidationError(
                {"label": _("This repeats a paragraph that is marked more strictly: mark it at least as that one.")}
            )
