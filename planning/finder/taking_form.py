"""What a window is to become: asked in the address, so that what follows can be looked at and changed."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.dates import days as in_words
from accounts.models import User
from clearances.models import Label
from exchanges.choices import hosts
from exchanges.forms import SEARCHED
from exchanges.models import Kind
from participants.forms import MOST_SEATS
from planning.finder import choices
from planning.finder.choices import Several, SeveralResources
from planning.finder.query import MOST_NATIONS, MOST_PEOPLE, MOST_RESOURCES
from planning.finder.taking import Wish
from planning.forms import ends_on, starts_on
from planning.polls.windows import MOST_WINDOWS, in_address
from programs.answers import DayInput, ServiceForm
from programs.labelling import asked_by
from programs.models import Program

TO_ANSWER = timedelta(days=21)
ASK = [
    ("draft", gettext_lazy("Draft invitations")),
    ("send", gettext_lazy("Send invitations")),
    ("poll", gettext_lazy("Send, with a date poll")),
]


class TakeForm(ServiceForm):
    """The exchange, what it holds and whom it asks. Offers nothing that its author doesn't see."""

    title = forms.CharField(
        label=gettext_lazy("Cover title"), max_length=120, help_text=gettext_lazy("Whoever sees the cover reads it.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", "–"), *Kind.choices])
    program: Any = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Program"),
        to_field_name="reference",
        help_text=gettext_lazy("The exchange is marked as its program asks."),
    )
    host: Any = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Host"), to_field_name="code", widget=forms.Select(SEARCHED)
    )
    starts_on = starts_on()
    ends_on = ends_on()
    resources = SeveralResources(label=gettext_lazy("Resources to hold"), most=MOST_RESOURCES + MOST_PEOPLE)
    nations = Several(label=gettext_lazy("Nations to ask"), most=MOST_NATIONS, to_field_name="code")
    seats = forms.IntegerField(
        label=gettext_lazy("Seats for each nation"), required=False, min_value=1, max_value=MOST_SEATS
    )
    reply_by = forms.DateField(
        label=gettext_lazy("Reply by"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("The last day on which they may answer, where the host is."),
    )
    ask = forms.ChoiceField(
        label=gettext_lazy("How they are asked"),
        choices=ASK,
        initial="send",
        help_text=gettext_lazy("Of a draft nobody is told yet."),
    )
    window = forms.MultipleChoiceField(
        label=gettext_lazy("Other windows to ask about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Where nations are asked which suit: beside the days above, which are always offered."),
    )
    beside = forms.Field(required=False, widget=forms.MultipleHiddenInput)  # Those to choose from.

    def __init__(self, data: Any = None, *, author: User, programs: Any, initial: Any = None) -> None:
        super().__init__(data, initial={**defaults(author, programs), **(initial or {})})
        self.author = author
        offered = {"program": programs, "host": hosts(), "nations": hosts(), "resources": choices.offered(author)}
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # All of them choose from rows.
        self._offer_windows()

    def _offer_windows(self) -> None:
        """Those that the address proposes, until one is chosen and after it."""
        said = self.data.getlist if self.is_bound else self.initial.get  # type: ignore[attr-defined]  # A QueryDict.
        named = in_address([*(said("beside") or ()), *(said("window") or ())])[: MOST_WINDOWS - 1]
        if not named:
            del self.fields["window"], self.fields["beside"]
            return
        self.fields["window"].choices = [(str(each), in_words(*each)) for each in named]  # type: ignore[attr-defined]
        self.initial["beside"] = [str(each) for each in named]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("seats", "reply_by"):
            if cleaned.get("nations") and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Whoever is asked must know this."))
        if cleaned.get("ask") == "poll":
            self._check_poll(cleaned)
        return cleaned

    def _check_poll(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("nations"):
            self.add_error("nations", _("Choose at least one nation to ask."))
        by = cleaned.get("reply_by")
        early = [each for each in in_address(cleaned.get("window", ())) if by and each.starts_on <= by]
        if early:
            words = {"days": ", ".join(in_words(*each) for each in early)}
            self.add_error("reply_by", _("Too late for %(days)s: nations answer before a window begins.") % words)

    @property
    def wish(self) -> Wish:
        """What was asked for, once it is valid."""
        said = self.cleaned_data
        same = ("program", "kind", "title", "host", "starts_on", "ends_on", "reply_by")
        return Wish(
            **{name: said[name] for name in same},
            resources=list(said["resources"]),
            nations=[party for party in said["nations"] if party != said["host"]],
            seats=said["seats"] or 0,
            sends=said["ask"] != "draft",
            polls=said["ask"] == "poll",
            beside=in_address(said.get("window", ())),
        )

    @property
    def content_label(self) -> Label:
        """How the content will be marked; the cover is marked as the program."""
        program: Program = self.cleaned_data["program"]
        return asked_by(program, self.author).get("content", program.label)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was said, for the form that confirms it."""
        return [(name, value) for name in self.fields for value in self.data.getlist(name)]  # type: ignore[attr-defined]  # A QueryDict.


def defaults(author: User, programs: Any) -> dict[str, Any]:
    """The only program, where there is but one."""
    found = list(programs.values_list("reference", flat=True)[:2])
    return {"host": author.organisation.code, **({"program": found[0]} if len(found) == 1 else {})}


def proposed(said: Any) -> dict[str, Any]:
    """What the address of a window proposes: its days, what is needed and who; anything else is left out."""
    found: dict[str, Any] = {name: said[name] for name in ("starts_on", "ends_on", "host", "program") if name in said}
    found |= {name: said.getlist(name) for name in ("resources", "nations", "window")}
    return found | _reply_by(found.get("starts_on", ""))


def _reply_by(starts_on: str) -> dict[str, date]:
    """Three weeks to answer, if STARTEX leaves as much."""
    try:
        before = date.fromisoformat(starts_on) - timedelta(days=1)
    except (ValueError, OverflowError):
        return {}
    return {"reply_by": min(timezone.localdate() + TO_ANSWER, before)}
