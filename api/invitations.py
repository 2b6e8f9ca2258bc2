"""Invitations: a nation reads its own, a planner those of the exchanges they plan."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from api.base import GuardedViewSet, among
from api.fields import MarkingField, PartySerializer
from api.portions import PortionSerializer, joined
from exchanges.models import Exchange
from participants.models import Invitation, PacketPortion
from participants.states import State


class InvitationSerializer(serializers.ModelSerializer):
    """An invitation as it was sent. ``exchange`` is there only while the reader may see its cover."""

    id = serializers.UUIDField(source="delegation_id", help_text="Of the invited party's delegation.")
    title = serializers.CharField(source="delegation.title", help_text="As it was when the party was last told.")
    party = PartySerializer(source="delegation.party")
    exchange = serializers.CharField(source="shown.exchange", required=False, help_text="Reference of the exchange.")
    message = serializers.SerializerMethodField(help_text="The text of all portions of the packet that you may see.")
    portions = PortionSerializer(source="shown.portions", many=True, help_text="The packet, paragraph by paragraph.")
    marking = MarkingField()

    class Meta:
        model = Invitation
        fields = [
            "id",
            "title",
            "party",
            "state",
            "seats",
            "message",
            "portions",
            "reply_by",
            "reply_due_at",
            "issued_at",
            "exchange",
            "marking",
        ]

    def get_message(self, invitation: Any) -> str:
        return joined(invitation.shown["portions"])


class InvitationFilters(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=State.choices)
    party = filters.CharFilter("delegation__party__code", help_text="Code of the invited party.")
    exchange = filters.CharFilter(method="of_exchange", help_text="Reference of an exchange.")

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, "delegation__exchange", visible)


class InvitationViewSet(GuardedViewSet):
    """Invitations that you may see, by the day on which a reply is due."""

    model = Invitation
    serializer_class = InvitationSerializer
    filterset_class = InvitationFilters
    lookup_field = "delegation"
    lookup_url_kwarg = "id"
    related = ("delegation__party",)
    ordering = ("reply_due_at", "pk")

    def attach(self, rows: list[Any]) -> None:
        exchanges = self.by_key(Exchange, "pk", [row.delegation.exchange_id for row in rows])
        portions = self.grouped(PacketPortion, "delegation_id", [row.delegation_id for row in rows])
        for row in rows:
            found = exchanges.get(row.delegation.exchange_id)
            row.shown = {"portions": portions[row.delegation_id], **({"exchange": found.reference} if found else {})}
