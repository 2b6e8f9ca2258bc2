"""The shape of what a nation enters at its own desk."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.forms import LONG_TEXT, MOST_SEATS, SHORT_TEXT, VERBS, DecisionForm, VersionForm, read_packet
from participants.models import Invitation, ReplyDraft
from participants.models.desk import REASON_LENGTH
from participants.packets import ORDER_OF_ANSWERS
from participants.terms import Counter, Level, Terms
from participants.terms_forms import Choices, Lines, lines
from programs.answers import DayInput, Difference, VersionedForm

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

    level = forms.ChoiceField(label=_("How you take part"), required=False, choices=[NOTHING_YET, *Level.choices])
    until = forms.DateField(
        label=_("Tentative until"),
        required=False,
        widget=DayInput,
        help_text=_("If you can't say yet: when you will know."),
    )
    first = forms.DateField(label=_("Instead: first day"), required=False, widget=DayInput)
    last = forms.DateField(label=_("Instead: last day"), required=False, widget=DayInput)
    counter_seats = forms.IntegerField(label=_("Instead: seats"), required=False, min_value=1, max_value=MOST_SEATS)

    def __init__(
        self, data: Any = None, *, row: ReplyDraft | None, invitation: Invitation, serials: Choices, parties: Choices
    ) -> None:
        row = row or ReplyDraft(version=0)
        super().__init__(data, row=row)
        self.fields["answer"].choices = [NOTHING_YET, *((answer.value, VERBS[answer]) for answer in ORDER_OF_ANSWERS)]
        self.fields["seats"].help_text = _("You are offered %(seats)s.") % {"seats": invitation.seats}
        self.lines = lines(data, row.said.get("terms", {}), serials=serials, parties=parties)

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        terms = Terms.read(row.said.get("terms", {}))
        return {
            **{name: row.said.get(name) or "" for name in ("answer", "caveats", "comment")},
            "seats": row.said.get("seats"),
            "level": terms.level,
            "until": terms.until,
            "first": terms.counter.first,
            "last": terms.counter.last,
            "counter_seats": terms.counter.seats,
        }

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(lines.is_valid() for lines in self.lines.values())])

    @property
    def status(self) -> int:
        is_refused = self.is_bound and not all(lines.is_valid() for lines in self.lines.values())
        return max(super().status, 400 if is_refused else 200)

    def refuse(self, problem: ValidationError) -> None:
        """Beside the lines or the field that it is about."""
        for name, errors in getattr(problem, "error_dict", {}).items():
            if name in self.lines:
                self.lines[name].refuse(ValidationError(errors))
                self.add_error(None, _("Please look at what is said beside the lines below."))
            else:
                super().refuse(ValidationError({name: errors}))

    @property
    def said(self) -> dict[str, Any]:
        """For the service: what is said, and the version that it was written on."""
        values = self.cleaned_data
        counter = Counter(values["first"], values["last"], values["counter_seats"])
        terms = Terms.read({name: lines.said() for name, lines in self.lines.items()})
        terms = replace(terms, counter=counter, level=values["level"], until=values["until"])
        said = {name: values[name] for name in ("answer", "seats", "caveats", "comment")}
        return {"version": values["version"], "said": said | {"terms": terms.said()}}

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The lines as the page shows them: folded away until there are some."""
        return [{**BLOCKS[name], "lines": lines, "is_open": _is_open(lines)} for name, lines in self.lines.items()]

    @property
    def differences(self) -> list[Difference]:
        """After a conflict: also of the lines, in numbers, since they are all below."""
        if self.stale is None:
            return []
        stored: Any = self.stale.row
        kept = stored.said.get("terms", {})
        mine = {name: lines.said() for name, lines in self.lines.items()}
        changed = [name for name in mine if mine[name] != kept.get(name, [])]
        told = [
            Difference(str(BLOCKS[name]["title"]), _listed(mine[name]), _listed(kept.get(name))) for name in changed
        ]
        return [*super().differences, *told]


BLOCKS: dict[str, dict[str, Any]] = {
    "caveats": {
        "title": _("Caveats by activity or nation"),
        "hint": _("Only the host reads them. Another nation that you name here never learns of it."),
    },
    "numbers": {"title": _("People by category"), "hint": _("Together not more than the seats you are offered.")},
    "contributions": {
        "title": _("Units, ships, aircraft, equipment"),
        "hint": _("What you bring beside people, and on which days it is there."),
    },
}


def _is_open(lines: Lines) -> bool:
    return bool(lines.initial_forms) or (lines.is_bound and not lines.is_valid()) or bool(lines.non_form_errors())


def _listed(rows: list[dict[str, Any]] | None) -> str:
    return "; ".join(", ".join(str(value) for value in row.values()) for row in rows or [])


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
        widget=forms.TextInput({"class": "form-control"}),
        help_text=_("It stays within your nation."),
    )
    level = forms.ModelChoiceField(
        None,
        required=False,
        label=_("Marking of the answer"),
        empty_label=_("As the invitation"),
        widget=forms.Select({"class": "form-select"}),
        help_text=_("Those of the host read it who are cleared for that; nobody else learns of it."),
    )

    def __init__(self, *args: Any, levels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = levels

    def clean_packet(self) -> str | None:
        return read_packet(self.cleaned_data["packet"])
