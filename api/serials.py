"""Serials: read as far as the reader may see them, planned, changed, confirmed, cancelled and brought back.

Partners are named to those who see them in the exchange. Who is in charge of a serial is kept on its page.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api import parts
from api.base import among
from api.fields import MarkingField, PartySerializer
from api.labels import LabelInput, label_in
from api.writing import READING, Input, WritingViewSet
from exchanges.models import Exchange
from phases.models import Phase
from resources.models import Booking, Resource
from resources.models.resources import MOST
from serials import services
from serials.checking import MOST_CHARACTERS
from serials.holding import hold
from serials.models import CODE_LENGTH, PLACE_LENGTH, TITLE_LENGTH, Serial
from serials.reading import shown
from serials.states import IllegalMove, State

MOST_NAMED = 60


class SerialSerializer(serializers.ModelSerializer):
    """A serial. Instants are UTC; ``zone`` names the clocks of its place."""

    exchange = serializers.CharField(source="exchange.reference", help_text="Reference of its exchange.")
    units = serializers.ListField(source="unit_names", child=serializers.CharField())
    phase = serializers.UUIDField(source="seen.phase.pk", allow_null=True, default=None, help_text="Id of its phase.")
    lead = PartySerializer(source="seen.lead", allow_null=True, help_text="Where you may know it.")
    parties = PartySerializer(source="seen.parties", many=True, help_text="Those that you may know of.")
    after = serializers.SerializerMethodField(help_text="Ids of the serials that must end before it begins.")
    bookings = serializers.SerializerMethodField(help_text="Ids of the bookings that it uses.")
    version = serializers.IntegerField(help_text="For the header If-Match of a change.")
    marking = MarkingField()

    class Meta:
        model = Serial
        fields = [
            "id",
            "exchange",
            "code",
            "title",
            "phase",
            "starts_at",
            "ends_at",
            "zone",
            "place",
            "lead",
            "parties",
            "units",
            "objectives",
            "remarks",
            "after",
            "bookings",
            "state",
            "version",
            "marking",
        ]

    def get_after(self, serial: Any) -> list[str]:
        return [str(each.pk) for each in serial.seen.after]

    def get_bookings(self, serial: Any) -> list[str]:
        return [str(each.pk) for each in serial.seen.bookings]


def text(longest: int, help_text: str = "") -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, help_text=help_text)


class AmendSerialInput(Input):
    """What of it changes. A list replaces the one that you see; what you don't see stays."""

    code = text(CODE_LENGTH, "Left out, it gets a random one. A second serial with one code is refused.")
    title = serializers.CharField(max_length=TITLE_LENGTH, required=False)
    starts_at = parts.InstantField(required=False)
    ends_at = parts.InstantField(required=False)
    zone = serializers.CharField(max_length=64, required=False, help_text="IANA: whose clocks its place goes by.")
    place = text(PLACE_LENGTH)
    phase = serializers.UUIDField(required=False, allow_null=True, help_text="Id of a phase of the exchange.")
    lead = parts.code(required=False, allow_null=True, help_text="Code of the host or of an invited nation.")
    parties = parts.several(parts.code(), MOST_NAMED, "Codes of the nations that take part.")
    units = parts.several(serializers.CharField(max_length=PLACE_LENGTH), MOST_NAMED, "Their names.")
    after = parts.several(serializers.UUIDField(), MOST_NAMED, "Ids of the serials that must end before it begins.")
    bookings = parts.several(serializers.UUIDField(), MOST_NAMED, "Ids of the exchange's bookings that it uses.")
    objectives = text(MOST_CHARACTERS)
    remarks = text(MOST_CHARACTERS)


class SerialInput(AmendSerialInput):
    """A new serial. Without a label it is marked as the content of its exchange."""

    exchange = parts.code(help_text="Reference of an exchange that you plan.")
    title = serializers.CharField(max_length=TITLE_LENGTH)
    starts_at = parts.InstantField()
    ends_at = parts.InstantField()
    label = LabelInput(required=False)


class HoldInput(Input):
    """What is to be booked for exactly its time."""

    resources = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_NAMED)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST, default=1, help_text="Of each pool.")


class SerialFilters(filters.FilterSet):
    exchange = filters.CharFilter(method="of_exchange", help_text="Reference of an exchange.")
    state = filters.MultipleChoiceFilter(choices=State.choices)
    first = filters.IsoDateTimeFilter("ends_at", "gt", help_text="Leaves out what ends before this instant.")
    last = filters.IsoDateTimeFilter("starts_at", "lt", help_text="Leaves out what starts after this instant.")

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "exchange", visible)


class SerialViewSet(WritingViewSet):
    """Serials that you may see, by their beginning."""

    model = Serial
    actions = {**READING, **dict.fromkeys(("partial_update", "confirm", "cancel", "plan", "hold"), "change")}
    conflicts = {IllegalMove: gettext_lazy("This isn't possible in the state that the serial has by now.")}
    serializer_class = SerialSerializer
    filterset_class = SerialFilters
    related = ("exchange",)
    ordering = ("starts_at", "pk")

    def attach(self, rows: list[Any]) -> None:
        for row, seen in zip(rows, shown(self.request.user, rows), strict=True):
            row.seen = seen

    @extend_schema(request=SerialInput, responses={201: SerialSerializer})
    def create(self, request: Request) -> Response:
        """Put a serial on the schedule of an exchange that you plan."""
        said = self.said(SerialInput)
        content = parts.content_of(request.user, said.pop("exchange"))
        label = label_in(said, author=request.user, terms=parts.terms_for(content, _("serial")))
        facts = self._facts(said, content.exchange)
        return self.shown(services.add_serial(content.exchange, label=label, by=request.user, **facts), status=201)

    @extend_schema(request=AmendSerialInput, responses=SerialSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change what it says. Its label is changed on its page."""
        serial = self.get_object()
        facts = self._facts(self.said(AmendSerialInput), serial.exchange)
        return self.shown(services.amend_serial(serial, version=self.version, by=request.user, **facts))

    @extend_schema(request=None, responses=SerialSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Its time, place and partners are agreed."""
        return self.shown(services.confirm_serial(self.get_object(), version=self.version, by=request.user))

    @extend_schema(request=None, responses=SerialSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """Strike it out on the schedule. ``plan`` brings it back."""
        return self.shown(services.cancel_serial(self.get_object(), version=self.version, by=request.user))

    @extend_schema(request=None, responses=SerialSerializer)
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, **kwargs: Any) -> Response:
        """Undo: a cancelled or confirmed serial is planned again."""
        return self.shown(services.replan_serial(self.get_object(), version=self.version, by=request.user))

    @extend_schema(request=HoldInput, responses=SerialSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, **kwargs: Any) -> Response:
        """Book resources for it: at once where you may, or else as a request to their owner."""
        serial, said = self.get_object(), self.said(HoldInput)
        parts.rows_in(said, "resources", lambda: self.visible(Resource).offered())
        hold(serial, said["resources"], quantity=said["quantity"], version=self.version, by=request.user)
        return self.shown(serial)

    def _facts(self, said: dict[str, Any], exchange: Exchange) -> dict[str, Any]:
        """What the services take, for what was named."""
        parts.party_in(said, "lead", self.request.user, exchange)
        parts.parties_in(said, "parties", self.request.user, exchange)
        parts.row_in(said, "phase", lambda: self.visible(Phase).filter(exchange=exchange))
        for name, model in (("after", Serial), ("bookings", Booking)):
            parts.rows_in(said, name, lambda model=model: self.visible(model).filter(exchange=exchange))  # type: ignore[misc]
        if "units" in said:
            said["units"] = "\n".join(said["units"])
        return said
