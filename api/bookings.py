"""Bookings of exchanges: read, made or asked for, moved, made firm and freed."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import among
from api.fields import MarkingField
from api.labels import LabelInput, label_in
from api.writing import READING, Input, WritingViewSet
from exchanges.models import Exchange
from resources import services
from resources.labelling import terms_for
from resources.models import Booking, Resource
from resources.models.bookings import REASON_LENGTH
from resources.models.resources import MOST, NAME_LENGTH
from resources.recurrence import MOST as MOST_TIMES
from resources.recurrence import Every, Repeats
from resources.services.changing import resource_of
from resources.states import Decision, IllegalMove, State
from resources.windows import Window


class BookingSerializer(serializers.ModelSerializer):
    """A booking of an exchange. ``resource`` and ``exchange`` are there only while the reader may see them."""

    resource = serializers.UUIDField(source="shown.resource", required=False)
    exchange = serializers.CharField(source="shown.exchange", required=False, help_text="Reference of the exchange.")
    version = serializers.IntegerField(help_text="For the header If-Match of a change.")
    marking = MarkingField()

    class Meta:
        model = Booking
        fields = [
            "id",
            "title",
            "resource",
            "exchange",
            "starts_at",
            "ends_at",
            "is_all_day",
            "quantity",
            "state",
            "decision",
            "reason",
            "series",
            "version",
            "marking",
        ]


class WindowInput(Input):
    """Whole days, or with both times hours: of the clocks where the resource is."""

    first = serializers.DateField(help_text="The first day.")
    last = serializers.DateField(help_text="The last day, which is booked too.")
    begins = serializers.TimeField(required=False)
    ends = serializers.TimeField(required=False)
    over_closed = serializers.BooleanField(required=False, help_text="Book the days on which it is closed too.")


class RepeatsInput(Input):
    """Every so often, ``count`` times in all or until a day; on its exceptions it is left out."""

    every = serializers.ChoiceField(choices=Every.choices)
    interval = serializers.IntegerField(min_value=1, max_value=MOST_TIMES, required=False, help_text="2: every other.")
    count = serializers.IntegerField(min_value=1, max_value=MOST_TIMES, required=False, help_text="The first included.")
    until = serializers.DateField(required=False, help_text="The last day on which it may begin.")
    without = serializers.ListField(
        child=serializers.DateField(),
        max_length=MOST_TIMES,
        required=False,
        help_text="Days on which it doesn't begin.",
    )


class BookingInput(WindowInput):
    """A new booking. Without a label it is marked as the content of the exchange."""

    resource = serializers.UUIDField()
    exchange = serializers.CharField(max_length=7, help_text="Reference of an exchange that you plan.")
    title = serializers.CharField(max_length=NAME_LENGTH, required=False)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST, required=False, help_text="Of a pool.")
    is_firm = serializers.BooleanField(required=False, help_text="At once; only where the owner needn't be asked.")
    repeats = RepeatsInput(required=False, help_text="All of it is booked, or nothing.")
    label = LabelInput(required=False)


class MoveInput(WindowInput):
    """Another time, and perhaps another resource."""

    resource = serializers.UUIDField(required=False)
    whole = serializers.BooleanField(required=False, help_text="All that repeats with it moves by as much.")


class FreeInput(Input):
    reason = serializers.CharField(max_length=REASON_LENGTH, required=False)
    whole = serializers.BooleanField(required=False, help_text="All that repeats with it is freed too.")


class RestoreInput(Input):
    also = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=MOST_TIMES,
        required=False,
        help_text="Ids of others that repeat with it and were freed.",
    )


class BookingFilters(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=State.choices)
    decision = filters.MultipleChoiceFilter(choices=Decision.choices)
    starts_before = filters.IsoDateTimeFilter("starts_at", "lt")
    ends_after = filters.IsoDateTimeFilter("ends_at", "gt")
    series = filters.UUIDFilter(help_text="What repeats shares one.")
    exchange = filters.CharFilter(method="of_exchange", help_text="Reference of an exchange.")

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "exchange", visible)


class BookingViewSet(WritingViewSet):
    """Bookings of exchanges whose content you may see, by their begin."""

    model = Booking
    actions = {**READING, **dict.fromkeys(("move", "firm", "free", "restore"), "change")}
    conflicts = {IllegalMove: gettext_lazy("This isn't possible in the state that the booking has by now.")}
    serializer_class = BookingSerializer
    filterset_class = BookingFilters
    lookup_url_kwarg = "id"
    ordering = ("starts_at", "pk")

    def attach(self, rows: list[Any]) -> None:
        exchanges = self.by_key(Exchange, "pk", [row.exchange_id for row in rows])
        resources = self.by_key(Resource, "pk", [row.resource_id for row in rows])
        for row in rows:
            found = exchanges.get(row.exchange_id)
            row.shown = {"exchange": found.reference} if found else {}
            if row.resource_id in resources:
                row.shown["resource"] = row.resource_id

    @extend_schema(request=BookingInput, responses={201: BookingSerializer})
    def create(self, request: Request) -> Response:
        """Book a resource: at once where you may, or else as a request to its owner (``decision``).

        Of what repeats it answers with the first; ``?series=`` lists them all.
        """
        said = self.said(BookingInput)
        resource, exchange = self._resource(said.pop("resource")), self._exchange(said.pop("exchange"))
        label = label_in(said, author=request.user, terms=terms_for(request.user, resource, exchange))
        window = window_in(said, resource)
        if "repeats" in said:
            said["repeats"] = Repeats(**{**said["repeats"], "every": Every(said["repeats"]["every"])})
        made = services.book([resource], window=window, exchange=exchange, label=label, by=request.user, **said)
        return self.shown(made[0], status=201)

    @extend_schema(request=MoveInput, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **kwargs: Any) -> Response:
        """Give it another time or resource. Its owner decides again, unless you book there at once."""
        booking, said = self.get_object(), self.said(MoveInput)
        other = self._resource(said.pop("resource")) if "resource" in said else None
        window = window_in(said, other or resource_of(booking, request.user))
        wanted = {"window": window, "version": self.version, **said}
        if not wanted.pop("whole", False):
            return self.shown(services.move(booking, resource=other, by=request.user, **wanted))
        if other is not None:
            raise ValidationError({"resource": [_("All that repeats stays where it is. Move this one alone.")]})
        services.move_series(booking, by=request.user, **wanted)
        return self.shown(booking)

    @extend_schema(request=None, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def firm(self, request: Request, **kwargs: Any) -> Response:
        """Make an approved booking firm."""
        return self.shown(services.firm_up(self.get_object(), version=self.version, by=request.user))

    @extend_schema(request=FreeInput, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def free(self, request: Request, **kwargs: Any) -> Response:
        """Give its time back to others."""
        booking, said = self.get_object(), self.said(FreeInput)
        verb = services.free_series if said.pop("whole", False) else services.free
        verb(booking, version=self.version, by=request.user, **said)
        return self.shown(booking)

    @extend_schema(request=RestoreInput, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, **kwargs: Any) -> Response:
        """Take a freed booking back, as long as nobody else has its time."""
        booking, said = self.get_object(), self.said(RestoreInput)
        services.restore_series(booking, keys=said.get("also", ()), version=self.version, by=request.user)
        return self.shown(booking)

    def _resource(self, pk: Any) -> Resource:
        found: Resource | None = self.visible(Resource).filter(pk=pk, is_active=True).first()
        if found is None:
            raise ValidationError({"resource": [_("No such resource is offered to you.")]})
        return found

    def _exchange(self, reference: str) -> Exchange:
        found: Exchange | None = self.visible(Exchange, "change").filter(reference=reference.upper()).first()
        if found is None:
            raise ValidationError({"exchange": [_("You plan no such exchange.")]})
        return found


def window_in(said: dict[str, Any], resource: Resource) -> Window:
    """Take the fields of a ``WindowInput`` out of *said*, but whether closed days are booked too."""
    first, last, begins, ends = (said.pop(name, None) for name in ("first", "last", "begins", "ends"))
    return Window.said(first, last, begins, ends, resource.zone_info)
