"""Bookings: a new one, another time, and what its planners and the resource's keepers decide."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clearances.label_form import LabelForm
from clearances.label_values import Terms
from clearances.labels import container_key
from exchanges.models import Exchange
from programs.answers import DayInput, Difference, ServiceForm, VersionedForm
from resources.forms.fields import Days
from resources.labelling import terms_for
from resources.models import Booking, Resource
from resources.models.bookings import REASON_LENGTH
from resources.models.resources import MOST, NAME_LENGTH
from resources.recurrence import MOST as MOST_REPEATED
from resources.recurrence import Every, Repeats
from resources.states import IllegalMove
from resources.windows import Window

Done = TypeVar("Done")
TIME = {"type": "time"}


class WhichForm(forms.Form):
    """For which exchange is it?"""

    exchange = forms.ModelChoiceField(
        queryset=None,
        label=_("Exchange"),
        to_field_name="reference",
        empty_label="–",
        widget=forms.Select({"data-search": ""}),
    )

    def __init__(self, data: Any = None, *, exchanges: Any) -> None:
        super().__init__(data)
        self.fields["exchange"].queryset = exchanges


class TurnForm(ServiceForm):
    """A verb; says in words when somebody else was faster."""

    is_conflict = False

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        try:
            return super().attempt(verb)
        except IllegalMove:
            self.is_conflict = True
            self.add_error(
                None, _("This isn't possible in the state that the booking has by now. Nothing was changed.")
            )
            return None

    @property
    def status(self) -> int:
        return 409 if self.is_conflict else super().status


class WindowFields(forms.Form):
    """Whole days; or, with times, from the one on the first day to the other on the last."""

    first = forms.DateField(label=_("First day"), widget=DayInput)
    last = forms.DateField(label=_("Last day"), widget=DayInput, help_text=_("This day is booked too."))
    begins = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(TIME))
    ends = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(TIME), help_text=_("No times: whole days.")
    )

    def window(self, cleaned: dict[str, Any], zone: ZoneInfo) -> Window | None:
        """What the fields say; None where something is wrong, which is said next to its field."""
        first, last, begins, ends = (cleaned.get(name) for name in ("first", "last", "begins", "ends"))
        if first is None or last is None or {"begins", "ends"} & self.errors.keys():
            return None
        try:
            return Window.said(first, last, begins, ends, zone)
        except ValidationError as problem:
            self.add_error(None, problem)
            return None


def over_closed() -> forms.BooleanField:
    return forms.BooleanField(label=_("Book the days on which it is closed too"), required=False)


class BookForm(LabelForm, WindowFields, TurnForm):
    """A booking of one resource for an exchange, or for its owner's own use."""

    label_prefixes = ("mark",)
    label_titles = {"mark": _("booking")}
    headings = {"mark": _("Booking")}
    hints = {"mark": ""}
    parts = {
        "mark": (
            *("title", "first", "last", "begins", "ends", "quantity", "is_firm", "over_closed"),
            *("every", "count", "until", "without"),
        )
    }
    renamed = {"label": "mark_classification"}

    title = forms.CharField(label=_("What for"), max_length=NAME_LENGTH, required=False)
    quantity = forms.IntegerField(label=_("How many"), initial=1, min_value=1, max_value=MOST)
    is_firm = forms.BooleanField(
        label=_("Firm at once"), required=False, help_text=_("Only where the owner needn’t be asked.")
    )
    over_closed = over_closed()
    every = forms.ChoiceField(label=_("Repeat"), required=False, choices=[("", _("No")), *Every.choices])
    count = forms.IntegerField(label=_("How often in all"), required=False, min_value=1, max_value=MOST_REPEATED)
    until = forms.DateField(label=_("Repeat until"), required=False, widget=DayInput)
    without = Days(label=_("But not on"), required=False, help_text=_("One day a line, such as 2026-12-24."))
    field_order = list(parts["mark"])

    def __init__(self, data: Any = None, *, author: User, resource: Resource, exchange: Exchange | None) -> None:
        self.resource, self.exchange = resource, exchange
        self.terms = terms_for(author, resource, exchange)
        super().__init__(
            data,
            author=author,
            owner=self.terms.owner,
            container=container_key(exchange or resource.owner),
            initial=_initial(exchange),
        )
        if not resource.is_pool:
            del self.fields["quantity"]

    def terms_of(self, name: str) -> Terms:
        return replace(self.terms, title=str(self.label_titles[name]))

    @property
    def fieldsets(self) -> Any:
        """As the label form's, without the quantity of what has none."""
        names = [name for name in self.parts["mark"] if name in self.fields]
        return [(self.headings["mark"], self.hints["mark"], [self[name] for name in names], self.picker_of["mark"])]

    def clean(self) -> dict[str, Any]:
        """The words of the service for the values it takes."""
        cleaned = super().clean()
        return {
            "window": self.window(cleaned, self.resource.zone_info),
            "title": cleaned.get("title", ""),
            "quantity": cleaned.get("quantity", 1),
            "is_firm": cleaned.get("is_firm", False),
            "over_closed": cleaned.get("over_closed", False),
            "repeats": _repeats(cleaned),
            "label": self.label_values["mark"],
        }


def _initial(exchange: Exchange | None) -> dict[str, Any]:
    return {"first": exchange.starts_on, "last": exchange.ends_on, "title": exchange.title} if exchange else {}


def _repeats(cleaned: dict[str, Any]) -> Repeats | None:
    if not cleaned.get("every"):
        return None
    terms = {name: cleaned.get(name) for name in ("count", "until")}
    return Repeats(Every(cleaned["every"]), without=cleaned.get("without") or [], **terms)


class MoveForm(WindowFields, TurnForm, VersionedForm):
    """Another time for a booking, or another resource; of what repeats, for one or for all that are to come."""

    resource = forms.ModelChoiceField(
        queryset=None,
        label=_("Resource"),
        required=False,
        empty_label=None,
        widget=forms.Select({"data-search": ""}),
        help_text=_("Another one: its owner decides anew."),
    )
    whole = forms.BooleanField(
        label=_("All that repeats with it and is still to come"),
        required=False,
        help_text=_("By as much. What was freed stays free; what was moved by itself keeps its difference."),
    )
    over_closed = over_closed()
    is_undo = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = ["resource", "first", "last", "begins", "ends", "whole", "over_closed"]

    def __init__(self, data: Any = None, *, row: Booking, resource: Resource, choices: Any = None) -> None:
        self.resource = resource
        super().__init__(data, row=row, initial={**_times(row, resource), "resource": resource.pk})
        self._offer(choices)
        if row.series is None and "whole" in self.fields:
            del self.fields["whole"]

    def _offer(self, choices: Any) -> None:
        if "resource" in self.fields and choices is not None and choices.exclude(pk=self.resource.pk).exists():
            self.fields["resource"].queryset = choices
        elif "resource" in self.fields:
            del self.fields["resource"]

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        return {}

    def clean(self) -> dict[str, Any]:
        """The words of the services for the values they take."""
        cleaned = super().clean() or self.cleaned_data
        self.typed = dict(cleaned)
        said = {name: cleaned[name] for name in ("version", "over_closed", "is_undo") if name in cleaned}
        target = cleaned.get("resource") or self.resource
        if cleaned.get("whole"):
            if target.pk != self.resource.pk:
                self.add_error("resource", _("All that repeats stays with its resource. Move this one alone."))
        elif "resource" in self.fields:
            said["resource"] = target
        return {**said, "window": self.window(cleaned, target.zone_info)}

    @property
    def is_whole(self) -> bool:
        """Whether all that repeats is to move; asked before ``clean`` has changed the data into words of a service."""
        return "whole" in self.fields and bool(self["whole"].data)

    @property
    def differences(self) -> list[Difference]:
        """Where the time that is stored by now and the reader's differ, after a conflict."""
        if self.stale is None:
            return []
        stored = _times(self.stale.row, self.resource)
        return [
            Difference(str(self.fields[name].label), self._shown(name, self.typed.get(name)), self._shown(name, value))
            for name, value in stored.items()
            if self.typed.get(name) != value
        ]


def _times(row: Booking, resource: Resource) -> dict[str, Any]:
    found: dict[str, Any] = {"first": row.first_day(resource), "last": row.last_day(resource)}
    if not row.is_all_day:
        begins, ends = (each.astimezone(resource.zone_info) for each in (row.starts_at, row.ends_at))
        found |= {"begins": begins.time(), "ends": ends.time(), "last": ends.date()}
    return found


def put_back(row: Booking, resource: Resource) -> dict[str, str]:
    """What a ``MoveForm`` has to be sent to bring *row* back to where it is now; its version is still to come."""
    said = {name: value.isoformat() for name, value in _times(row, resource).items()}
    return {**said, "resource": str(resource.pk), "over_closed": "on", "is_undo": "on"}


class OfferForm(MoveForm):
    """Another time that the owner proposes."""

    resource = None
    whole = None
    over_closed = None
    is_undo = None


def reason(*, required: bool) -> forms.CharField:
    help_text = _("Whoever planned with it reads this.")
    return forms.CharField(label=_("Reason"), required=required, max_length=REASON_LENGTH, help_text=help_text)


class FreeForm(TurnForm):
    reason = reason(required=False)
    whole = forms.BooleanField(label=_("All that repeats with it"), required=False)

    def __init__(self, data: Any = None, *, row: Booking) -> None:
        super().__init__(data)
        if row.series is None:
            del self.fields["whole"]


class KeeperFreeForm(FreeForm):
    """Somebody else's booking is freed with a reason; one of our own use without."""

    reason = reason(required=True)

    def __init__(self, data: Any = None, *, row: Booking) -> None:
        super().__init__(data, row=row)
        self.fields["reason"].required = row.exchange_id is not None


class DecisionForm(TurnForm):
    """What a keeper says to a request: no, and why."""

    reason = reason(required=True)
