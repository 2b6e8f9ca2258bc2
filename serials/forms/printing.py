"""Which part of a schedule goes on paper."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from clearances import markings
from exchanges.models import Exchange
from portions.paper import Refused
from programs.answers import DayInput, ServiceForm
from serials.forms.filtering import CLOCKS
from serials.models import Serial
from serials.printing import Range

Done = TypeVar("Done")
LENGTHS = [("1", _("One day")), ("7", _("A week")), ("all", _("The whole exchange"))]


class PrintForm(ServiceForm):
    """Offers the markings of serials that the reader sees: one audience may not have all of them."""

    length = forms.ChoiceField(label=_("How much"), choices=LENGTHS, initial="7")
    day = forms.DateField(label=_("From"), widget=DayInput)
    clock = forms.ChoiceField(label=pgettext_lazy("whose time", "Clock"), choices=CLOCKS)
    label = forms.ChoiceField(label=_("Marking"), required=False)

    def __init__(self, data: Any = None, *, exchange: Exchange, reader: User) -> None:
        super().__init__(data, initial={"day": exchange.starts_on})
        self.exchange, self.reader = exchange, reader
        rows = Serial.objects.for_user(reader).filter(exchange=exchange)
        found = {pk: markings.of_label(pk).text for pk in rows.order_by().values_list("label", flat=True).distinct()}
        self.fields["label"].choices = [("", _("All together")), *sorted(found.items(), key=lambda pair: pair[1])]

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        try:
            return super().attempt(verb)
        except Refused as refused:
            self.add_error(None, str(refused))
            return None

    @property
    def zone(self) -> ZoneInfo:
        names = {"mine": str(self.reader.zone_info), "utc": "UTC"}
        return ZoneInfo(names.get(self.cleaned_data["clock"], self.exchange.zone))

    @property
    def wanted(self) -> Range:
        if self.cleaned_data["length"] == "all":
            return Range(self.exchange.starts_on, self.exchange.ends_on, self.zone)
        first: date = self.cleaned_data["day"]
        return Range(first, first + timedelta(days=int(self.cleaned_data["length"]) - 1), self.zone)

    @property
    def label_id(self) -> int | None:
        chosen = self.cleaned_data["label"]
        return int(chosen) if chosen else None
