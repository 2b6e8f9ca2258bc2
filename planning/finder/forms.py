"""What is asked of the finder. It lives in the address, so that a search can be sent and kept."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.dates import FIRST_YEAR, LAST_YEAR
from accounts.dates import day as in_words
from accounts.models import Party, User
from exchanges.choices import hosts
from milestones.page import templates_for
from milestones.steps import Template
from planning.finder import choices
from planning.finder.choices import Several, SeveralResources
from planning.finder.query import (
    DEFAULT_WEIGHT,
    HORIZON,
    MOST_DAYS,
    MOST_NATIONS,
    MOST_PEOPLE,
    MOST_RESOURCES,
    MOST_WEIGHT,
    Query,
    Weights,
)
from planning.finder.starts import Span
from programs.answers import DayInput, ServiceForm
from programs.models import Program

DEFAULT_DAYS, SOON, YEAR = 14, timedelta(days=30), timedelta(days=364)


def weight(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST_WEIGHT, help_text=gettext_lazy("0: doesn't matter.")
    )


class FindForm(ServiceForm):
    """Offers nothing that the asker doesn't see. *more* are the fields that most searches leave alone."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={
            "min_value": gettext_lazy("An exchange lasts one day at least."),
            "max_value": gettext_lazy("An exchange lasts %(limit_value)s days at most."),
        },
    )
    first = forms.DateField(label=gettext_lazy("STARTEX not before"), widget=DayInput)
    last = forms.DateField(
        label=gettext_lazy("ENDEX not after"),
        widget=DayInput,
        help_text=gettext_lazy("At most eighteen months later."),
    )
    wish = forms.DateField(
        label=gettext_lazy("STARTEX that you wish for"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("The nearest that can be had is named."),
    )
    nations = Several(label=gettext_lazy("Nations that must take part"), most=MOST_NATIONS, to_field_name="code")
    wished = Several(label=gettext_lazy("Nations that would be welcome"), most=MOST_NATIONS, to_field_name="code")
    resources = SeveralResources(label=gettext_lazy("Resources that are needed"), most=MOST_RESOURCES)
    useful = SeveralResources(label=gettext_lazy("Resources that would be useful"), most=MOST_RESOURCES)
    people = SeveralResources(label=gettext_lazy("Key people"), most=MOST_PEOPLE)
    some = SeveralResources(label=gettext_lazy("Some of these resources"), most=MOST_RESOURCES)
    needed = forms.IntegerField(label=gettext_lazy("How many of them"), required=False, min_value=1, max_value=60)
    template = forms.ChoiceField(
        label=gettext_lazy("Plan with this template"),
        required=False,
        help_text=gettext_lazy("Its lead times must fit between today and STARTEX."),
    )
    lead_days = forms.IntegerField(
        label=gettext_lazy("Days to prepare, at least"), required=False, min_value=0, max_value=HORIZON
    )
    program: Any = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Not at once with exchanges of"),
        required=False,
        empty_label="–",
        to_field_name="reference",
    )
    holidays = weight(gettext_lazy("Weight of holidays"))
    exchanges = weight(gettext_lazy("Weight of other exchanges"))
    leads = weight(gettext_lazy("Weight of late steps"))
    exchange: Any = forms.ModelChoiceField(
        queryset=None, required=False, to_field_name="reference", widget=forms.HiddenInput
    )

    main = ("days", "first", "last", "wish", "nations", "wished", "resources", "useful", "people")
    more = ("some", "needed", "template", "lead_days", "program", "holidays", "exchanges", "leads")

    def __init__(self, data: Any = None, *, reader: User, exchanges: Any, initial: Any = None) -> None:
        super().__init__(data, initial={**defaults(), **(initial or {})})
        self.reader = reader
        self.templates: dict[str, Template] = {each.key: each for each in templates_for(reader)}
        resources = choices.resources(reader)
        offered = {"nations": hosts(), "wished": hosts(), "people": choices.people(reader)}
        offered |= dict.fromkeys(("resources", "useful", "some"), resources)
        offered |= {"program": Program.objects.for_user(reader), "exchange": exchanges.select_related("host__nation")}
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # All of them choose from rows.
        named = [("", "–"), *((each.key, each.name) for each in self.templates.values())]
        self.fields["template"].choices = named  # type: ignore[attr-defined]  # A choice.

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_years(cleaned)
        if {"first", "last"} <= cleaned.keys():
            self._check_days(cleaned["first"], cleaned["last"], cleaned.get("days") or 1)
        for needed, welcome in (("nations", "wished"), ("resources", "useful")):
            self._check_once(cleaned.get(needed), cleaned.get(welcome), welcome)
        self._check_some(cleaned)
        return cleaned

    def _check_once(self, needed: Any, welcome: Any, field: str) -> None:
        """What is needed can't only be welcome."""
        both = [str(each) for each in welcome or () if each in (needed or ())]
        if both:
            text = _("Needed already: %(names)s. Name each once.")
            self.add_error(field, text % {"names": ", ".join(both)})

    def _check_some(self, cleaned: dict[str, Any]) -> None:
        if bool(cleaned.get("some")) != bool(cleaned.get("needed")) and not {"some", "needed"} & self.errors.keys():
            self.add_error("needed", _("Name the resources, and say how many of them you need."))
        if cleaned.get("some") and len(cleaned["some"]) < (cleaned.get("needed") or 0):
            self.add_error("needed", _("You named fewer than that."))

    def _check_years(self, cleaned: dict[str, Any]) -> None:
        for field in ("first", "last", "wish"):
            if cleaned.get(field) and not FIRST_YEAR <= cleaned[field].year < LAST_YEAR:
                self.add_error(field, _("No calendar goes that far."))

    def _check_days(self, first: date, last: date, days: int) -> None:
        length, latest = (last - first).days + 1, first + timedelta(days=HORIZON - 1)
        if length < 1:
            text = _("This day lies before the first: choose %(day)s or a later one.")
            self.add_error("last", text % {"day": in_words(first)})
        elif length > HORIZON:
            text = _("The finder looks at eighteen months at most: choose %(day)s or an earlier day.")
            self.add_error("last", text % {"day": in_words(latest)})
        elif length < days:
            text = ngettext("%(n)d day doesn't fit between these.", "%(n)d days don't fit between these.", days)
            self.add_error("days", text % {"n": days})

    @property
    def asked(self) -> Query:
        """What is asked for, once it is valid."""
        said = self.cleaned_data
        host: Party = said["exchange"].host if said["exchange"] else self.reader.organisation
        template = self.templates.get(said["template"])
        return Query(
            span=Span(said["first"], said["last"], said["days"]),
            host=host,
            today=timezone.localdate(timezone=host.zone_info),
            required=list(said["nations"]),
            wished=list(said["wished"]),
            resources=[*said["resources"], *said["people"]],
            wished_resources=list(said["useful"]),
            some=list(said["some"]),
            needed=said["needed"] or 0,
            steps=template.steps if template else (),
            lead_days=said["lead_days"] or 0,
            wish=said["wish"],
            weights=self._weights(),
            exchange=said["exchange"],
            apart_from=said["program"],
        )

    def _weights(self) -> Weights:
        said = {name: self.cleaned_data[name] for name in ("holidays", "exchanges", "leads")}
        return Weights(**{name: value for name, value in said.items() if value is not None})

    @property
    def has_more(self) -> bool:
        """Whether a field is used, or wrong, that is folded away at first."""
        plain = {"", str(DEFAULT_WEIGHT)}
        return any(name in self.errors or str(self[name].data or "") not in plain for name in self.more)

    @property
    def fields_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.main]

    @property
    def fields_folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.more]


def defaults() -> dict[str, Any]:
    first = timezone.localdate() + SOON
    weights = dict.fromkeys(("holidays", "exchanges", "leads"), DEFAULT_WEIGHT)
    return {"days": DEFAULT_DAYS, "first": first, "last": first + YEAR, **weights}
