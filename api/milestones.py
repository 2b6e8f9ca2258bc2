"""Milestones and planning conferences with their days."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet, among
from api.fields import MarkingField
from exchanges.models import Exchange
from milestones.kinds import Kind
from milestones.models import Milestone
from milestones.states import State


class MilestoneSerializer(serializers.ModelSerializer):
    """A milestone; ``exchange`` is there only while the reader may see it."""

    exchange = serializers.CharField(source="shown.exchange", required=False, help_text="Reference of the exchange.")
    marking = MarkingField()

    class Meta:
        model = Milestone
        fields = [
            "id",
            "exchange",
            "kind",
            "title",
            "planned_on",
            "ends_on",
            "is_fixed",
            "lead_days",
            "lead_unit",
            "role",
            "deliverable",
            "gate",
            "place",
            "state",
            "confirmed_at",
            "marking",
        ]


class MilestoneFilters(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=State.choices)
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    planned_after = filters.DateFilter("planned_on", "gte")
    planned_before = filters.DateFilter("planned_on", "lte")
    exchange = filters.CharFilter(method="of_exchange", help_text="Reference of an exchange.")

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "exchange", visible)


class MilestoneViewSet(GuardedViewSet):
    """Milestones that you may see, by their day."""

    model = Milestone
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilters
    lookup_url_kwarg = "id"
    ordering = ("planned_on", "pk")

    def attach(self, rows: list[Any]) -> None:
        exchanges = self.by_key(Exchange, "pk", [row.exchange_id for row in rows])
        for row in rows:
            found = exchanges.get(row.exchange_id)
            row.shown = {"exchange": found.reference} if found else {}
