"""The shape of what is entered about a serial. Its label is chosen once; changing it is a verb of its own."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clearances.label_form import LabelForm
from clearances.label_values import Terms
from clearances.labels import container_key
from exchanges.choices import zones
from exchanges.models import Exchange, ExchangeContent
from phases.models import Phase
from programs.answers import ServiceForm, VersionedForm
from resources.models import Resource
from resources.models.resources import MOST
from serials import checking, conflicts, nations, times, using
from serials.clashes import Clash
from serials.forms.booked import BookingsField
from serials.forms.moments import MomentField, WhichField
from serials.models import CODE_LENGTH, PLACE_LENGTH, TITLE_LENGTH, Serial
from serials.reading import shown
from serials.services import new_code
from serials.states import IllegalMove

Done = TypeVar("Done")
SEARCHED = {"data-search": ""}
PLAIN = ["code", "title", "zone", "place", "units", "objectives", "remarks"]
ONE = ["phase", "lead"]
RELATED = ["parties", "people", "after", "bookings"]


def long_text(label: Any, rows: int, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=checking.MOST_CHARACTERS, widget=widget, help_text=hint
    )


def several(label: Any, hint: Any = "") -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(queryset=None, label=label, required=False, help_text=hint)


class TurnForm(ServiceForm):
    """A verb without input; says in words when somebody else was faster."""

    is_conflict = False

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        try:
            return super().attempt(verb)
        except IllegalMove:
            self.is_conflict = True
            text = _("This isn't possible in the state that the serial has by now. Nothing was changed.")
            self.add_error(None, text)
            return None

    @property
    def status(self) -> int:
        return 409 if self.is_conflict else super().status


class SerialForm(TurnForm):
    """What a serial says, and what stands against it: named before it is saved, and saved all the same if confirmed."""

    title = forms.CharField(label=gettext_lazy("What happens"), max_length=TITLE_LENGTH)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=CODE_LENGTH,
        required=False,
        help_text=gettext_lazy("Left blank, it gets a random one."),
    )
    phase = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Phase"), required=False, empty_label="–")
    starts = MomentField(label=gettext_lazy("Starts"))
    starts_which = WhichField()
    ends = MomentField(label=gettext_lazy("Ends"))
    ends_which = WhichField()
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the place"), choices=zones, required=False, widget=forms.Select(SEARCHED)
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=PLACE_LENGTH, required=False)
    lead = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Lead nation"), required=False, empty_label="–")
    parties = several(gettext_lazy("Nations that take part"))
    people = several(gettext_lazy("People in charge"))
    after = several(gettext_lazy("Begins after the end of"))
    bookings = BookingsField()
    holds = several(
        gettext_lazy("Hold for it as well"),
        gettext_lazy("Booked for exactly its time, or asked for where the owner decides."),
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"),
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=gettext_lazy("Of each equipment pool that is held. Left blank: one."),
    )
    units = long_text(gettext_lazy("Units"), 3, gettext_lazy("One a line."))
    objectives = long_text(gettext_lazy("Objectives"), 3)
    remarks = long_text(
        gettext_lazy("Remarks"), 3, gettext_lazy("Alternates, weather limits, what else must be known.")
    )

    renamed = {"starts_at": "starts", "ends_at": "ends", "label": "label_classification"}
    stored: Serial | None = None

    def __init__(self, data: Any = None, *, reader: User, exchange: Exchange, **kwargs: Any) -> None:
        self.reader, self.exchange = reader, exchange
        kwargs.setdefault("initial", {}).setdefault("zone", exchange.zone)
        super().__init__(data, **kwargs)
        parties = nations.choices(reader, exchange)
        self.fields["lead"].queryset = self.fields["parties"].queryset = parties
        self.fields["people"].queryset = nations.people(reader, exchange)
        self.fields["after"].queryset = self._others()
        self.fields["phase"].queryset = Phase.objects.for_user(reader).filter(exchange=exchange)
        self.fields["holds"].queryset = Resource.objects.for_user(reader).offered()
        self.fields["bookings"].offer(reader, exchange, self.stored)

    def _others(self) -> Any:
        rows = checking.visible(self.exchange, self.reader)
        return rows.exclude(pk=self.stored.pk) if self.stored else rows

    def clean_zone(self) -> str:
        return self.cleaned_data["zone"] or self.exchange.zone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in RELATED:
            cleaned[name] = sorted(cleaned.get(name) or [], key=str)
        for name in ("starts", "ends"):
            self._settle(name, cleaned)
        return cleaned

    def _settle(self, name: str, cleaned: dict[str, Any]) -> None:
        """The instant behind a wall time: refused where the clocks skip it, asked about where they show it twice."""
        local, zone = cleaned.get(name), cleaned.get("zone")
        if local is None or zone is None:
            return
        found = times.instants(local, ZoneInfo(zone))
        which = cleaned.get(f"{name}_which")
        if not found:
            self.add_error(name, _("The clocks of %(zone)s skip this time on that day.") % {"zone": zone})
        elif len(found) > 1 and not which:
            self.fields[f"{name}_which"].widget = forms.Select(choices=self.fields[f"{name}_which"].choices)
            text = _("The clocks of %(zone)s show this time twice on that day. Say which of the two you mean.")
            self.add_error(name, text % {"zone": zone})
        else:
            self.moments[name] = found[-1 if which == "second" else 0]

    @property
    def moments(self) -> dict[str, datetime]:
        """The instants found so far, by field."""
        return self.__dict__.setdefault("_moments", {})

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        facts = {name: cleaned[name] for name in [*PLAIN, *ONE, *RELATED]}
        return {**facts, "starts_at": self.moments["starts"], "ends_at": self.moments["ends"]}

    @property
    def clashes(self) -> list[Clash]:
        """What stands against it, as far as its times can be read; each once."""
        if not self.is_bound:
            return []
        self.is_valid()
        if len(self.moments) < len(("starts", "ends")) or self.moments["ends"] <= self.moments["starts"]:
            return []
        uses = using.used(self.reader, [row.pk for row in self.cleaned_data["bookings"]]).values()
        slot = self._slot(uses)
        found = [
            *conflicts.against(self.reader, self.exchange, slot),
            *conflicts.of_itself(slot, self.cleaned_data.get("phase"), uses),
            *using.held(self.reader, slot, self.to_hold, self.how_many),
        ]
        return list(dict.fromkeys(found))

    @property
    def to_hold(self) -> list[Resource]:
        return sorted(self.cleaned_data.get("holds") or [], key=str)

    @property
    def how_many(self) -> int:
        return self.cleaned_data.get("quantity") or 1

    def _slot(self, uses: Iterable[using.Used]) -> Any:
        cleaned = self.cleaned_data
        words = {name: cleaned.get(name, "") for name in ("code", "title", "place", "units")}
        row = Serial(exchange=self.exchange, zone=cleaned["zone"], **words)
        row.starts_at, row.ends_at = self.moments["starts"], self.moments["ends"]
        row.pk = self.stored.pk if self.stored else row.pk
        return conflicts.slot_of(
            row,
            lead=cleaned["lead"].pk if cleaned.get("lead") else None,
            parties=frozenset(party.pk for party in cleaned["parties"]),
            people={person.pk: str(person) for person in cleaned["people"]},
            after=frozenset(each.pk for each in cleaned["after"]),
            resources={use.claim: str(use) for use in uses},
        )

    @property
    def seen(self) -> str:
        """Names the clashes that are on the page; saving in spite of others needs another look."""
        texts = [clash.text for clash in self.clashes]
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16] if texts else ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing stands against it, or its author has seen what does."""
        return self.is_bound and self.is_valid() and self.data.get("seen", "") == self.seen


class NewForm(LabelForm, SerialForm):
    """A new serial, marked as the exchange's content unless its author says otherwise."""

    label_prefixes = ("label",)

    def __init__(
        self, data: Any = None, *, content: ExchangeContent, reader: User, source: Serial | None = None
    ) -> None:
        self.content, self.source = content, source
        self.standing = source.label if source else content.label  # Its label where none is chosen.
        initial = read(source, reader) if source else {}
        owner = self.standing.owner
        where = {"reader": reader, "exchange": content.exchange, "initial": {**initial, "code": new_code()}}
        super().__init__(data, author=reader, owner=owner, container=container_key(content.exchange), **where)

    def terms_of(self, name: str) -> Terms:
        return Terms(
            owner=self.label_owner,
            title=str(_("serial")),
            blank=str(_("As the serial that is copied") if self.source else _("As the content of the exchange")),
            asked=self.standing,
            floor=self.source.label if self.source else self.content.exchange.label,
            floor_title=str(_("The serial that is copied") if self.source else _("The cover")),
            container=self.container,
        )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not field.name.startswith("label_")]


class EditForm(SerialForm, VersionedForm):
    """A serial as it was read. After a conflict it shows both, and saving again is a decision."""

    def __init__(self, data: Any = None, *, row: Serial, reader: User, exchange: Exchange) -> None:
        self.stored, self.reader = row, reader
        super().__init__(data, row=row, reader=reader, exchange=exchange)

    def read(self, row: Serial) -> dict[str, Any]:  # type: ignore[override]  # What is read depends on the reader.
        return read(row, self.reader)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return self.visible_fields()


def read(row: Serial, reader: User) -> dict[str, Any]:
    """The values of the fields, as far as *reader* sees them; a time that comes twice with which one it is."""
    (seen,) = shown(reader, [row])
    values = {name: getattr(row, name) for name in PLAIN}
    for name, at in (("starts", row.starts), ("ends", row.ends)):
        local = at.replace(tzinfo=None, fold=0)
        is_double = len(times.instants(local, ZoneInfo(row.zone))) > 1
        values[name] = local
        values[f"{name}_which"] = ("second" if at.fold else "first") if is_double else ""
    return {**values, **{name: getattr(seen, name) for name in ONE}, **{name: getattr(seen, name) for name in RELATED}}
