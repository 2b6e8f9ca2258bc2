"""What a packet offers and asks, as it is typed: the terms, and lines of seats, demands, costs and contacts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants.forms import MOST_SEATS, VersionForm
from participants.models import Invitation
from participants.offers import Payer
from participants.states import SEES_CONTENT
from participants.terms import Level
from participants.terms_forms import BLANK, LINE, Lines, NumbersForm, line_set
from programs.answers import DayInput


class AskForm(forms.Form):
    text = forms.CharField(label=_("What is asked"), max_length=LINE, widget=forms.Textarea({"rows": 1}))


class CostForm(forms.Form):
    item = forms.CharField(label=_("Cost"), max_length=LINE)
    payer = forms.ChoiceField(label=_("Who pays"), choices=[BLANK, *Payer.choices])
    note = forms.CharField(label=_("Note"), required=False, max_length=LINE)


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LINE)
    role = forms.CharField(label=_("Post"), required=False, max_length=LINE)
    reach = forms.CharField(label=_("Telephone, e-mail"), required=False, max_length=LINE)


SETS = {
    "seats": line_set(NumbersForm),
    "asks": line_set(AskForm),
    "costs": line_set(CostForm),
    "contacts": line_set(ContactForm),
}
BLOCKS: dict[str, dict[str, Any]] = {
    "seats": {
        "title": _("Seats offered by category"),
        "hint": _("The nation's numbers must lie between these. Without any, it divides its seats as it likes."),
    },
    "asks": {"title": _("What is asked of participants"), "hint": _("A line for each thing.")},
    "costs": {"title": _("Costs and who pays"), "hint": _("A line for each cost.")},
    "contacts": {"title": _("Contacts"), "hint": _("Whom the nation may ask.")},
}


LEVELS = [("", Level.PARTICIPANT.label), *(each for each in Level.choices if each[0] != Level.PARTICIPANT)]


class OfferForm(VersionForm):
    """The packet's terms and lines, as they were read."""

    seats = forms.IntegerField(label=_("Seats offered"), min_value=1, max_value=MOST_SEATS)
    reply_by = forms.DateField(label=_("Reply by"), widget=DayInput)
    level = forms.ChoiceField(label=_("Invited to"), choices=LEVELS, required=False)
    renew = forms.BooleanField(
        label=_("Ask for a renewed answer"),
        required=False,
        help_text=_("The answer that stands counts, and stays to be read, until the nation answers again."),
    )

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        names = ("seats", "reply_by", "version")
        initial = {name: getattr(invitation, name) for name in names} | {"level": invitation.offer.get("level", "")}
        super().__init__(data, initial=initial)
        if invitation.state not in SEES_CONTENT:
            del self.fields["renew"]
        self.lines: dict[str, Lines] = {
            name: made(data, prefix=f"offer-{name}", initial=invitation.offer.get(name)) for name, made in SETS.items()
        }

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(lines.is_valid() for lines in self.lines.values())])

    @property
    def status(self) -> int:
        is_refused = self.is_bound and not all(lines.is_valid() for lines in self.lines.values())
        return max(super().status, 400 if is_refused else 200)

    def refuse(self, problem: ValidationError) -> None:
        """Beside the field, or beside the lines of seats."""
        for name, errors in getattr(problem, "error_dict", {None: [problem]}).items():
            if name == "seats_by_category":
                self.lines["seats"].refuse(ValidationError(errors))
                self.add_error(None, _("Please look at what is said beside the lines below."))
            else:
                super().refuse(ValidationError({name: errors}) if name else problem)

    @property
    def said(self) -> dict[str, Any]:
        """For the service."""
        names = ("seats", "reply_by", "version", "renew")
        values = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        offer = {name: lines.said() for name, lines in self.lines.items()}
        return values | {"offer": offer | {"level": self.cleaned_data.get("level", "")}}

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return [{**BLOCKS[name], "lines": lines, "is_open": True} for name, lines in self.lines.items()]
