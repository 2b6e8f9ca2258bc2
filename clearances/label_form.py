"""Fields to choose a label with, for the forms of everything that is labelled."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances import labels, markings
from clearances.label_choices import LabelChoices, chosen, level
from clearances.labels import LabelValue
from clearances.markings import Marking

LEVEL, RELEASED, EXCLUDED, COMPARTMENTS = "classification", "released_to", "excluded", "compartments"


class LabelForm(forms.Form):
    """Chooses one label for each prefix of ``label_prefixes``, all of them owned by *owner*.

    Every prefix but the first may be left alone: it is then labelled as the first. Cleaning fills ``label_values``:
    for each prefix a ``LabelValue``, or None for "as the first".
    """

    label_prefixes: tuple[str, ...] = ("cover", "content")
    label_titles = {"cover": _("cover"), "content": _("content")}
    headings = {"cover": _("Cover"), "content": _("Content")}
    hints = {
        "cover": _("That it exists: whoever the cover is released to, and has been told of it, reads this."),
        "content": _("What it is about: only for those it is opened to, at least as strictly marked as the cover."),
    }
    parts: dict[str, tuple[str, ...]] = {}  # The other fields of each prefix, in order.

    def __init__(self, *args: Any, author: User, owner: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_owner = owner
        self.label_values: dict[str, LabelValue | None] = {}
        choices = LabelChoices(author, owner)
        offered = {LEVEL: choices.levels(), RELEASED: choices.audiences(), EXCLUDED: choices.parties}
        offered[COMPARTMENTS] = choices.compartments()
        for number, prefix in enumerate(self.label_prefixes):
            self.fields.update(_fields(prefix, offered, owner, is_first=number == 0))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for prefix in self.label_prefixes:
            self.label_values[prefix] = self._value(prefix, cleaned)
        return cleaned

    def _value(self, prefix: str, cleaned: dict[str, Any]) -> LabelValue | None:
        if not cleaned.get(f"{prefix}_{LEVEL}"):
            self._refuse_audience_without_level(prefix, cleaned)
            return None
        released, groups = chosen(cleaned.get(f"{prefix}_{RELEASED}", []))
        excluded, _groups = chosen(cleaned.get(f"{prefix}_{EXCLUDED}", []))
        value = LabelValue(
            classification=level(cleaned[f"{prefix}_{LEVEL}"]),
            owner=self.label_owner,
            parties=released,
            groups=groups,
            excluded=excluded,
            compartments=frozenset(cleaned.get(f"{prefix}_{COMPARTMENTS}", [])),
        )
        self._check(prefix, value)
        return value

    def _refuse_audience_without_level(self, prefix: str, cleaned: dict[str, Any]) -> None:
        """An audience that was chosen must never be dropped silently."""
        if any(cleaned.get(f"{prefix}_{part}") for part in (RELEASED, EXCLUDED, COMPARTMENTS)):
            self.add_error(f"{prefix}_{LEVEL}", _("Choose the level too."))

    def _check(self, prefix: str, value: LabelValue) -> None:
        try:
            labels.check(value)
        except ValidationError as problem:
            for part, messages in problem.message_dict.items():
                name = f"{prefix}_{part}"
                self.add_error(name if name in self.fields else f"{prefix}_{LEVEL}", messages)

    @property
    def fieldsets(self) -> list[tuple[Any, Any, list[forms.BoundField], list[forms.BoundField]]]:
        """(heading, hint, fields, fields of its label) of each facet."""
        return [
            (
                self.headings[prefix],
                self.hints[prefix],
                [self[name] for name in self.parts[prefix]],
                self._marks(prefix),
            )
            for prefix in self.label_prefixes
        ]

    def _marks(self, prefix: str) -> list[forms.BoundField]:
        names = [f"{prefix}_{part}" for part in (LEVEL, RELEASED, EXCLUDED, COMPARTMENTS)]
        return [self[name] for name in names if name in self.fields]

    @property
    def readings(self) -> list[tuple[str, Marking]]:
        """How each label that was chosen will read on the page: (title, marking)."""
        if not self.is_bound:
            return []
        self.is_valid()
        chosen_values = [(prefix, value) for prefix, value in self.label_values.items() if value]
        return [(str(self.label_titles[prefix]), markings.of_value(value)) for prefix, value in chosen_values]


def _fields(prefix: str, offered: dict[str, Any], owner: Party, *, is_first: bool) -> dict[str, forms.Field]:
    title = LabelForm.label_titles[prefix]
    blank = "–" if is_first else _("As the cover")
    alone = _("Left empty: for %(owner)s alone.") if is_first else _("Of its own marking. Left empty: %(owner)s alone.")
    level_field = forms.ChoiceField(
        label=_("Marking of the %(part)s") % {"part": title},
        choices=[("", blank), *offered[LEVEL]],
        required=is_first,
    )
    others: dict[str, tuple[Any, Any]] = {
        RELEASED: (_("Releasable to"), alone % {"owner": owner}),
        EXCLUDED: (_("Not releasable to"), _("Also where a group above includes them.")),
        COMPARTMENTS: (_("Compartments"), _("Only those that you hold.")),
    }
    fields: dict[str, forms.Field] = {f"{prefix}_{LEVEL}": level_field}
    for part, (label, help_text) in others.items():
        if offered[part]:
            fields[f"{prefix}_{part}"] = forms.MultipleChoiceField(
                label=label, choices=offered[part], required=False, help_text=help_text
            )
    return fields
