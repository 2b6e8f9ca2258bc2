"""The finder: which days suit everybody and everything that is needed. It only reads, but a question is too long for
an address."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import MarkingSerializer
from api.limits import Searches
from api.parts import code, several
from api.writing import Input, WritingViewSet
from clearances.context import noted_labels
from clearances.markings import of_page
from exchanges.models import Exchange
from planning.finder.forms import FindForm
from planning.finder.query import (
    HORIZON,
    MOST_DAYS,
    MOST_NATIONS,
    MOST_PEOPLE,
    MOST_RESOURCES,
    MOST_WEIGHT,
    Query,
)
from planning.finder.results import Results, results_of

LONGEST_KEY = 120


def _codes(help_text: str) -> serializers.ListField:
    return several(code(), MOST_NATIONS, help_text)


def _keys(most: int, help_text: str) -> serializers.ListField:
    return several(serializers.UUIDField(), most, help_text)


def _weight(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=MOST_WEIGHT, required=False, help_text=help_text)


class FindInput(Input):
    """What the page asks, under the same names."""

    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, help_text="How long it lasts.")
    first = serializers.DateField(help_text="STARTEX not before.")
    last = serializers.DateField(help_text="ENDEX not after: at most eighteen months later.")
    wish = serializers.DateField(required=False, help_text="The STARTEX that you wish for.")
    nations = _codes("Codes of parties that must take part.")
    wished = _codes("Codes of parties that would be welcome.")
    resources = _keys(MOST_RESOURCES, "Ids of resources that are needed.")
    useful = _keys(MOST_RESOURCES, "Ids of resources that would be useful.")
    people = _keys(MOST_PEOPLE, "Ids of key people, who are resources.")
    some = _keys(MOST_RESOURCES, "Ids of resources of which some are needed.")
    needed = serializers.IntegerField(min_value=1, max_value=MOST_RESOURCES, required=False, help_text="How many.")
    template = serializers.CharField(max_length=LONGEST_KEY, required=False, help_text="Key of a milestone template.")
    lead_days = serializers.IntegerField(min_value=0, max_value=HORIZON, required=False)
    program = code(required=False, help_text="Reference of a program whose exchanges it mustn't overlap.")
    holidays = _weight("Weight of holidays.")
    exchanges = _weight("Weight of other exchanges.")
    leads = _weight("Weight of late steps.")
    exchange = code(required=False, help_text="Reference of an exchange that looks for other dates.")


class AgainstSerializer(serializers.Serializer):
    """One thing that stands against a window. What you may not see is "not available" and no more."""

    text = serializers.CharField()
    is_hard = serializers.BooleanField(help_text="It rules the window out.")
    marking = MarkingSerializer(required=False, allow_null=True, help_text="Of the titles in it, if any is marked.")


class ProposalSerializer(serializers.Serializer):
    """A window, and what stands against it."""

    starts_on = serializers.DateField(source="window.starts_on")
    ends_on = serializers.DateField(source="window.ends_on", help_text="Inclusive.")
    cost = serializers.IntegerField(help_text="Beside the other windows: the less, the better.")
    against = AgainstSerializer(source="lines", many=True)
    gives = serializers.ListField(child=serializers.CharField(), help_text="What would have to give way for it.")
    take = serializers.SerializerMethodField(help_text="Address of the page that makes an exchange of it.")

    def get_take(self, card: Any) -> str:
        return f"{reverse('planning:take')}?{card.address}"


class FoundSerializer(serializers.Serializer):
    """What the page says."""

    summary = serializers.CharField(help_text="How many windows can be had at all.")
    binding = serializers.CharField(help_text="What costs most choice; empty where nothing is ruled out.")
    binding_marking = MarkingSerializer(required=False, allow_null=True)
    slip = serializers.CharField(help_text="How far the nearest is from the STARTEX that is wished for.")
    windows = ProposalSerializer(source="cards", many=True, help_text="The best, at most ten.")
    nearly = ProposalSerializer(many=True, help_text="Those for which somebody would have to give way.")
    common = AgainstSerializer(many=True, help_text="What stands against all of them alike.")
    marking = serializers.SerializerMethodField(help_text="High-water mark of everything that was weighed.")

    def get_marking(self, found: Results) -> MarkingSerializer:
        marking = of_page(noted_labels())
        return {"text": marking.text, "level": marking.level}  # type: ignore[return-value]  # For the contract.


class FindDates(WritingViewSet):
    """Find dates."""

    model = Exchange
    actions = {"create": "view"}
    serializer_class = FoundSerializer
    http_method_names = ["post"]
    throttle_classes = [Searches]

    @extend_schema(request=FindInput, responses={200: FoundSerializer})
    def create(self, request: Request) -> Response:
        """The ten best windows with what speaks against each, and what binds. It stores nothing."""
        exchanges = self.visible(Exchange)
        form = FindForm(_as_form(self.said(FindInput)), reader=request.user, exchanges=exchanges)
        found = results_of(_query(form), request.user, exchanges)
        return Response(self.get_serializer(found).data)


def _as_form(said: Mapping[str, Any]) -> MultiValueDict[str, str]:
    """What was said, as the page's form would be sent."""
    several = {name: value if isinstance(value, list) else [value] for name, value in said.items()}
    return MultiValueDict({name: [str(each) for each in values] for name, values in several.items()})


def _query(form: FindForm) -> Query:
    """What the form asks.

    Raises:
        Refused: by field.
    """
    if not form.is_valid():
        raise Refused(form.errors.as_data())
    return form.asked
