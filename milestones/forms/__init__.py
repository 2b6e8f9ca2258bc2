"""The shape of what is entered about milestones and conferences."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from calendars.zones import instant_of
from clearances.label_form import LabelForm
from clearances.label_values import Terms
from clearances.labels import container_key
from exchanges.models import Exchange, ExchangeContent
from milestones.backplan import MOST_LEAD_DAYS, Unit
from milestones.kinds import CONFERENCES, Kind
from milestones.models import Attendance, Entry, Milestone, Part
from milestones.models.milestones import TITLE_LENGTH, WORDS_LENGTH
from milestones.services.conferences import LONGEST_MINUTES, MOST_DELEGATES, Said
from milestones.services.milestones import Facts, planners
from milestones.states import IllegalMove, State
from programs.answers import DayInput, ServiceForm, VersionedForm

ANY = ("", _("Any"))
SHOW = [
    ("", _("All")),
    ("open", pgettext_lazy("milestones", "Open")),
    ("care", _("Overdue or out of time")),
    ("mine", _("Mine")),
]


class FilterForm(forms.Form):
    """What to list; lives in the address."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[ANY, ("conferences", _("Planning conferences")), *Kind.choices]
    )
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOW)

    def narrow(self, rows: Any, user: User) -> Any:
        if not self.is_valid():
            return rows.none()
        kind, show = self.cleaned_data["kind"], self.cleaned_data["show"]
        if kind:
            rows = rows.filter(kind__in=CONFERENCES if kind == "conferences" else [kind])
        if show == "mine":
            return rows.filter(owner=user)
        return rows.open() if show else rows


def words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=WORDS_LENGTH, **more)


class FactsForm(forms.Form):
    """The fields that a new milestone and a changed one share."""

    title = forms.CharField(label=_("What is to be had"), max_length=TITLE_LENGTH)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.MILESTONE)
    planned_on = forms.DateField(label=_("By, or first day"), widget=DayInput)
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput, help_text=_("Of a conference or phase; it counts.")
    )
    is_fixed = forms.BooleanField(
        label=_("The date is fixed"), required=False, help_text=_("It stays when STARTEX moves.")
    )
    lead_days = forms.IntegerField(
        label=_("Takes"), required=False, min_value=0, max_value=MOST_LEAD_DAYS, help_text=_("From request to answer.")
    )
    lead_unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices, initial=Unit.WORKING)
    is_bound = forms.BooleanField(
        label=_("Holds for certain dates"),
        required=False,
        help_text=_("Such as a diplomatic clearance: other dates need another one."),
    )
    owner = forms.ModelChoiceField(
        queryset=None, label=_("Who sees to it"), required=False, empty_label=_("Nobody yet")
    )
    role = forms.CharField(label=_("Role"), required=False, max_length=TITLE_LENGTH)
    deliverable = words(_("Deliverable"))
    gate = words(_("Gate"), help_text=_("What may not go on before."))
    asked = words(_("Evidence asked for"))
    after = forms.ModelChoiceField(queryset=None, label=_("Waits for"), required=False, empty_label="–")
    place = forms.CharField(label=_("Place"), required=False, max_length=160)

    def offer(self, exchange: Exchange, milestones: Any) -> None:
        self.fields["owner"].queryset = planners(exchange)
        self.fields["after"].queryset = milestones

    @property
    def facts(self) -> Facts:
        said = {name: self.cleaned_data[name] for name in FactsForm.base_fields}
        return Facts(**{**said, "lead_days": said["lead_days"] or 0})


class MilestoneForm(LabelForm, FactsForm, ServiceForm):
    """A new milestone with its label."""

    label_prefixes = ("label",)
    headings = {"label": _("Milestone")}
    hints = {"label": _("It keeps its distance from STARTEX unless its date is fixed.")}
    parts = {"label": tuple(FactsForm.base_fields)}
    renamed = {"label": "label_classification"}

    def __init__(self, data: Any = None, *, content: ExchangeContent, author: User, milestones: Any) -> None:
        self.content = content
        super().__init__(data, author=author, owner=content.label.owner, container=container_key(content.exchange))
        self.offer(content.exchange, milestones)

    def terms_of(self, name: str) -> Terms:
        return Terms(
            owner=self.label_owner,
            title=str(_("milestone")),
            blank=str(_("As the content")),
            asked=self.content.label,
            floor=self.content.exchange.label,
            floor_title=str(_("The cover")),
            container=self.container,
        )


class AmendForm(FactsForm, VersionedForm):
    """What is planned of a milestone; its label stays."""

    def __init__(self, data: Any = None, *, milestone: Milestone, exchange: Exchange, milestones: Any) -> None:
        super().__init__(data, row=milestone, initial={"owner": milestone.owner_id, "after": milestone.after_id})
        self.offer(exchange, milestones.exclude(pk=milestone.pk))

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        """Without what it waits for: that may be hidden from the reader."""
        names = [name for name in FactsForm.base_fields if name not in {"owner", "after"}]
        return {name: getattr(row, name) for name in names}


class TurnForm(VersionedForm):
    """Another state; says in words when somebody else was faster."""

    is_conflict = False

    def attempt(self, verb: Any) -> Any:
        try:
            return super().attempt(verb)
        except IllegalMove as problem:
            self.is_conflict = True
            text = _("It is “%(state)s” by now. Nothing was changed.") % {"state": State(problem.source).label}
            self.add_error(None, text)
            return None

    @property
    def status(self) -> int:
        return 409 if self.is_conflict else super().status


class DoneForm(TurnForm):
    evidence = forms.CharField(
        label=_("What shows it"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 4})
    )


class ReasonForm(TurnForm):
    reason = forms.CharField(label=_("Reason"), max_length=WORDS_LENGTH)


class LocalTimeField(forms.DateTimeField):
    """A time by the clocks of ``zone``; one that doesn't exist or occurs twice is refused by name."""

    zone = "UTC"

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        for layout in self.input_formats if isinstance(value, str) and value.strip() else []:
            try:
                local = datetime.strptime(value.strip(), layout)  # noqa: DTZ007 — instant_of gives it its zone
            except ValueError:
                continue
            return instant_of(local, self.zone)
        if value:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return None


class SaidForm(forms.Form):
    """The fields of one line of a conference."""

    starts_at = LocalTimeField(label=_("Begins"), help_text=_("By the clocks of the exchange."))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=LONGEST_MINUTES)
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    presenter = forms.CharField(label=_("Presented by"), required=False, max_length=TITLE_LENGTH)
    address = forms.URLField(label=_("Link"), required=False, max_length=200, assume_scheme="https")
    text = forms.CharField(label=_("Text"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 4}))

    def fit(self, part: Part, zone: str) -> None:
        self.fields["starts_at"].zone = zone
        if part != Part.AGENDA:
            for name in ("starts_at", "minutes", "presenter"):
                del self.fields[name]
        if part != Part.READ_AHEAD:
            del self.fields["address"]

    @property
    def said(self) -> Said:
        return Said(**{name: value for name, value in self.cleaned_data.items() if name in SaidForm.base_fields})


class EntryForm(LabelForm, SaidForm, ServiceForm):
    """A new line of a conference with its label."""

    label_prefixes = ("label",)
    headings = {"label": ""}
    hints = {"label": ""}
    renamed = {"label": "label_classification"}

    def __init__(self, data: Any = None, *, milestone: Milestone, part: Part, author: User) -> None:
        self.milestone = milestone
        self.headings = {"label": part.label}
        super().__init__(data, author=author, owner=milestone.label.owner, container=container_key(milestone))
        self.fit(part, milestone.exchange.zone)
        self.parts = {"label": tuple(name for name in SaidForm.base_fields if name in self.fields)}

    def terms_of(self, name: str) -> Terms:
        label = self.milestone.label
        return Terms(
            owner=self.label_owner,
            title=str(_("line")),
            blank=str(_("As the conference")),
            asked=label,
            floor=label,
            floor_title=str(_("The conference")),
            container=self.container,
        )


class AmendEntryForm(SaidForm, VersionedForm):
    def __init__(self, data: Any = None, *, entry: Entry) -> None:
        super().__init__(data, row=entry)
        self.fit(Part(entry.part), entry.milestone.exchange.zone)


class AttendanceForm(ServiceForm):
    delegation = forms.ModelChoiceField(queryset=None, label=_("Nation"), empty_label=None)
    number = forms.IntegerField(label=_("How many"), min_value=0, max_value=MOST_DELEGATES)
    names = forms.CharField(
        label=_("Names"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One a line. The host and this nation alone read them."),
    )

    def __init__(self, data: Any = None, *, delegations: Any) -> None:
        super().__init__(data)
        self.fields["delegation"].queryset = delegations
        self.fields["delegation"].label_from_instance = lambda delegation: str(delegation.party)

    @classmethod
    def read(cls, row: Attendance) -> dict[str, Any]:
        return {"delegation": row.delegation_id, "number": row.number, "names": row.names}


class ActionForm(ServiceForm):
    title = forms.CharField(label=_("What is to be done"), max_length=TITLE_LENGTH)
    delegation = forms.ModelChoiceField(queryset=None, label=_("Nation that does it"), empty_label=None)
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=DayInput,
        help_text=_("Left empty: the day before the next milestone."),
    )
    detail = forms.CharField(label=_("Details"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any = None, *, delegations: Any) -> None:
        super().__init__(data)
        self.fields["delegation"].queryset = delegations
        self.fields["delegation"].label_from_instance = lambda delegation: str(delegation.party)
