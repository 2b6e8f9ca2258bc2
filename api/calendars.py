"""Blackout periods of parties: read, and kept by those who keep the calendar of one."""

from typing import Any

from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Party
from api.fields import MarkingField, PartySerializer
from api.labels import LabelInput, label_in
from api.writing import READING, Input, WritingViewSet
from calendars import services
from calendars.models import Blackout
from calendars.models.blackouts import REASON_LENGTH, TITLE_LENGTH
from calendars.services.blackouts import FIELDS, KEEP
from clearances.guards import roots_held
from clearances.label_values import Terms
from clearances.labels import container_key


class BlackoutSerializer(serializers.ModelSerializer):
    """Days that a party keeps free of training, both inclusive."""

    party = PartySerializer(source="owner", help_text="Whose days they are.")
    version = serializers.IntegerField(help_text="For the header If-Match of a change.")
    marking = MarkingField()

    class Meta:
        model = Blackout
        fields = ["id", "party", "title", "reason", "starts_on", "ends_on", "version", "marking"]


class AmendBlackoutInput(Input):
    """What of it changes."""

    title = serializers.CharField(max_length=TITLE_LENGTH, required=False)
    reason = serializers.CharField(max_length=REASON_LENGTH, required=False, allow_blank=True)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False, help_text="This day is kept free too.")


class BlackoutInput(Input):
    """A new period. Planners of the nations that its label is released to see it, and nobody else."""

    party = serializers.CharField(max_length=24, help_text="Code of a party whose calendar you keep.")
    title = serializers.CharField(max_length=TITLE_LENGTH)
    reason = serializers.CharField(max_length=REASON_LENGTH, required=False)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="This day is kept free too.")
    label = LabelInput()


class BlackoutFilters(filters.FilterSet):
    party = filters.CharFilter("owner__code", help_text="Code of the party.")
    after = filters.DateFilter("ends_on", "gte", help_text="With days on this day or after it.")
    before = filters.DateFilter("starts_on", "lte", help_text="With days on this day or before it.")


class BlackoutViewSet(WritingViewSet):
    """Blackout periods that you may see, by their first day."""

    model = Blackout
    actions = {**READING, "partial_update": "change", "destroy": "change"}
    serializer_class = BlackoutSerializer
    filterset_class = BlackoutFilters
    related = ("owner",)
    ordering = ("starts_on", "pk")
    lookup_url_kwarg = "id"

    @extend_schema(request=BlackoutInput, responses={201: BlackoutSerializer})
    def create(self, request: Request) -> Response:
        """Keep days of your party free of training."""
        said = self.said(BlackoutInput)
        owner = roots_held(request.user, KEEP, Party).filter(code=said.pop("party").upper()).first()
        if owner is None:
            raise ValidationError({"party": [_("You keep the calendar of no such party.")]})
        terms = Terms(owner=owner, title=_("blackout period"), container=container_key(owner))
        label = label_in(said, author=request.user, terms=terms)
        return self.shown(services.add_blackout(owner, label=label, by=request.user, **said), status=201)

    @extend_schema(request=AmendBlackoutInput, responses=BlackoutSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change its words or days. Its label is changed on its page."""
        blackout, said = self.get_object(), self.said(AmendBlackoutInput)
        facts = {name: getattr(blackout, name) for name in FIELDS} | said
        return self.shown(services.amend_blackout(blackout, version=self.version, by=request.user, **facts))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove it: the days are free again."""
        services.remove_blackout(self.get_object(), version=self.version, by=request.user)
        return Response(status=204)
