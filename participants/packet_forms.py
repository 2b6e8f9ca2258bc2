"""The shape of what a host enters about a packet's way: who must sign it, what they say, whether an answer counts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.forms import DecisionForm, VersionForm
from participants.models import Invitation, PacketSignOff
from participants.models.staffing import NOTE_LENGTH
from programs.answers import DayInput


class StaffForm(DecisionForm):
    """One person for each office that must sign."""

    due_on = forms.DateField(
        label=_("Sign by"), required=False, widget=DayInput, help_text=_("The last day, where the exchange is.")
    )

    def __init__(self, data: Any = None, *, people: Iterable[User], asked: Iterable[PacketSignOff]) -> None:
        rows = list(asked)
        initial: dict[str, Any] = {row.office: row.person for row in rows}
        super().__init__(data, initial=initial | {"due_on": rows[0].due_on if rows else None})
        found: QuerySet[User] = User.objects.filter(pk__in=[person.pk for person in people]).select_related("person")
        fields = {
            office.value: forms.ModelChoiceField(
                queryset=found, label=office.label, required=False, empty_label=_("needn't sign")
            )
            for office in PacketSignOff.Office
        }
        self.fields = {**fields, **self.fields}

    @property
    def wanted(self) -> dict[str, Any]:
        """For the service."""
        people = {office: self.cleaned_data[office] for office in PacketSignOff.Office.values}
        return {
            "people": {office: person for office, person in people.items() if person},
            "due_on": self.cleaned_data["due_on"],
        }


class SignForm(DecisionForm):
    round_of = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_("Needed if you object: what stands against it. The planners read it, the nation never does."),
    )
    signs = forms.TypedChoiceField(
        choices=[("1", _("I sign")), ("0", _("I object"))], coerce=lambda value: value == "1", widget=forms.HiddenInput
    )


class ConfirmForm(VersionForm):
    """Confirms the answer that its reader saw."""

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        super().__init__(data, initial={"version": invitation.version})


class RenewForm(VersionForm):
    reply_by = forms.DateField(
        label=_("Answer again by"), widget=DayInput, help_text=_("The last day, where the host is.")
    )

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        ahead = invitation.reply_due_at > timezone.now()
        reply_by = invitation.reply_by if ahead else None  # A day that has passed is no proposal.
        super().__init__(data, initial={"version": invitation.version, "reply_by": reply_by})


class SendManyForm(DecisionForm):
    """Which drafts to send."""

    drafts = forms.ModelMultipleChoiceField(queryset=None, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, drafts: "QuerySet[Invitation]") -> None:
        super().__init__(data)
        self.fields["drafts"].queryset = drafts
        self.fields["drafts"].error_messages["invalid_choice"] = _(
            "Some of these were sent or withdrawn meanwhile. Look again what is left to be sent."
        )
