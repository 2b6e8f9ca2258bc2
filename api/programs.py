"""Programs, as far as the reader may see them."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet
from api.fields import MarkingField, PartySerializer
from programs.models import Program, ProgramContent


class ProgramContentSerializer(serializers.ModelSerializer):
    marking = MarkingField()

    class Meta:
        model = ProgramContent
        fields = ["purpose", "authority", "cadence", "marking"]


class ProgramSerializer(serializers.ModelSerializer):
    """A program. ``content`` is there only for those who may see it."""

    owner = PartySerializer()
    marking = MarkingField()
    content = ProgramContentSerializer(source="shown.content", required=False)

    class Meta:
        model = Program
        fields = ["reference", "title", "owner", "marking", "content"]


class ProgramFilters(filters.FilterSet):
    owner = filters.CharFilter("owner__code", help_text="Code of the party that owns it, such as NOR.")
    title = filters.CharFilter("title", "icontains")


class ProgramViewSet(GuardedViewSet):
    """Programs that you may see."""

    model = Program
    serializer_class = ProgramSerializer
    filterset_class = ProgramFilters
    lookup_field = "reference"
    related = ("owner",)
    ordering = ("title", "pk")

    def attach(self, rows: list[Any]) -> None:
        contents = self.by_key(ProgramContent, "program_id", [row.pk for row in rows])
        for row in rows:
            row.shown = {"content": contents[row.pk]} if row.pk in contents else {}
