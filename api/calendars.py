"""Blackout periods of parties."""

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet
from api.fields import MarkingField, PartySerializer
from calendars.models import Blackout


class BlackoutSerializer(serializers.ModelSerializer):
    """Days that a party keeps free of training, both inclusive."""

    party = PartySerializer(source="owner", help_text="Whose days they are.")
    marking = MarkingField()

    class Meta:
        model = Blackout
        fields = ["id", "party", "title", "reason", "starts_on", "ends_on", "marking"]


class BlackoutFilters(filters.FilterSet):
    party = filters.CharFilter("owner__code", help_text="Code of the party.")
    after = filters.DateFilter("ends_on", "gte", help_text="With days on this day or after it.")
    before = filters.DateFilter("starts_on", "lte", help_text="With days on this day or before it.")


class BlackoutViewSet(GuardedViewSet):
    """Blackout periods that you may see, by their first day."""

    model = Blackout
    serializer_class = BlackoutSerializer
    filterset_class = BlackoutFilters
    related = ("owner",)
    ordering = ("starts_on", "pk")
    lookup_url_kwarg = "id"
