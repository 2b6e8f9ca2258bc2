"""The shape of what is entered about accounts: whom to invite, a reason, a last day, a colleague, a first password."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import registry
from clearances.shapes import DayInput, ProposalForm, Refusing

STATES = [
    ("", _("Any")),
    ("active", pgettext_lazy("an account", "Active")),
    ("suspended", pgettext_lazy("an account", "Suspended")),
    ("ended", _("Posting ended")),
]


class FindForm(Refusing):
    """Which accounts to list; lives in the address."""

    text = forms.CharField(label=_("Name"), required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    organisation = forms.ModelChoiceField(
        queryset=None, label=_("Organisation"), required=False, empty_label=_("Any"), to_field_name="code"
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, organisations: Any, data: Any) -> None:
        super().__init__(data)
        self.fields["organisation"].queryset = organisations


class InvitationForm(ProposalForm):
    """Whom to invite to an account."""

    organisation = forms.ModelChoiceField(
        queryset=None, label=_("Acts for"), empty_label="–", widget=forms.Select({"data-search": ""})
    )
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    rank = forms.CharField(label=_("Rank"), max_length=40, required=False)
    post = forms.CharField(label=_("Post"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The link goes there and works with this address only; nothing else does.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    nationalities = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Nationality"),
        required=False,
        help_text=_("As the organisation's papers say. No other nation ever reads it."),
    )
    is_liaison = forms.BooleanField(
        label=_("Liaison"), required=False, help_text=_("Joins the team that answers invitations for the organisation.")
    )
    field_order = [
        "organisation",
        "given_name",
        "family_name",
        "rank",
        "post",
        "email",
        "language",
        "nationalities",
        "is_liaison",
        "reason",
    ]

    def __init__(self, organisations: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["organisation"].queryset = organisations.order_by("name_en")
        self.fields["nationalities"].queryset = registry.nations()


class ReasonForm(Refusing):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Stays in the record."))


class EndingForm(ReasonForm):
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput, help_text=_("Inclusive. Empty: it ends now.")
    )
    field_order = ["ends_on", "reason"]


class HandingOverForm(ProposalForm):
    heir = forms.ModelChoiceField(
        queryset=None, label=_("Colleague"), empty_label="–", widget=forms.Select({"data-search": ""})
    )
    field_order = ["heir", "reason"]

    def __init__(self, heirs: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["heir"].queryset = heirs


class WelcomeForm(Refusing):
    """What somebody with a link enters, once."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one that the link was sent to."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        help_text=_("At least 15 characters: some words that don't belong together make a good one."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("password") != cleaned.pop("again", None):
            self.add_error("again", _("The two passwords differ."))
        return cleaned
