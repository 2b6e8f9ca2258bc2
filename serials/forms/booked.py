"""Which bookings a serial uses: chosen by the name of their resource and by their days."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.dates import days
from accounts.models import User
from exchanges.models import Exchange
from resources.lists import days_of
from resources.models import Booking
from resources.states import State
from serials import using
from serials.models import Serial


class BookingsField(forms.ModelMultipleChoiceField):
    """The exchange's bookings that the reader sees; freed ones only where the serial uses them already."""

    reader: User

    def __init__(self) -> None:
        super().__init__(
            queryset=None,
            label=_("Uses"),
            required=False,
            help_text=_("What is booked for the exchange."),
        )

    def offer(self, reader: User, exchange: Exchange, stored: Serial | None) -> None:
        self.reader = reader
        wanted = ~Q(state=State.FREED)
        if stored is not None:
            wanted |= Q(pk__in=stored.bookings.order_by().values("pk"))
        self.queryset = Booking.objects.for_user(reader).filter(wanted, exchange=exchange)
        self._names: dict[Any, str] = {}

    def label_from_instance(self, row: Any) -> str:
        if not self._names:
            found = using.used(self.reader, self.queryset.values_list("pk", flat=True))
            self._names = {key: _said(use, self.reader) for key, use in found.items()}
        return self._names.get(row.pk, str(row))


def _said(use: using.Used, reader: User) -> str:
    zone = use.resource.zone_info if use.resource else reader.zone_info
    return f"{use} · {days(*days_of(use.booking.starts_at, use.booking.ends_at, zone))}"
