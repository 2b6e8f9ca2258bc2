"""The shape of what is entered about policies: levels, compartments, from when one of them is obsolete."""

from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clearances.models import Classification
from clearances.services.policies import Level
from clearances.shapes import DayInput, Lines, Refusing

CODE = RegexValidator(r"^[A-Z0-9][A-Z0-9-]*$", _("Capital letters, digits and hyphens only."))
COLOURS = [
    ("u", _("Green: open")),
    ("cui", _("Purple: restricted")),
    ("c", _("Blue: confidential")),
    ("s", _("Red: secret")),
    ("ts", _("Orange: top secret")),
]


class LevelForm(Refusing):
    code = forms.CharField(
        label=_("Code"),
        max_length=24,
        validators=[CODE],
        help_text=_("Short, such as NS. It names this version for ever."),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=80, help_text=_("As it is written on paper."))
    name_fr = forms.CharField(label=_("Name in French"), max_length=80, help_text=_("As it is written on paper."))
    colour = forms.ChoiceField(label=_("Colour of the banner"), choices=COLOURS)

    def clean(self) -> dict[str, Any]:
        """The four together are a level."""
        cleaned = super().clean() or self.cleaned_data
        return {"level": Level(**cleaned)} if not self.errors else cleaned


class CompartmentForm(Refusing):
    code = forms.CharField(label=_("Code"), max_length=24, validators=[CODE], help_text=_("As it stands in markings."))
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Read only by those who hold it, and by your administrators.")
    )


class RetireForm(Refusing):
    obsolete_from = forms.DateField(label=_("Obsolete from"), widget=DayInput, initial=timezone.localdate)


class PolicyForm(Refusing):
    """A new policy. *parties* are those that the user administers."""

    code = forms.CharField(label=_("Code"), max_length=24, validators=[CODE])
    owner = forms.ModelChoiceField(queryset=None, label=_("Owner"), empty_label="–")
    oid = forms.CharField(label=_("OID or URN"), max_length=80, required=False)
    levels = Lines(
        label=_("Levels, lowest first"),
        widget=forms.Textarea({"rows": 5}),
        help_text=_("One a line: code; name in English; name in French; u, cui, c, s or ts for its colour."),
    )
    compartments = Lines(
        label=_("Compartments"), required=False, help_text=_("One a line: code; name. Leave empty for none.")
    )
    clearance_from = forms.CharField(
        label=_("Clearance from"), max_length=24, required=False, help_text=_("Code of a level. Empty: never asked.")
    )
    second_factor_from = forms.CharField(label=_("Second factor from"), max_length=24, required=False)
    phishing_resistant_from = forms.CharField(label=_("Security key from"), max_length=24, required=False)

    def __init__(self, parties: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = parties

    def clean_levels(self) -> list[Level]:
        return [_level(line) for line in self.cleaned_data["levels"]]

    def clean_compartments(self) -> dict[str, str]:
        pairs = [[part.strip() for part in line.split(";")] for line in self.cleaned_data["compartments"]]
        if any(len(pair) != len(("code", "name")) or not all(pair) for pair in pairs):
            raise ValidationError(_("A line isn't of the form code; name."))
        return dict(pairs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        thresholds = ("clearance_from", "second_factor_from", "phishing_resistant_from")
        return {**cleaned, **{name: cleaned.get(name) or None for name in thresholds}}


def _level(line: str) -> Level:
    parts = [part.strip() for part in line.split(";")]
    colours = [value for value, _name in Classification._meta.get_field("colour").choices]
    if len(parts) != len(fields(Level)) or not all(parts) or parts[3] not in colours:
        raise ValidationError(_("“%(line)s” isn't of the form code; name; name; colour."), params={"line": line})
    return Level(*parts)
