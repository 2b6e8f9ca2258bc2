"""Choose labels in a form: the label picker.

A form of something labelled inherits ``LabelForm`` and names its labels::

    class ExchangeForm(LabelForm, ServiceForm):
        label_prefixes = ("cover", "content")

    form = ExchangeForm(request.POST or None, author=request.user, owner=program.owner)
    form.label_values["content"]  # After cleaning: a LabelValue for ``labels.intern``, or None for "as the first".

One label, such as that of a portion (``PortionForm(data, prefix="portion-3", author=…, owner=…, choices=shared, …)``)::

    class PortionForm(LabelForm):
        label_prefixes = ("label",)

        def terms_of(self, name):
            return Terms(self.label_owner, _("portion"), blank=_("As the content"), asked=content.label,
                         floor=exchange.label, floor_title=_("The exchange"), container=labels.container_key(exchange))

``terms_of`` says what a label is chosen for (``label_values.Terms``). Templates include
``components/label_picker.html`` with ``picker=form.picker_of.<name>``; views create nothing while
``form.is_choosing`` (the marking was asked for, or an earlier label was taken). Hand one ``LabelChoices`` to all forms
of a page, and tell ``clearances.services.remember_labels`` what was used, so that it is offered again.
"""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances.label_choices import LabelChoices
from clearances.label_picker import LabelPicker, fields_for
from clearances.label_reading import Reading
from clearances.label_values import LEVEL, Terms, filled, value_of
from clearances.labels import LabelValue
from clearances.models import Label


class LabelForm(forms.Form):
    """Chooses one label for each prefix of ``label_prefixes``, all of them owned by *owner*.

    Every prefix but the first may be left alone: it is then labelled as the first. Cleaning fills ``label_values``:
    for each prefix a ``LabelValue``, or None where nothing was chosen.
    """

    label_prefixes: tuple[str, ...] = ("cover", "content")
    label_titles = {"cover": _("cover"), "content": _("content")}
    headings = {"cover": _("Cover"), "content": _("Content")}
    hints = {
        "cover": _("That it exists: whoever the cover is released to, and has been told of it, reads this."),
        "content": _("What it is about: only for those it is opened to, at least as strictly marked as the cover."),
    }
    parts: dict[str, tuple[str, ...]] = {}  # The other fields of each prefix, in order.
    presets: Mapping[str, Label] = MappingProxyType({})  # What the container asks for, by prefix.
    container = ""  # Whose labels, used lately, are offered again: ``labels.container_key``.
    used: frozenset[str] = frozenset()  # The prefixes for which an earlier label was just taken.

    def __init__(
        self,
        data: Any = None,
        *args: Any,
        author: User,
        owner: Party,
        choices: LabelChoices | None = None,
        presets: Mapping[str, Label] | None = None,
        container: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, *args, **kwargs)
        self.author, self.label_owner = author, owner
        self.presets, self.container = presets or self.presets, container
        self.label_choices = choices or LabelChoices(author, owner)
        self.label_values: dict[str, LabelValue | None] = {}
        for name in self.label_prefixes:
            terms = self.terms_of(name)
            self.fields.update(fields_for(name, self.label_choices, terms))
            if terms.preset is not None:
                self._fill(name, terms.preset)
        self._take_used()

    def terms_of(self, name: str) -> Terms:
        """What the label called *name* is chosen for."""
        first = self.label_prefixes[0]
        is_first = name == first
        return Terms(
            owner=self.label_owner,
            title=str(self.label_titles[name]),
            blank="" if is_first else str(_("As the cover")),
            preset=self.presets.get(name),
            floor=None if is_first else self.label_values.get(first),
            floor_title=str(_("The cover")),
            container=self.container,
        )

    def _fill(self, name: str, label: Label) -> None:
        for part, value in filled(label).items():
            if f"{name}_{part}" in self.fields:
                self.initial[f"{name}_{part}"] = value

    def _take_used(self) -> None:
        """An earlier label was taken with one click: the form comes back with it, all else as it was typed."""
        for name in self.label_prefixes:
            wanted = self.data.get(f"{self.add_prefix(name)}_use", "")
            offered = self.picker_of[name].offered if wanted else []
            label = next((each for each in offered if str(each.pk) == wanted), None)
            if label is not None:
                self._keep_typed()
                self._clear(name)
                self._fill(name, label)
                self.used |= {name}

    def _keep_typed(self) -> None:
        for name, field in self.fields.items():
            typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            self.initial[name] = typed
        self.is_bound = False

    def _clear(self, name: str) -> None:
        for field in [field for field in self.initial if field.startswith(f"{name}_")]:
            del self.initial[field]

    @property
    def is_choosing(self) -> bool:
        """Whether nothing is to be made yet: the author looks how it will be marked, or takes an earlier label."""
        return bool(self.used) or "preview" in self.data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.label_prefixes:
            self.label_values[name] = self._value(name, cleaned)
        return cleaned

    def _value(self, name: str, cleaned: dict[str, Any]) -> LabelValue | None:
        if any(field.startswith(f"{name}_") for field in self.errors):
            return None
        said = {field.removeprefix(f"{name}_"): value for field, value in cleaned.items() if _is_of(field, name)}
        try:
            return value_of(said, self.terms_of(name))
        except ValidationError as problem:
            for part, messages in problem.message_dict.items():
                field = f"{name}_{part}"
                self.add_error(field if field in self.fields else f"{name}_{LEVEL}", messages)
        return None

    @cached_property
    def picker_of(self) -> dict[str, LabelPicker]:
        return {name: LabelPicker(self, name) for name in self.label_prefixes}

    @property
    def pickers(self) -> list[LabelPicker]:
        return list(self.picker_of.values())

    @property
    def fieldsets(self) -> list[tuple[Any, Any, list[forms.BoundField], LabelPicker]]:
        """(heading, hint, fields, picker of its label) of each facet."""
        return [
            (
                self.headings[name],
                self.hints[name],
                [self[field] for field in self.parts[name]],
                self.picker_of[name],
            )
            for name in self.label_prefixes
        ]

    def _marks(self, name: str) -> list[forms.BoundField]:
        picker = self.picker_of[name]
        return [*picker.main, *picker.more]

    @property
    def readings(self) -> list[Reading]:
        """How each label that was chosen will read on the page."""
        return [picker.reading for picker in self.pickers if picker.reading is not None]


def _is_of(field: str, name: str) -> bool:
    return field.startswith(f"{name}_")
