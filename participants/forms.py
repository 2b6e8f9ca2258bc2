"""The shape of what is entered about invitations and replies."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from participants.models import Delegation, Invitation
from participants.services import Wish
from participants.states import IllegalMove, Stale, State
from portions.forms import PortionsForm
from programs.answers import DayInput, ServiceForm

Done = TypeVar("Done")
MOST_SEATS = 100_000
LONG_TEXT = 20_000
SHORT_TEXT = 2_000
NO_PACKET = "-"  # Its reader has read that there is none.

VERBS: dict[State, str | Promise] = {
    State.ACCEPTED: _("Accept"),
    State.ACCEPTED_WITH_CAVEATS: _("Accept with caveats"),
    State.TENTATIVE: _("Tentative: not decided yet"),
    State.COUNTERED: _("Propose something else"),
    State.DECLINED: _("Decline"),
}
CONFLICTS: dict[type[Exception], str | Promise] = {
    Stale: _(
        "Somebody else changed this while you were writing, and nothing of yours was saved. "
        "Look at how it stands now, then send again if it still fits."
    ),
    IllegalMove: _("This isn't possible in the state that the invitation has by now. Nothing was changed."),
}


CLOSED: dict[State, str | Promise] = {
    State.WITHDRAWN: _("The host has withdrawn the invitation. Nothing was sent; ask for it to be opened again."),
    State.EXPIRED: _("The invitation has expired. Nothing was sent; ask the host to open it again."),
    State.DECLINED: _("Your nation has declined. Nothing was sent; ask the host to open the invitation again."),
}


def words_of(conflict: Exception) -> str | Promise:
    closed = CLOSED.get(conflict.source) if isinstance(conflict, IllegalMove) else None
    return closed or CONFLICTS[type(conflict)]


class DecisionForm(ServiceForm):
    """Says in words when somebody else was faster, and keeps what was typed."""

    is_conflict = False

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        try:
            return super().attempt(verb)
        except (Stale, IllegalMove) as conflict:
            self.is_conflict = True
            self.add_error(None, words_of(conflict))
            return None

    @property
    def status(self) -> int:
        return 409 if self.is_conflict else super().status


class VersionForm(DecisionForm):
    """Carries the version that its reader saw; after a conflict the new one, since sending again is a decision."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def renew(self, version: int, **more: str) -> None:
        if self.is_conflict:
            self.data = self.data.copy()
            for name, value in {"version": str(version), **more}.items():
                self.data[self.add_prefix(name)] = value


class ReplyForm(VersionForm):
    packet = forms.CharField(required=False, widget=forms.HiddenInput)  # What its reader has read of the packet.
    answer = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
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

    def __init__(
        self, data: Any = None, *, invitation: Invitation, answers: Iterable[State], seats: int, packet: str = ""
    ) -> None:
        super().__init__(data, initial={"version": invitation.version, "seats": seats, "packet": packet or NO_PACKET})
        self.fields["answer"].choices = [(answer.value, VERBS[answer]) for answer in answers]
        self.fields["seats"].help_text = _("You are offered %(seats)s.") % {"seats": invitation.seats}

    def clean_packet(self) -> str | None:
        return read_packet(self.cleaned_data["packet"])


def read_packet(said: str) -> str | None:
    """What the reader had read of the packet: "" for none of it, None where the form doesn't say."""
    return "" if said == NO_PACKET else said or None


class WithdrawForm(DecisionForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=160, help_text=_("The nation reads it, unless it was never sent.")
    )


class IssueForm(DecisionForm):
    reply_by = forms.DateField(
        label=_("Reply by"), widget=DayInput, help_text=_("The last day on which they may answer, where the host is.")
    )


def message_field() -> forms.CharField:
    return forms.CharField(
        label=_("Message"),
        required=False,
        max_length=LONG_TEXT,
        widget=forms.Textarea({"rows": 5}),
        help_text=_(
            "The packet: what is asked of the nation, and what it is offered. Blank lines part paragraphs; each can be "
            "marked by itself afterwards."
        ),
    )


class PacketForm(PortionsForm, DecisionForm):
    """The packet's paragraphs."""

    @property
    def status(self) -> int:
        return 409 if self.is_conflict else super().status


class InviteForm(DecisionForm):
    """Several nations at once: common terms, which each chosen nation may have differently."""

    seats = forms.IntegerField(label=_("Seats for each"), required=False, min_value=1, max_value=MOST_SEATS)
    reply_by = forms.DateField(
        label=_("Reply by"),
        required=False,
        widget=DayInput,
        help_text=_("The last day on which they may answer, where the host is."),
    )
    copied = forms.ModelChoiceField(
        queryset=None,
        label=_("Copy the packet of"),
        required=False,
        empty_label=_("none"),
        help_text=_(
            "Its lines and those of its paragraphs that bear no marking of their own: what was decided for one nation "
            "alone isn't written to others."
        ),
    )
    message = message_field()

    def __init__(self, data: Any = None, *, parties: Iterable[Party], packets: "QuerySet[Delegation]") -> None:
        super().__init__(data)
        self.fields["copied"].queryset = packets
        self.fields["copied"].label_from_instance = lambda row: str(row.party)
        self.parties = list(parties)
        for party in self.parties:
            self.fields[f"party_{party.code}"] = forms.BooleanField(label=str(party), required=False)
            self.fields[f"seats_{party.code}"] = forms.IntegerField(
                label=_("Seats for %(party)s") % {"party": party}, required=False, min_value=1, max_value=MOST_SEATS
            )
            self.fields[f"reply_by_{party.code}"] = forms.DateField(
                label=_("Reply by, for %(party)s") % {"party": party}, required=False, widget=DayInput
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row of fields a nation."""
        return [
            {"choice": self[f"party_{code}"], "seats": self[f"seats_{code}"], "reply_by": self[f"reply_by_{code}"]}
            for code in (party.code for party in self.parties)
        ]

    @property
    def common(self) -> list[Any]:
        return [self["seats"], self["reply_by"], self["copied"], self["message"]]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self._chosen():
            raise ValidationError(_("Choose at least one nation."))
        for name, text in (("seats", _("Say how many seats.")), ("reply_by", _("Say until when."))):
            for party in self._chosen():
                field = f"{name}_{party.code}"
                if not values.get(name) and not values.get(field) and not {name, field} & set(self.errors):
                    self.add_error(field, text)
        return values

    def _chosen(self) -> list[Party]:
        return [party for party in self.parties if self.cleaned_data.get(f"party_{party.code}")]

    @property
    def wishes(self) -> list[Wish]:
        return [
            Wish(party, self._term("seats", party), self._term("reply_by", party))  # type: ignore[arg-type]
            for party in self._chosen()
        ]

    def _term(self, name: str, party: Party) -> int | date:
        own = self.cleaned_data[f"{name}_{party.code}"]
        return own if own is not None else self.cleaned_data[name]  # type: ignore[no-any-return]
