"""The shape of what is entered about exchanges."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clearances.label_form import LabelForm
from clearances.labels import container_key
from exchanges import choices
from exchanges.models import Domain, Kind
from exchanges.states import State
from programs.answers import DayInput, ServiceForm, VersionedForm
from programs.labelling import asked_by
from programs.models import Program

MOST_SEATS = 100_000
SEARCHED = {"data-search": ""}
ANY = ("", _("Any"))
WHEN = [("", _("Now and to come")), ("past", _("Past")), ("all", _("All"))]


class FilterForm(forms.Form):
    """What to list; lives in the address. Offers nothing that the reader's own exchanges don't show."""

    text = forms.CharField(
        label=_("Title or reference"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Kind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *State.choices])
    host = forms.ModelChoiceField(
        queryset=None, label=_("Host"), required=False, empty_label=_("Any"), to_field_name="code"
    )
    program = forms.ModelChoiceField(
        queryset=None, label=_("Program"), required=False, empty_label=_("Any"), to_field_name="reference"
    )
    when = forms.ChoiceField(label=_("When"), required=False, choices=WHEN)
    first = forms.DateField(label=_("From"), required=False, widget=DayInput)
    last = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def __init__(self, data: Any, *, reader: User, exchanges: Any) -> None:
        super().__init__(data)
        self.fields["host"].queryset = choices.hosts_of(exchanges)
        self.fields["program"].queryset = choices.programs_of(reader, exchanges)

    def narrow(self, exchanges: Any) -> Any:
        """*exchanges* as far as they fit; what can't be read narrows to nothing and is said next to its field."""
        if not self.is_valid():
            return exchanges.none()
        wanted = self.cleaned_data
        if text := wanted["text"].strip():
            exchanges = exchanges.named_like(text)
        same = {name: wanted[name] for name in ("kind", "state", "host", "program") if wanted[name]}
        exchanges = exchanges.filter(**same)
        return self._within(exchanges)

    def _within(self, exchanges: Any) -> Any:
        """By period; without one, what is over isn't listed unless it is asked for."""
        first, last, when = (self.cleaned_data[name] for name in ("first", "last", "when"))
        if first:
            exchanges = exchanges.filter(ends_on__gte=first)
        if last:
            exchanges = exchanges.filter(starts_on__lte=last)
        today = timezone.localdate()
        if when == "past":
            return exchanges.filter(ends_on__lt=today)
        return exchanges if when or first or last else exchanges.filter(ends_on__gte=today)


class ZoneField(forms.ChoiceField):
    """A zone by its IANA name; blank for the host's."""

    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not a time zone; use a name such as Africa/Abidjan."),
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {**SEARCHED}
        super().__init__(choices=choices.zones, required=False, widget=forms.Select(attrs), **kwargs)


def domains() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=_("Domains"), choices=Domain.choices, required=False)


def place() -> forms.CharField:
    return forms.CharField(label=_("Place"), max_length=160, required=False)


def description() -> forms.CharField:
    return forms.CharField(
        label=_("Description"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Blank lines part paragraphs. Each can be marked by itself afterwards."),
    )


def seats() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=0,
        max_value=MOST_SEATS,
        help_text=_("For participants of all nations together."),
    )


class ExchangeForm(LabelForm, ServiceForm):
    """A new exchange of a program: the cover and the content, each with its label."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *Kind.choices])
    title = forms.CharField(label=_("Cover title"), max_length=120, help_text=_("Whoever sees the cover reads it."))
    host = forms.ModelChoiceField(queryset=None, label=_("Host"), widget=forms.Select(SEARCHED))
    starts_on = forms.DateField(label=_("STARTEX"), widget=DayInput, help_text=_("A day in the time zone given here."))
    ends_on = forms.DateField(label=_("ENDEX"), widget=DayInput, help_text=_("The last day counts."))
    zone = ZoneField(label=_("Time zone"))
    domains = domains()
    place = place()
    description = description()
    seats = seats()

    renamed = {"label": "cover_classification", "content_label": "content_classification"}
    parts = {
        "cover": ("kind", "title", "host", "starts_on", "ends_on", "zone"),
        "content": ("domains", "place", "description", "seats"),
    }

    def __init__(self, data: Any = None, *, author: User, program: Program) -> None:
        marks = {"presets": asked_by(program, author), "container": container_key(program)}
        owner = program.label.owner  # Whoever originates the program's markings originates those of its exchanges.
        super().__init__(data, author=author, owner=owner, initial={"host": program.owner_id}, **marks)
        self.fields["host"].queryset = choices.hosts()

    def clean(self) -> dict[str, Any]:
        """The words of the service for the values it takes."""
        cleaned = super().clean()
        values = {name: cleaned[name] for names in self.parts.values() for name in names if name in cleaned}
        return {**values, "label": self.label_values["cover"], "content_label": self.label_values["content"]}


class CoverForm(VersionedForm):
    """The cover's words. Dates, host, state and label have verbs of their own."""

    title = forms.CharField(label=_("Cover title"), max_length=120, help_text=_("Whoever sees the cover reads it."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)


class ContentForm(VersionedForm):
    """The facts of the content; its description has an editor of its own, paragraph by paragraph."""

    domains = domains()
    place = place()
    seats = seats()
