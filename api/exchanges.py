"""Exchanges, as far as the reader may see them: cover, and content where it is open to them."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet, among
from api.fields import MarkingField, PartySerializer
from api.portions import PortionSerializer, joined
from exchanges.models import DescriptionPortion, Domain, Exchange, ExchangeContent, Kind
from exchanges.states import State
from programs.models import Program


class ExchangeContentSerializer(serializers.ModelSerializer):
    marking = MarkingField()
    description = serializers.SerializerMethodField(help_text="The text of all portions that you may see.")
    portions = PortionSerializer(source="shown", many=True, help_text="The description, paragraph by paragraph.")

    class Meta:
        model = ExchangeContent
        fields = ["domains", "place", "description", "portions", "seats", "marking"]

    def get_description(self, content: Any) -> str:
        return joined(content.shown)


class ExchangeSerializer(serializers.ModelSerializer):
    """An exchange. ``program`` and ``content`` are there only for those who may see them."""

    host = PartySerializer()
    marking = MarkingField()
    program = serializers.CharField(source="shown.program", required=False, help_text="Reference of its program.")
    content = ExchangeContentSerializer(source="shown.content", required=False)

    class Meta:
        model = Exchange
        fields = [
            "reference",
            "title",
            "kind",
            "host",
            "starts_on",
            "ends_on",
            "zone",
            "state",
            "marking",
            "program",
            "content",
        ]


class ExchangeFilters(filters.FilterSet):
    """Related rows are asked for among those that the reader may see: a filter never tells of others."""

    title = filters.CharFilter("title", "icontains")
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    state = filters.MultipleChoiceFilter(choices=State.choices)
    host = filters.CharFilter("host__code", help_text="Code of the host, such as NOR.")
    program = filters.CharFilter(method="of_program", help_text="Reference of a program.")
    domain = filters.ChoiceFilter(choices=Domain.choices, method="in_domain")
    first_day = filters.DateFilter("ends_on", "gte", help_text="Leaves out what ends before this day.")
    last_day = filters.DateFilter("starts_on", "lte", help_text="Leaves out what starts after this day.")

    def of_program(self, queryset: Any, name: str, value: str) -> Any:
        visible = Program.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "program", visible)

    def in_domain(self, queryset: Any, name: str, value: str) -> Any:
        contents = ExchangeContent.objects.for_user(self.request.user).filter(domains__contains=[value])
        return queryset.filter(pk__in=contents.values("exchange_id"))


class ExchangeViewSet(GuardedViewSet):
    """Exchanges that you may see, by their first day."""

    model = Exchange
    serializer_class = ExchangeSerializer
    filterset_class = ExchangeFilters
    lookup_field = "reference"
    related = ("host",)
    ordering = ("starts_on", "pk")

    def attach(self, rows: list[Any]) -> None:
        contents = self.by_key(ExchangeContent, "exchange_id", [row.pk for row in rows])
        portions = self.grouped(DescriptionPortion, "exchange_id", [row.pk for row in rows])
        for content in contents.values():
            content.shown = portions[content.exchange_id]
        programs = self.by_key(Program, "pk", [row.program_id for row in rows])
        for row in rows:
            row.shown = {"content": contents[row.pk]} if row.pk in contents else {}
            if row.program_id in programs:
                row.shown["program"] = programs[row.program_id].reference
