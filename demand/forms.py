"""The shape of what is entered about offers and requests."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import registry
from accounts.models import Party, User
from clearances.label_choices import LabelChoices
from clearances.label_form import LabelForm
from clearances.labels import container_key
from demand import reading, services
from demand.models import MOST_PEOPLE, TEXT_LENGTH, TITLE_LENGTH, CatalogueOffer, PartnerRequest
from exchanges.models import Kind
from participants.forms import MOST_SEATS
from programs.answers import DayInput, Difference, ServiceForm, VersionedForm
from programs.models import Program


def title() -> forms.CharField:
    return forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)


def text(label: Any, *, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=TEXT_LENGTH, widget=forms.Textarea({"rows": 4}), help_text=hint
    )


def day(label: Any, *, required: bool = False, hint: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DayInput, help_text=hint)


class OfferForm(LabelForm, ServiceForm):
    """Something that partners may ask for, with its label."""

    label_prefixes = ("mark",)
    label_titles = {"mark": _("offer")}
    headings = {"mark": _("Offer")}
    hints = {"mark": _("Those it is released to find it in the catalogue and may ask. Nobody else learns of it.")}
    parts = {"mark": ("exchange", "kind", "title", "text", "starts_on", "ends_on", "seats", "until")}
    renamed = {"label": "mark_classification"}

    exchange = forms.ModelChoiceField(
        None,  # Which ones depends on the reader.
        required=False,
        label=_("Exchange"),
        help_text=_("Which one it is. Only you and other planners know."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    title = title()
    text = text(_("What it is"))
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))
    seats = forms.IntegerField(label=_("Seats"), required=False, min_value=1, max_value=MOST_SEATS)
    until = day(_("May be asked for until"), required=True, hint=_("This day included."))

    def __init__(self, data: Any = None, *, author: User, owner: Party) -> None:
        super().__init__(data, author=author, owner=owner, container=container_key(owner))
        self.fields["exchange"].queryset = reading.exchanges_for(author)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        values = {name: cleaned[name] for name in self.parts["mark"] if name in cleaned}
        return {**values, "label": self.label_values["mark"]}


class HostForm(forms.Form):
    """Whom to ask; lives in the address."""

    party = forms.ModelChoiceField(None, label=_("For whom do you ask?"), to_field_name="code", empty_label=None)
    host = forms.ModelChoiceField(None, label=_("Whom do you ask?"), to_field_name="code")

    def __init__(self, data: Any = None, *, reader: User, parties: Any) -> None:
        super().__init__(data)
        self.fields["host"].queryset = reading.hosts(reader)
        self.fields["party"].queryset = parties
        if len(parties) == 1:  # Nothing to choose.
            del self.fields["party"]


def _wish() -> dict[str, forms.Field]:
    return {
        "kind": forms.ChoiceField(label=_("What do you ask for?"), choices=PartnerRequest.Kind.choices),
        "program": forms.ModelChoiceField(None, label=_("Program"), required=False),
        "title": title(),
        "text": text(_("In words"), hint=_("Topic, audience, what it is for.")),
        "not_before": day(_("Not before")),
        "not_after": day(_("Not after"), hint=_("This day included.")),
        "people": forms.IntegerField(label=_("People"), required=False, min_value=1, max_value=MOST_PEOPLE),
        "priority": forms.TypedChoiceField(
            label=_("Priority"),
            choices=PartnerRequest.Priority.choices,
            coerce=int,
            initial=PartnerRequest.Priority.NORMAL,
        ),
    }


def _said(offer: CatalogueOffer) -> dict[str, Any]:
    """What a request for *offer* begins with; nothing of what its originator alone passes on."""
    if offer.label.orcon:
        return {}
    return {"title": offer.title, "not_before": offer.starts_on, "not_after": offer.ends_on}


class AskForm(LabelForm, ServiceForm):
    """A request of *owner* to *host*, with its label."""

    label_prefixes = ("mark",)
    label_titles = {"mark": _("request")}
    headings = {"mark": _("Request")}
    hints = {"mark": _("Your side and those who plan for whom you ask read it. Nobody else learns of it.")}
    parts = {"mark": ("kind", "program", "title", "text", "not_before", "not_after", "people", "priority")}
    renamed = {"label": "mark_classification"}

    def __init__(
        self, data: Any = None, *, author: User, owner: Party, host: Party, offer: CatalogueOffer | None = None
    ) -> None:
        choices = LabelChoices(author, owner, reader=host)
        super().__init__(data, author=author, owner=owner, choices=choices, container=container_key(owner))
        if label := reading.preset(owner, host, offer):
            self._fill("mark", label)
        picked = dict(self.fields)
        self.fields = {**_wish(), **picked}
        self.fields["program"].queryset = Program.objects.for_user(author)
        if offer is not None:
            self.initial |= {"kind": "seat", **_said(offer)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        values = {name: cleaned[name] for name in self.parts["mark"] if name in cleaned}
        return {**values, "label": self.label_values["mark"]}


class AmendForm(VersionedForm):
    """What is asked for; to whom and how it is marked stays."""

    def __init__(self, data: Any = None, *, row: PartnerRequest, reader: User) -> None:
        super().__init__(data, row=row)
        self.fields = {**_wish(), **self.fields}
        self.fields["program"].queryset = Program.objects.for_user(reader)
        self.initial |= {**self.read(row), "program": row.program_id}  # Chosen, if it is among those.

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        """Not the program: its row may be hidden from whoever reads the request."""
        return {name: getattr(row, name) for name in _wish() if name != "program"}

    @property
    def differences(self) -> list[Difference]:
        """With the program, as far as its reader sees the one that is stored."""
        if self.stale is None:
            return []
        programs, stored = self.fields["program"].queryset, getattr(self.stale.row, "program_id", None)
        yours, theirs = self.cleaned_data.get("program"), programs.filter(pk=stored).first()
        moved = [] if yours == theirs else [Difference(str(self.fields["program"].label), str(yours), str(theirs))]
        return [*super().differences, *moved]


class DeclineForm(VersionedForm):
    answer = text(_("Why"), required=True, hint=_("Whoever asked reads it."))

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        """What was asked isn't what is answered: nothing to compare."""
        return {}


class TurnForm(VersionedForm):
    """Into which invitation a request is turned."""

    exchange = forms.ModelChoiceField(
        None,  # Which ones depends on the reader.
        label=_("Exchange"),
        help_text=_("One that you plan and that is released to whoever asked."),
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    reply_by = day(_("Reply by"), required=True)
    party = forms.ModelChoiceField(None, label=_("Who is invited"), to_field_name="code", empty_label=None)

    def __init__(self, data: Any = None, *, row: PartnerRequest, author: User) -> None:
        super().__init__(data, row=row, initial={"seats": row.people})
        self.fields["exchange"].queryset = reading.exchanges_for(author)
        guests = services.guests_for(row)
        self.fields["party"].queryset = registry.parties().filter(pk__in=[guest.pk for guest in guests])
        if len(guests) == 1:
            del self.fields["party"]
            self.renamed = {"party": "exchange"}

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        """As in ``DeclineForm``."""
        return {}


class PlanForm(forms.Form):
    """From which quarter; lives in the address."""

    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    quarter = forms.IntegerField(required=False, min_value=1, max_value=4)

    @property
    def first(self) -> tuple[int, int]:
        today = timezone.now().date()
        if not self.is_valid() or not self.cleaned_data["year"]:
            return today.year, (today.month - 1) // 3 + 1
        return self.cleaned_data["year"], self.cleaned_data["quarter"] or 1
