"""One label of a form: its fields, the labels that may be taken again, and how the choice will read."""

from functools import cached_property
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances import markings
from clearances.label_choices import LabelChoices
from clearances.label_reading import Reading, reading_of, reading_of_label
from clearances.label_values import (
    COMPARTMENTS,
    EXCLUDED,
    INFORMATIVE,
    LEVEL,
    MAIN,
    ORCON,
    PARTS,
    RELEASED,
    REVIEW_ON,
    SUCCEEDED_BY,
    SUCCEEDS_ON,
    Terms,
    value_of,
)
from clearances.labels import LabelValue
from clearances.markings import Marking
from clearances.models import Label
from clearances.subjects import subject_of

SALT = "clearances.label_picker"


class LabelPicker:
    """What the template of one label shows; *name* is the label's prefix in its form, a ``label_form.LabelForm``."""

    def __init__(self, form: Any, name: str) -> None:
        self.form, self.name = form, name
        self.is_alone = len(form.fields) == len(self._bound(PARTS))
        self.terms = form.terms_of(name)
        self.id = f"label-{form.add_prefix(name)}"
        self.use = f"{form.add_prefix(name)}_use"

    def _bound(self, parts: Any) -> list[forms.BoundField]:
        names = [f"{self.name}_{part}" for part in parts]
        return [self.form[name] for name in names if name in self.form.fields]

    @property
    def main(self) -> list[forms.BoundField]:
        return self._bound(MAIN)

    @property
    def more(self) -> list[forms.BoundField]:
        """What most labels don't need; folded away until one does."""
        return self._bound(part for part in PARTS if part not in MAIN)

    @property
    def is_more_open(self) -> bool:
        return any(field.value() or field.errors for field in self.more)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with the choice so far: (name of the field, in words); a page says it at the field itself."""
        if not self.is_alone or not self.form.is_bound:
            return []
        found = [(field, field.errors) for field in self._bound(PARTS) if field.value()]
        return [(str(field.label), " ".join(map(str, errors))) for field, errors in found if errors]

    @property
    def sent(self) -> str:
        """The names of what a live reading needs, and of nothing else that the form holds."""
        return ",".join(["csrfmiddlewaretoken", "terms", self.use, *(field.html_name for field in self._bound(PARTS))])

    @cached_property
    def offered(self) -> list[Label]:
        """What the container asks for, then what the author used here lately."""
        recent: list[Label] = self.form.label_choices.recent(self.terms.container)
        preset = self.terms.preset
        return recent if preset is None else [preset, *(label for label in recent if label != preset)]

    @property
    def again(self) -> list[tuple[int, Marking]]:
        return [(label.pk, markings.of_label(label.pk)) for label in self.offered]

    @cached_property
    def reading(self) -> Reading | None:
        """None where nothing that could be marked is chosen."""
        value = self._chosen()
        if value is not None:
            return reading_of(self.terms.title, value, author=self.form.author)
        is_default = self.terms.asked is not None and bool(self.terms.blank) and not self.has_level
        return reading_of_label(self.terms.title, self.terms.asked) if is_default and self.terms.asked else None

    @property
    def has_level(self) -> bool:
        return bool(self.form[f"{self.name}_{LEVEL}"].value())

    def _chosen(self) -> LabelValue | None:
        if self.form.is_bound:
            self.form.is_valid()
            values: dict[str, LabelValue | None] = self.form.label_values
            return values.get(self.name)
        try:
            said = {part: self._cleaned(part) for part in PARTS if f"{self.name}_{part}" in self.form.fields}
            return value_of(said, self.terms)
        except ValidationError:
            return None

    def _cleaned(self, part: str) -> Any:
        field = self.form.fields[f"{self.name}_{part}"]
        initial = self.form.get_initial_for_field(field, f"{self.name}_{part}")
        return field.clean(initial) if initial else None

    @property
    def signed_terms(self) -> str:
        """The terms, for the live reading: signed, so that nobody asks under terms that no page gave them."""
        terms, floor = self.terms, self.terms.floor
        return signing.dumps(
            {
                "user": self.form.author.pk,
                "prefix": self.form.prefix or "",
                "name": self.name,
                "owner": terms.owner.pk,
                "title": terms.title,
                "blank": terms.blank,
                "asked": terms.asked.pk if terms.asked else None,
                "preset": terms.preset.pk if terms.preset else None,
                "floor": floor.pk if isinstance(floor, Label) else None,
                "floor_title": terms.floor_title,
                "container": terms.container,
            },
            salt=SALT,
            compress=True,
        )


def terms_from(signed: str, *, author: User) -> tuple[str, str, Terms]:
    """The form's prefix, the label's name and its terms, as a page gave them to *author*.

    Raises:
        BadSignature: nobody gave them, or to somebody else.
    """
    said = signing.loads(signed, salt=SALT, max_age=24 * 3600)
    if said["user"] != author.pk:
        raise signing.BadSignature("These terms were given to somebody else.")
    labels = _still_seen([said["asked"], said["preset"], said["floor"]], author)
    terms = Terms(
        owner=Party.objects.select_related("nation").get(pk=said["owner"]),
        title=said["title"],
        blank=said["blank"],
        asked=labels.get(said["asked"]),
        preset=labels.get(said["preset"]),
        floor=labels.get(said["floor"]),
        floor_title=said["floor_title"],
        container=said["container"],
    )
    return said["prefix"], said["name"], terms


def _still_seen(ids: list[int | None], author: User) -> dict[int | None, Label]:
    """A page may be older than what its reader may see now."""
    subject = subject_of(author)
    seen = set(subject.dominated_label_ids) if subject else set[int]()
    rows = Label.objects.select_related("classification", "policy").filter(pk__in=seen & set(ids))
    return {row.pk: row for row in rows}


class DayField(forms.DateField):
    """The browser's own calendar; the value travels as ISO in every language."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, **kwargs)


def fields_for(name: str, choices: LabelChoices, terms: Terms) -> dict[str, forms.Field]:
    """The fields of the label called *name*; those with nothing to choose from are left out."""
    level = forms.ChoiceField(
        label=_("Marking of the %(part)s") % {"part": terms.title},
        choices=[("", terms.blank or "–"), *choices.levels],
        required=not terms.blank,
    )
    fields = {LEVEL: level, **_audience(choices, terms), **_restrictions(choices), **_later(choices)}
    return {f"{name}_{part}": field for part, field in fields.items()}


def _audience(choices: LabelChoices, terms: Terms) -> dict[str, forms.Field]:
    alone = _("Of its own marking. Left empty: %(owner)s alone.") if terms.blank else _("Left empty: %(owner)s alone.")
    return {
        RELEASED: forms.MultipleChoiceField(
            label=_("Releasable to"),
            choices=choices.audiences,
            required=False,
            help_text=alone % {"owner": terms.owner},
        ),
        EXCLUDED: forms.MultipleChoiceField(
            label=_("Not releasable to"),
            choices=choices.parties,
            required=False,
            help_text=_("Also where a group above includes them."),
        ),
    }


def _restrictions(choices: LabelChoices) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    if choices.compartments:
        fields[COMPARTMENTS] = forms.MultipleChoiceField(
            label=_("Compartments"),
            choices=choices.compartments,
            required=False,
            help_text=_("Only those that you hold."),
        )
    if choices.informative:
        fields[INFORMATIVE] = forms.MultipleChoiceField(
            label=_("For information"),
            choices=choices.informative,
            required=False,
            help_text=_("Printed with the marking; protects nothing."),
        )
    fields[ORCON] = forms.BooleanField(label=_("ORCON: nobody passes it on without the owner"), required=False)
    return fields


def _later(choices: LabelChoices) -> dict[str, forms.Field]:
    return {
        SUCCEEDS_ON: DayField(
            label=_("Lowered on"), help_text=_("From this day it is marked lower, without a decision.")
        ),
        SUCCEEDED_BY: forms.ChoiceField(label=_("Then marked"), choices=[("", "–"), *choices.levels], required=False),
        REVIEW_ON: DayField(label=_("To be reviewed on"), help_text=_("Where no day for a lower marking is known.")),
    }
