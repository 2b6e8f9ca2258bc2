"""Logistics tasks with their due dates."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet, among
from api.fields import MarkingField, PartySerializer
from exchanges.models import Exchange
from logistics.models import Task
from logistics.states import State
from participants.models import Delegation


class TaskSerializer(serializers.ModelSerializer):
    """A task. ``exchange`` and ``delegation`` are there only while the reader may see them."""

    party = PartySerializer(source="delegation.party", help_text="Who is to do it.")
    delegation = serializers.UUIDField(source="shown.delegation", required=False)
    exchange = serializers.CharField(source="shown.exchange", required=False, help_text="Reference of the exchange.")
    marking = MarkingField()

    class Meta:
        model = Task
        fields = [
            "id",
            "title",
            "detail",
            "party",
            "due_on",
            "due_at",
            "remind_days",
            "state",
            "finished_at",
            "delegation",
            "exchange",
            "marking",
        ]


class TaskFilters(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=State.choices)
    party = filters.CharFilter("delegation__party__code", help_text="Code of the party that is to do it.")
    due_after = filters.DateFilter("due_on", "gte")
    due_before = filters.DateFilter("due_on", "lte")
    exchange = filters.CharFilter(method="of_exchange", help_text="Reference of an exchange.")

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "delegation__exchange", visible)


class TaskViewSet(GuardedViewSet):
    """Tasks that you may see, by their due date."""

    model = Task
    serializer_class = TaskSerializer
    filterset_class = TaskFilters
    lookup_url_kwarg = "id"
    related = ("delegation__party",)
    ordering = ("due_at", "pk")

    def attach(self, rows: list[Any]) -> None:
        exchanges = self.by_key(Exchange, "pk", [row.delegation.exchange_id for row in rows])
        delegations = self.by_key(Delegation, "pk", [row.delegation_id for row in rows])
        for row in rows:
            found = exchanges.get(row.delegation.exchange_id)
            row.shown = {"exchange": found.reference} if found else {}
            if row.delegation_id in delegations:
                row.shown["delegation"] = row.delegation_id
