"""Date polls as their planners read them, and the ballots that nations answer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import GuardedViewSet, among
from api.fields import MarkingField, PartySerializer
from api.writing import READING, Input, WritingViewSet
from exchanges.models import Exchange
from planning.models import REASON_LENGTH, Answer, Ballot, DatePoll, PollAnswer, PollWindow
from planning.polls.answering import Said, answer
from planning.polls.states import Over, State
from planning.polls.windows import MOST_WINDOWS

OF_EXCHANGE = "Reference of an exchange."


class AnswerSerializer(serializers.ModelSerializer):
    """What a nation says of one window; ``answer`` is empty until it has."""

    marking = MarkingField()

    class Meta:
        model = PollAnswer
        fields = ["id", "starts_on", "ends_on", "answer", "reason", "marking"]


class BallotSerializer(serializers.ModelSerializer):
    """What one nation is asked, and what it answers. ``exchange`` is there only while the reader may see its cover."""

    party = PartySerializer(source="delegation.party", help_text="Who is asked.")
    exchange = serializers.CharField(source="shown.exchange", required=False, help_text=OF_EXCHANGE)
    answers = AnswerSerializer(source="shown.answers", many=True, help_text="One for each window, by their days.")
    version = serializers.IntegerField(help_text="For the header If-Match of an answer.")
    marking = MarkingField()

    class Meta:
        model = Ballot
        fields = [
            "id",
            "title",
            "party",
            "exchange",
            "reply_by",
            "reply_due_at",
            "answered_at",
            "closed_at",
            "answers",
            "version",
            "marking",
        ]


class WindowSerializer(serializers.ModelSerializer):
    """Days that a poll offers, both inclusive."""

    marking = MarkingField()

    class Meta:
        model = PollWindow
        fields = ["id", "starts_on", "ends_on", "is_chosen", "marking"]


class AskedSerializer(BallotSerializer):
    """A ballot as the planners read it."""

    class Meta(BallotSerializer.Meta):
        fields = ["id", "party", "is_required", "answered_at", "answers", "marking"]


class PollSerializer(serializers.ModelSerializer):
    """A date poll; nations whose delegation the reader doesn't see aren't among its ballots."""

    exchange = serializers.CharField(source="shown.exchange", required=False, help_text=OF_EXCHANGE)
    windows = WindowSerializer(source="shown.windows", many=True)
    ballots = AskedSerializer(source="shown.ballots", many=True)
    version = serializers.IntegerField()
    marking = MarkingField()

    class Meta:
        model = DatePoll
        fields = [
            "id",
            "title",
            "exchange",
            "state",
            "reply_by",
            "reply_due_at",
            "opened_at",
            "windows",
            "ballots",
            "version",
            "marking",
        ]


class SaidInput(Input):
    id = serializers.UUIDField(help_text="Of the answer, as the ballot shows it.")
    answer = serializers.ChoiceField(choices=Answer.choices)
    reason = serializers.CharField(
        max_length=REASON_LENGTH,
        required=False,
        allow_blank=True,
        help_text="Read by the host's planners and your own nation alone.",
    )


class AnswersInput(Input):
    """Every window of the ballot, each once. What is wrong with one is named as ``answer_…`` or ``reason_…``."""

    answers = serializers.ListField(child=SaidInput(), min_length=1, max_length=MOST_WINDOWS)


class OfExchange(filters.FilterSet):
    """Narrowed to an exchange that the reader sees. *path* leads to it."""

    path = "exchange"
    exchange = filters.CharFilter(method="of_exchange", help_text=OF_EXCHANGE)

    def of_exchange(self, queryset: Any, name: str, value: str) -> Any:
        visible = Exchange.objects.for_user(self.request.user).filter(reference=value.upper())
        return among(queryset, self.path, visible)


class PollFilters(OfExchange):
    state = filters.MultipleChoiceFilter(choices=State.choices)


class BallotFilters(OfExchange):
    path = "delegation__exchange"
    is_answered = filters.BooleanFilter("answered_at", lookup_expr="isnull", exclude=True)


class PollViewSet(GuardedViewSet):
    """Date polls of exchanges that you plan, the newest first."""

    model = DatePoll
    serializer_class = PollSerializer
    filterset_class = PollFilters
    lookup_url_kwarg = "id"
    ordering = ("-opened_at", "pk")

    def attach(self, rows: list[Any]) -> None:
        exchanges = self.by_key(Exchange, "pk", [row.exchange_id for row in rows])
        windows = self.grouped(PollWindow, "poll_id", [row.pk for row in rows])
        asked = self.visible(Ballot).filter(poll__in=[row.pk for row in rows]).select_related("delegation__party")
        ballots = list(asked.order_by("-is_required", "delegation__party__code"))
        answers = self.grouped(PollAnswer, "ballot_id", [each.pk for each in ballots])
        for each in ballots:
            each.shown = {"answers": answers[each.pk]}
        for row in rows:
            mine = [each for each in ballots if each.poll_id == row.pk]
            row.shown = {"windows": windows[row.pk], "ballots": mine, **_reference(exchanges.get(row.exchange_id))}


class BallotViewSet(WritingViewSet):
    """What your nation is asked in date polls, or the nations whose exchanges you plan; by the day of the answer."""

    model = Ballot
    actions = {**READING, "answer": "answer"}
    conflicts = {Over: gettext_lazy("The poll is closed, or your nation takes no part any more: nobody can answer.")}
    serializer_class = BallotSerializer
    filterset_class = BallotFilters
    related = ("delegation__party",)
    lookup_url_kwarg = "id"
    ordering = ("reply_due_at", "pk")

    def attach(self, rows: list[Any]) -> None:
        exchanges = self.by_key(Exchange, "pk", [row.delegation.exchange_id for row in rows])
        answers = self.grouped(PollAnswer, "ballot_id", [row.pk for row in rows])
        for row in rows:
            row.shown = {"answers": answers[row.pk], **_reference(exchanges.get(row.delegation.exchange_id))}

    @extend_schema(request=AnswersInput, responses=BallotSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, **kwargs: Any) -> Response:
        """Say of every window whether it suits your nation. You may say it anew until the poll closes."""
        ballot = self.get_object()
        said = _said(self.said(AnswersInput)["answers"], {each.pk for each in ballot.shown["answers"]})
        return self.shown(answer(ballot, said, version=self.version, by=request.user))


def _reference(exchange: Exchange | None) -> dict[str, str]:
    return {"exchange": exchange.reference} if exchange else {}


def _said(answers: Sequence[Mapping[str, Any]], known: set[UUID]) -> dict[UUID, Said]:
    """By the keys of the answers.

    Raises:
        ValidationError: one is named twice, or isn't of this ballot.
    """
    said = {each["id"]: Said(each["answer"], each.get("reason", "")) for each in answers}
    if len(said) < len(answers) or not said.keys() <= known:
        raise ValidationError({"answers": [_("Name each window of this ballot once.")]})
    return said
