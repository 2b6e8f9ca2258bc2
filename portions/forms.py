"""The editor's form: any number of paragraphs, in the order in which their blocks stand on the page."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clearances import markings
from clearances.label_choices import LabelChoices
from clearances.label_form import LabelForm
from clearances.label_picker import LabelPicker
from clearances.label_values import LEVEL, Terms
from clearances.labels import LabelValue, container_key
from clearances.markings import Marking
from clearances.models import Label
from portions.cleaning import MOST_CHARACTERS
from portions.containers import MOST_PORTIONS, Block, Container, state_of
from portions.models import Portion
from programs.answers import ServiceForm

Done = TypeVar("Done")

STORED_KEY = re.compile(r"[0-9a-f]{32}")
NEW_KEY = re.compile(r"new[0-9a-z]{1,12}")
MOVES = ("add", "up", "down", "remove", "mark")
LEFT_OUT = {"csrfmiddlewaretoken", "keep", "preview", "confirmed", *MOVES}


class BlockForm(LabelForm):
    """One paragraph as it is being written, and the choice of its marking: left alone, it stays as it is."""

    label_prefixes = ("label",)

    text = forms.CharField(label=_("Paragraph"), required=False, max_length=MOST_CHARACTERS, strip=False)

    is_begun = False  # Whether the writer just added or moved it: the cursor goes there.
    is_marking = False  # Whether the choice of its marking is on the page: it is long, so only where it is wanted.
    theirs = ""  # What somebody else made of it meanwhile.

    def __init__(
        self, data: Any = None, *, key: str, portion: Portion | None, measure: Container, **choosing: Any
    ) -> None:
        self.key, self.portion, self.measure = key, portion, measure
        self.is_new = not STORED_KEY.fullmatch(key)
        initial = {"text": portion.text if portion else ""}
        super().__init__(data, prefix=key, owner=measure.default.owner, initial=initial, **choosing)

    def terms_of(self, name: str) -> Terms:
        """A stored paragraph isn't lowered here, and none is more open than the cover."""
        return Terms(
            owner=self.label_owner,
            title=str(_("paragraph")),
            blank=str(_("As it is") if self.portion else _("As the whole text is marked")),
            asked=self.standing,
            floor=self.portion.label if self.portion else self.measure.floor,
            floor_title=str(_("This paragraph") if self.portion else _("The cover")),
            container=self.container,
        )

    @property
    def standing(self) -> Label:
        """Its label where none is chosen."""
        return self.portion.label if self.portion else self.measure.default

    @property
    def picker(self) -> LabelPicker:
        return self.picker_of["label"]

    @property
    def chosen(self) -> LabelValue | None:
        """The marking that is chosen, if one is and it can be."""
        return self.label_values.get("label") if self.is_bound and self.is_valid() else None

    @property
    def has_marking_errors(self) -> bool:
        return self.is_bound and any(name != "text" for name in self.errors)

    @property
    def is_choice_shown(self) -> bool:
        return self.is_marking or self.has_marking_errors or bool(self.used) or self.chosen is not None

    @property
    def mark(self) -> Marking:
        """How the paragraph is marked as things stand in the form."""
        return markings.of_value(self.chosen) if self.chosen else markings.of_label(self.standing.pk)

    @property
    def marked_anew(self) -> list[str]:
        """What the paragraph is to be marked with from now on; nothing where it stays as it is."""
        if self.chosen is None or not self.cleaned_data["text"].strip():
            return []
        later, same = self.chosen.successor, markings.of_label(self.standing.pk).text
        if later is None:
            return [] if self.mark.text == same else [self.key, self.mark.text]
        after = markings.of_value(later) if isinstance(later, LabelValue) else markings.of_label(later.pk)
        return [self.key, self.mark.text, after.text, str(self.chosen.succeeds_on)]


@dataclass(frozen=True)
class Shown:
    """A block on the page, with its place among the blocks that the writer sees."""

    form: BlockForm
    number: int
    is_first: bool
    is_last: bool


class PortionsForm(ServiceForm):
    """The paragraphs of one text as far as *author* sees them. Blocks are named by ``block``, in their order."""

    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: MultiValueDict[str, str] | None = None, *, container: Container, author: User) -> None:
        self.container = container
        self.stored = container.visible(author)
        super().__init__(data, initial={"read": state_of(self.stored)})
        self._choosing = {
            "measure": container,
            "author": author,
            "choices": LabelChoices(author, container.default.owner),
            "container": container_key(container.row),
        }
        self.blocks = [self._block(key) for key in self._keys()]
        self._press()

    def _keys(self) -> list[str]:
        if not self.is_bound:
            return [portion.pk.hex for portion in self.stored] or [_new_key()]
        named = dict.fromkeys(self.data.getlist("block"))
        return [key for key in named if STORED_KEY.fullmatch(key) or NEW_KEY.fullmatch(key)][: MOST_PORTIONS + 1]

    def _block(self, key: str, *, is_typed: bool = True) -> BlockForm:
        portion = next((portion for portion in self.stored if portion.pk.hex == key), None)
        data = self.data if self.is_bound and is_typed else None
        block = BlockForm(data, key=key, portion=portion, **self._choosing)
        block.is_marking = data is not None and key in self.data.getlist("marking")
        return block

    def _press(self) -> None:
        """Do what the pressed button says; nothing is saved by it."""
        for move in MOVES:
            key = self.data.get(move) if self.is_bound else None
            if key is not None:
                getattr(self, f"_{move}")(next((n for n, block in enumerate(self.blocks) if block.key == key), None))

    def _add(self, number: int | None) -> None:
        block = self._block(_new_key(), is_typed=False)
        block.is_begun = True
        self.blocks.insert(len(self.blocks) if number is None else number + 1, block)

    def _up(self, number: int | None) -> None:
        if number:
            self._move(number, number - 1)

    def _down(self, number: int | None) -> None:
        if number is not None:
            self._move(number, number + 1)

    def _move(self, number: int, to: int) -> None:
        block = self.blocks.pop(number)
        block.is_begun = True
        self.blocks.insert(to, block)

    def _mark(self, number: int | None) -> None:
        if number is not None:
            self.blocks[number].is_marking = True

    def _remove(self, number: int | None) -> None:
        if number is not None:
            self.blocks.pop(number)

    @property
    def is_pressed(self) -> bool:
        """Whether a button was pressed that only changes the page."""
        buttons = any(name in self.data for name in (*MOVES, "preview"))
        return self.is_bound and (buttons or any(block.used for block in self.blocks))

    @property
    def confirmation(self) -> str:
        """What the button sends that confirms the new markings as they stand in the form; "" where there are none."""
        marks = [block.marked_anew for block in self.blocks if block.marked_anew]
        said = json.dumps([self.cleaned_data["read"], *marks])
        return hashlib.sha256(said.encode()).hexdigest() if marks else ""

    @property
    def shown(self) -> Iterable[Shown]:
        last = len(self.blocks) - 1
        for number, block in enumerate(self.blocks):
            yield Shown(block, number + 1, number == 0, number == last)

    @property
    def wrong(self) -> list[Shown]:
        """The blocks that something was said against, when they were to be saved."""
        return [] if not self.is_bound or self.is_pressed else [block for block in self.shown if block.form.errors]

    @property
    def wanted(self) -> list[Block]:
        """The blocks as the service takes them."""
        return [
            Block(
                text=block.cleaned_data.get("text", ""),
                label=block.chosen,
                pk=None if block.is_new else UUID(block.key),
                key=block.key,
            )
            for block in self.blocks
        ]

    @property
    def labels(self) -> list[Label | LabelValue]:
        """What everything that was typed is to be marked as, for a draft of it.

        Raises:
            ValidationError: a marking isn't complete, so nobody knows how strict it is.
        """
        if any(block.has_marking_errors for block in self.blocks):
            raise ValidationError(_("A draft is kept only while every marking is complete."))
        return [block.chosen or block.standing for block in self.blocks] + [each.label for each in self.stored]

    @property
    def typed(self) -> dict[str, list[str]]:
        """The form's fields as they were sent, to restore them."""
        return {name: list(values) for name, values in self.data.lists() if name not in LEFT_OUT}

    def is_valid(self) -> bool:
        """Also where a block is wrong; every block says so at once."""
        wrong = [block for block in self.blocks if not block.is_valid()]
        return super().is_valid() and not wrong

    def add_error(self, field: str | None, error: Any) -> None:
        """What the service says of a block stands in that block."""
        key, _dash, part = (field or "").partition("-")
        block = next((block for block in self.blocks if block.key == key), None) if part else None
        if block is None:
            super().add_error(field if field in self.fields else None, error)
        else:
            block.add_error("text" if part == "text" else f"label_{LEVEL}", error)

    def refuse(self, problem: Any) -> None:
        for name, errors in getattr(problem, "error_dict", {None: problem}).items():
            self.add_error(name, errors)

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        done = super().attempt(verb)
        if self.stale is not None:
            self._catch_up(self.stale.stored)  # type: ignore[attr-defined]  # portions.containers.Stale
        return done

    @property
    def status(self) -> int:
        if self.stale is not None:
            return 409
        return 400 if self.is_bound and not self.is_pressed and not self.is_valid() else 200

    def _catch_up(self, stored: list[Portion]) -> None:
        """After a conflict: what others added stands among the blocks, what they changed beside them.

        Saving again is a decision then, so the form says that its writer has read what is stored now.
        """
        read = dict(part.partition(".")[::2] for part in self.cleaned_data["read"].split(","))
        self.stored, before = stored, None
        for portion in stored:
            block = next((block for block in self.blocks if block.key == portion.pk.hex), None)
            if block is not None and read.get(portion.pk.hex) != str(portion.version):
                block.portion, block.theirs = portion, portion.text
            elif block is None and portion.pk.hex not in read:
                block = self._block(portion.pk.hex, is_typed=False)
                self.blocks.insert(0 if before is None else self.blocks.index(before) + 1, block)
            before = block or before
        self.data = self.data.copy()
        self.data["read"] = state_of(stored)


def _new_key() -> str:
    return f"new{secrets.token_hex(5)}"
