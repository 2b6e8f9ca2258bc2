"""Resources, when they are taken, and the bookings of exchanges."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet, among
from api.fields import MarkingField, PartySerializer
from exchanges.models import Exchange
from resources.lists import place_of
from resources.models import Booking, Kind, Resource
from resources.states import Decision, State


class ResourceSerializer(serializers.ModelSerializer):
    """A resource that is offered. Its place is as vague as its owner wants."""

    owner = PartySerializer()
    grid = serializers.SerializerMethodField(help_text="Where it is, as an MGRS reference; empty where it isn't told.")
    marking = MarkingField()

    class Meta:
        model = Resource
        fields = [
            "id",
            "owner",
            "kind",
            "name",
            "description",
            "place",
            "grid",
            "capacity",
            "quantity",
            "turn_round_hours",
            "zone",
            "weekdays",
            "opens_at",
            "closes_at",
            "closed_on",
            "publishes_busy",
            "marking",
        ]

    def get_grid(self, resource: Resource) -> str:
        return place_of(resource, is_exact=False)


class ResourceFilters(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    owner = filters.CharFilter("owner__code", help_text="Code of the party that it belongs to.")


class ResourceViewSet(GuardedViewSet):
    """Resources that are offered to you, by name."""

    model = Resource
    serializer_class = ResourceSerializer
    filterset_class = ResourceFilters
    lookup_url_kwarg = "id"
    related = ("owner",)
    ordering = ("name", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().offered()


class BookingSerializer(serializers.ModelSerializer):
    """A booking of an exchange. ``resource`` and ``exchange`` are there only while the reader may see them."""

    resource = serializers.UUIDField(source="shown.resource", required=False)
    exchange = serializers.CharField(source="shown.exchange", required=False, help_text="Reference of the exchange.")
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
            "marking",
        ]


class BookingFilters(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=State.choices)
    decision = filters.MultipleChoiceFilter(choices=Decision.choices)
    starts_before = filters.IsoDateTimeFilter("starts_at", "lt")
    ends_after = filters.IsoDateTimeFilter("ends_at", "gt")
    exchange = filters.CharFilter(method="of_exchange", help_text="Reference of an exchange.")

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "exchange", visible)


class BookingViewSet(GuardedViewSet):
    """Bookings of exchanges whose content you may see, by their begin."""

    model = Booking
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
