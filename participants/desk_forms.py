"""The shape of what a nation enters at its own desk."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.forms import LONG_TEXT, MOST_SEATS, SHORT_TEXT, VERBS, DecisionForm, VersionForm, read_packet
from participants.models import Invitation, ReplyDraft
from participants.models.desk import REASON_LENGTH
from participants.packets import ORDER_OF_ANSWERS
from programs.answers import DayInput, VersionedForm

NOTHING_YET = ("", _("Not decided"))


class DraftForm(VersionedForm):
    """An answer in the making: nothing is demanded until it is sent."""

    answer = forms.ChoiceField(label=_("Answer"), required=False, widget=forms.RadioSelect)
    seats = forms.IntegerField(label=_("Seats you take"), required=False, min_value=0, max_value=MOST_SEATS)
    caveats = forms.CharField(
        label=_("Caveats"),
        required=False,
        max_length=SHORT_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Your nation's reservations, if you accept with caveats: what you will not do, or only if."),
    )
    comment = forms.CharField(
        label=_("Comment to the host"), required=False, max_length=SHORT_TEXT, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data: Any = None, *, row: ReplyDraft | None, invitation: Invitation) -> None:
        super().__init__(data, row=row or ReplyDraft(version=0))
        self.fields["answer"].choices = [NOTHING_YET, *((answer.value, VERBS[answer]) for answer in ORDER_OF_ANSWERS)]
        self.fields["seats"].help_text = _("You are offered %(seats)s.") % {"seats": invitation.seats}

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        return {"answer": "", "seats": None, "caveats": "", "comment": "", **row.said}

    @property
    def said(self) -> dict[str, Any]:
        """For the service: what is said, and the version that it was written on."""
        said = dict(self.cleaned_data)
        return {"version": said.pop("version"), "said": said}


class NoteForm(DecisionForm):
    text = forms.CharField(
        label=_("Note for your own people"), max_length=LONG_TEXT, widget=forms.Textarea({"rows": 3})
    )


class AskForm(DecisionForm):
    person = forms.ModelChoiceField(queryset=None, label=_("Who must agree"))
    due_on = forms.DateField(label=_("By"), widget=DayInput, help_text=_("The last day, where your nation is."))

    def __init__(self, data: Any = None, *, people: "QuerySet[User]") -> None:
        super().__init__(data)
        self.fields["person"].queryset = people


class HandOverForm(DecisionForm):
    to = forms.ModelChoiceField(queryset=None, label=_("Hand the pen to"))

    def __init__(self, data: Any = None, *, people: "QuerySet[User]") -> None:
        super().__init__(data)
        self.fields["to"].queryset = people


class DecideForm(VersionForm):
    """Agree, or say what stands against it."""

    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("Needed if you don't agree: what stands against it."),
    )
    agrees = forms.TypedChoiceField(
        choices=[("1", _("I agree")), ("0", _("I don't agree"))], coerce=lambda value: value == "1"
    )


class SendForm(VersionForm):
    """Sends the draft as its reader saw it, to the invitation as its reader saw it."""

    invitation_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    packet = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why you send it before everybody has agreed"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("It stays within your nation."),
    )

    def clean_packet(self) -> str | None:
        return read_packet(self.cleaned_data["packet"])
