"""Resources that are offered."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet
from api.fields import MarkingField, PartySerializer
from resources.lists import place_of
from resources.models import Kind, Resource


class ResourceSerializer(serializers.ModelSerializer):
    """A resource that is offered. Its place is as vague as its owner wants."""

    owner = PartySerializer()
    grid = serializers.SerializerMethodField(help_text="Where it is, as an MGRS reference; empty where it isn't told.")
    other_hours = serializers.DictField(
        child=serializers.ListField(child=serializers.TimeField()),
        help_text="When it opens and closes on some weekdays, by their ISO number.",
    )
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
            "other_hours",
            "closed_on",
            "publishes_busy",
            "marking",
        ]

    def get_grid(self, resource: Resource) -> str:
        return place_of(resource, self.context["request"].user)


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
