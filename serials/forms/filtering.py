"""Which serials a sheet shows, and how; lives in the address."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.models import Exchange
from programs.answers import DayInput
from serials.models import Serial
from serials.reading import Shown

VIEWS = [("week", _("Week")), ("day", _("Day")), ("table", _("Table"))]
LANES = [("place", _("Place")), ("lead", _("Lead nation")), ("phase", _("Phase"))]
CLOCKS = [("place", _("Of the exchange")), ("mine", pgettext_lazy("whose time", "Mine")), ("utc", "UTC")]
ANY = ("", _("Any"))


class SheetForm(forms.Form):
    """Offers nothing that the serials which the reader sees don't show. What can't be read is as if it weren't said."""

    view = forms.ChoiceField(label=_("Sheet"), required=False, choices=VIEWS, widget=forms.HiddenInput)
    day = forms.DateField(label=_("Day"), required=False, widget=DayInput)
    lanes = forms.ChoiceField(label=_("Rows by"), required=False, choices=LANES)
    nation = forms.ChoiceField(label=_("Nation"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    text = forms.CharField(
        label=_("Title or code"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )
    clock = forms.ChoiceField(label=pgettext_lazy("whose time", "Clock"), required=False, choices=CLOCKS)
    dtg = forms.BooleanField(label=_("Date-time groups"), required=False)

    def __init__(self, data: Any, *, exchange: Exchange, rows: list[Shown]) -> None:
        super().__init__(data)
        self.exchange, self._rows = exchange, rows
        nations = {party.code: str(party) for row in rows for party in row.partners}
        places = {row.serial.place for row in rows if row.serial.place}
        self.fields["nation"].choices = [ANY, *sorted(nations.items(), key=lambda pair: pair[1])]
        self.fields["place"].choices = [ANY, *((place, place) for place in sorted(places))]
        self.is_valid()

    def said(self, name: str, default: str = "") -> str:
        return self.cleaned_data.get(name) or default

    @property
    def view_name(self) -> str:
        return self.said("view", "week")

    @property
    def on(self) -> date:
        """The day asked for; else today, if the exchange is on, or its first day."""
        wanted: date | None = self.cleaned_data.get("day")
        today = self.exchange.today
        is_on = self.exchange.starts_on <= today <= self.exchange.ends_on
        return wanted or (today if is_on else self.exchange.starts_on)

    @property
    def monday(self) -> date:
        return self.on - timedelta(days=self.on.weekday())

    def narrowed(self) -> list[Shown]:
        """The rows that fit; nothing where a filter can't be read."""
        if {"nation", "place", "text"} & self.errors.keys():
            return []
        nation, place, text = (self.said(name) for name in ("nation", "place", "text"))
        return [row for row in self._rows if _fits(row, nation, place, text.strip().casefold())]


def _fits(row: Shown, nation: str, place: str, text: str) -> bool:
    serial: Serial = row.serial
    is_there = not place or serial.place == place
    takes_part = not nation or any(party.code == nation for party in row.partners)
    return is_there and takes_part and (not text or text in f"{serial.code} {serial.title}".casefold())
