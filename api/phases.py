"""Phases of exchanges, as far as the reader may see them. Their hosts are named to those who see them take part."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet, among
from api.fields import MarkingField, PartySerializer
from exchanges.models import Exchange
from phases.models import Phase
from phases.reading import shown


class PhaseSerializer(serializers.ModelSerializer):
    """A phase. Its days are inclusive, in ``zone``."""

    exchange = serializers.CharField(source="exchange.reference", help_text="Reference of its exchange.")
    host = PartySerializer(source="seen.host", allow_null=True, help_text="Of its own, where you may know it.")
    marking = MarkingField()

    class Meta:
        model = Phase
        fields = ["id", "exchange", "name", "starts_on", "ends_on", "zone", "place", "host", "marking"]


class PhaseFilters(filters.FilterSet):
    exchange = filters.CharFilter(method="of_exchange", help_text="Reference of an exchange.")
    first = filters.DateFilter("ends_on", "gte", help_text="Leaves out what ends before this day.")
    last = filters.DateFilter("starts_on", "lte", help_text="Leaves out what starts after this day.")

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "exchange", visible)


class PhaseViewSet(GuardedViewSet):
    """Phases that you may see, by their first day."""

    model = Phase
    serializer_class = PhaseSerializer
    filterset_class = PhaseFilters
    related = ("exchange",)
    ordering = ("starts_on", "pk")

    def attach(self, rows: list[Any]) -> None:
        for row, seen in zip(rows, shown(self.request.user, rows), strict=True):
            row.seen = seen
