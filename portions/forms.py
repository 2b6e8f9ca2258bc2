"""The editor's form: any number of paragraphs, in the order in which their blocks stand on the page."""

import re
import secrets
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances import markings
from clearances.label_form import LEVEL, LabelForm
from clearances.labels import LabelValue
from clearances.markings import Marking
from clearances.models import Label
from portions.cleaning import MOST_CHARACTERS
from portions.models import Portion
from portions.services import MOST_PORTIONS, Block, Container, state_of
from programs.answers import ServiceForm

Done = TypeVar("Done")

STORED_KEY = re.compile(r"[0-9a-f]{32}")
NEW_KEY = re.compile(r"new[0-9a-z]{1,12}")
MOVES = ("add", "up", "down", "remove")
LEFT_OUT = {"csrfmiddlewaretoken", "keep", "preview", *MOVES}


class BlockForm(LabelForm):
    """One paragraph as it is being written, and the choice of its marking: left alone, it stays as it is."""

    label_prefixes = ("portion",)
    label_titles = {"portion": _("paragraph")}

    text = forms.CharField(
        label=_("Paragraph"),
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea({"rows": 3, "data-grows": ""}),
    )

    portion: Portion | None = None  # As it is stored, where the writer may see it.
    is_new = True
    is_begun = False  # Whether it was just added: the cursor goes there.
    theirs = ""  # What somebody else made of it meanwhile.

    def __init__(self, data: Any = None, *, key: str, fields: dict[str, forms.Field], owner: Party, **kwargs: Any):
        forms.Form.__init__(
            self, data, prefix=key, **kwargs
        )  # Its fields come from *fields*, read once for all blocks.
        self.key, self.label_owner, self.label_values = key, owner, {}
        self.fields.update(deepcopy(fields))

    @property
    def marks(self) -> list[forms.BoundField]:
        return self._marks("portion")

    @property
    def chosen(self) -> LabelValue | None:
        """The marking that is chosen, if one is and it can be."""
        return self.label_values.get("portion") if self.is_bound and self.is_valid() else None

    @property
    def has_marking_errors(self) -> bool:
        return self.is_bound and any(name != "text" for name in self.errors)

    def mark(self, default: Label) -> Marking:
        """How the paragraph is marked as things stand in the form."""
        if self.chosen is not None:
            return markings.of_value(self.chosen)
        return markings.of_label(self.portion.label_id if self.portion else default.pk)


class AllFields(LabelForm):
    """Reads what may be chosen, once for all blocks."""

    label_prefixes = ("portion",)
    label_titles = {"portion": _("paragraph")}


@dataclass(frozen=True)
class Shown:
    """A block on the page, with its place among the blocks that the writer sees."""

    form: BlockForm
    number: int
    mark: Marking
    is_first: bool
    is_last: bool


class PortionsForm(ServiceForm):
    """The paragraphs of one text as far as *author* sees them. Blocks are named by ``block``, in their order."""

    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: MultiValueDict[str, str] | None = None, *, container: Container, author: User) -> None:
        self.container = container
        self.stored = container.visible(author)
        super().__init__(data, initial={"read": state_of(self.stored)})
        owner = container.default.owner
        shared = AllFields(author=author, owner=owner)
        self._owner, self._fields = owner, _optional(shared.fields, f"portion_{LEVEL}")
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
        initial = {"text": portion.text if portion else ""}
        block = BlockForm(data, key=key, fields=self._fields, owner=self._owner, initial=initial)
        block.portion, block.is_new = portion, not STORED_KEY.fullmatch(key)
        blank = _("As it is") if portion else _("As the whole text is marked")
        level: Any = block.fields[f"portion_{LEVEL}"]
        level.choices = [("", blank), *list(level.choices)[1:]]
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
            self.blocks.insert(number - 1, self.blocks.pop(number))

    def _down(self, number: int | None) -> None:
        if number is not None:
            self.blocks.insert(number + 1, self.blocks.pop(number))

    def _remove(self, number: int | None) -> None:
        if number is not None:
            self.blocks.pop(number)

    @property
    def is_pressed(self) -> bool:
        """Whether a button was pressed that only changes the page."""
        return self.is_bound and any(name in self.data for name in (*MOVES, "preview"))

    @property
    def shown(self) -> Iterable[Shown]:
        last = len(self.blocks) - 1
        for number, block in enumerate(self.blocks):
            yield Shown(block, number + 1, block.mark(self.container.default), number == 0, number == last)

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
        """What everything that was typed is to be marked as, for a draft of it."""
        known = [block.chosen or (block.portion.label if block.portion else None) for block in self.blocks]
        return [label for label in known if label is not None] + [portion.label for portion in self.stored]

    @property
    def typed(self) -> dict[str, list[str]]:
        """The form's fields as they were sent, to restore them."""
        return {name: list(values) for name, values in self.data.lists() if name not in LEFT_OUT}

    def is_valid(self) -> bool:
        return super().is_valid() and all(
            [block.is_valid() for block in self.blocks]
        )  # Every block says what is wrong.

    def add_error(self, field: str | None, error: Any) -> None:
        """What the service says of a block stands in that block."""
        key, _dash, part = (field or "").partition("-")
        block = next((block for block in self.blocks if block.key == key), None) if part else None
        if block is None:
            super().add_error(None if field and field not in self.fields else field, error)
        else:
            block.add_error("text" if part == "text" else f"portion_{LEVEL}", error)

    def refuse(self, problem: Any) -> None:
        for name, errors in getattr(problem, "error_dict", {None: problem}).items():
            self.add_error(name, errors)

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        done = super().attempt(verb)
        if self.stale is not None:
            self._catch_up(self.stale.stored)  # type: ignore[attr-defined]  # portions.services.Stale
        return done

    @property
    def status(self) -> int:
        has_errors = bool(self.errors) or any(block.errors for block in self.blocks)
        return 409 if self.stale is not None else 400 if self.is_bound and has_errors else 200

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


def _optional(fields: dict[str, forms.Field], name: str) -> dict[str, forms.Field]:
    fields[name].required = False
    return fields


def _new_key() -> str:
    return f"new{secrets.token_hex(5)}"
