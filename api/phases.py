"""Phases of exchanges: read as far as the reader may see them, added, changed and removed.

Their hosts are named to those who see them take part.
"""

from typing import Any

from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import parts
from api.base import among
from api.fields import MarkingField, PartySerializer
from api.labels import LabelInput, label_in
from api.writing import READING, Input, WritingViewSet
from exchanges.models import Exchange
from phases import services
from phases.models import NAME_LENGTH, PLACE_LENGTH, Phase
from phases.reading import shown


class PhaseSerializer(serializers.ModelSerializer):
    """A phase. Its days are inclusive, in ``zone``."""

    exchange = serializers.CharField(source="exchange.reference", help_text="Reference of its exchange.")
    host = PartySerializer(source="seen.host", allow_null=True, help_text="Of its own, where you may know it.")
    version = serializers.IntegerField(help_text="For the header If-Match of a change.")
    marking = MarkingField()

    class Meta:
        model = Phase
        fields = ["id", "exchange", "name", "starts_on", "ends_on", "zone", "place", "host", "version", "marking"]


class AmendPhaseInput(Input):
    """What of it changes. Days are inclusive."""

    name = serializers.CharField(max_length=NAME_LENGTH, required=False)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False, help_text="It counts.")
    zone = serializers.CharField(max_length=64, required=False, help_text="IANA: of its place.")
    place = serializers.CharField(max_length=PLACE_LENGTH, required=False, allow_blank=True)
    host = parts.code(required=False, allow_null=True, help_text="Code of a nation that is invited; null: the host's.")
    is_cut = serializers.BooleanField(default=False, help_text="Cut it to the dates of the exchange.")


class PhaseInput(AmendPhaseInput):
    """A new phase. Without a label it is marked as the content of its exchange."""

    exchange = parts.code(help_text="Reference of an exchange that you plan.")
    name = serializers.CharField(max_length=NAME_LENGTH)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="It counts.")
    label = LabelInput(required=False)


class PhaseFilters(filters.FilterSet):
    exchange = filters.CharFilter(method="of_exchange", help_text="Reference of an exchange.")
    first = filters.DateFilter("ends_on", "gte", help_text="Leaves out what ends before this day.")
    last = filters.DateFilter("starts_on", "lte", help_text="Leaves out what starts after this day.")

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "exchange", visible)


class PhaseViewSet(WritingViewSet):
    """Phases that you may see, by their first day."""

    model = Phase
    actions = {**READING, "partial_update": "change", "destroy": "change"}
    serializer_class = PhaseSerializer
    filterset_class = PhaseFilters
    related = ("exchange",)
    ordering = ("starts_on", "pk")

    def attach(self, rows: list[Any]) -> None:
        for row, seen in zip(rows, shown(self.request.user, rows), strict=True):
            row.seen = seen

    @extend_schema(request=PhaseInput, responses={201: PhaseSerializer})
    def create(self, request: Request) -> Response:
        """Add a phase to an exchange that you plan."""
        said = self.said(PhaseInput)
        content = parts.content_of(request.user, said.pop("exchange"))
        label = label_in(said, author=request.user, terms=parts.terms_for(content, _("phase")))
        parts.party_in(said, "host", request.user, content.exchange)
        return self.shown(services.add_phase(content, label=label, by=request.user, **said), status=201)

    @extend_schema(request=AmendPhaseInput, responses=PhaseSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change its words, days or host. Its label is changed on its page."""
        phase, said = self.get_object(), self.said(AmendPhaseInput)
        parts.party_in(said, "host", request.user, phase.exchange)
        return self.shown(services.amend_phase(phase, version=self.version, by=request.user, **said))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove it. Serials that name it stay."""
        services.remove_phase(self.get_object(), version=self.version, by=request.user)
        return Response(status=204)
