"""Serials, as far as the reader may see them. Partners are named to those who see them in the exchange."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet, among
from api.fields import MarkingField, PartySerializer
from exchanges.models import Exchange
from serials.models import Serial
from serials.reading import shown
from serials.states import State


class SerialSerializer(serializers.ModelSerializer):
    """A serial. Instants are UTC; ``zone`` names the clocks of its place."""

    exchange = serializers.CharField(source="exchange.reference", help_text="Reference of its exchange.")
    units = serializers.ListField(source="unit_names", child=serializers.CharField())
    phase = serializers.UUIDField(source="seen.phase.pk", allow_null=True, default=None, help_text="Id of its phase.")
    lead = PartySerializer(source="seen.lead", allow_null=True, help_text="Where you may know it.")
    parties = PartySerializer(source="seen.parties", many=True, help_text="Those that you may know of.")
    after = serializers.SerializerMethodField(help_text="Ids of the serials that must end before it begins.")
    bookings = serializers.SerializerMethodField(help_text="Ids of the bookings that it uses.")
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
            "marking",
        ]

    def get_after(self, serial: Any) -> list[str]:
        return [str(each.pk) for each in serial.seen.after]

    def get_bookings(self, serial: Any) -> list[str]:
        return [str(each.pk) for each in serial.seen.bookings]


class SerialFilters(filters.FilterSet):
    exchange = filters.CharFilter(method="of_exchange", help_text="Reference of an exchange.")
    state = filters.MultipleChoiceFilter(choices=State.choices)
    first = filters.IsoDateTimeFilter("ends_at", "gt", help_text="Leaves out what ends before this instant.")
    last = filters.IsoDateTimeFilter("starts_at", "lt", help_text="Leaves out what starts after this instant.")

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "exchange", visible)


class SerialViewSet(GuardedViewSet):
    """Serials that you may see, by their beginning."""

    model = Serial
    serializer_class = SerialSerializer
    filterset_class = SerialFilters
    related = ("exchange",)
    ordering = ("starts_at", "pk")

    def attach(self, rows: list[Any]) -> None:
        for row, seen in zip(rows, shown(self.request.user, rows), strict=True):
            row.seen = seen
