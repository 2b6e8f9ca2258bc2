"""What the keepers of resources are asked, and what they answer."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.bookings import BookingFilters, BookingSerializer, BookingViewSet, WindowInput, window_in
from api.writing import READING, Input, WritingViewSet
from resources import services
from resources.models import KeptBooking
from resources.models.bookings import REASON_LENGTH
from resources.services.changing import resource_of


class RefuseInput(Input):
    reason = serializers.CharField(max_length=REASON_LENGTH, help_text="Whoever asked reads it.")


class OfferInput(WindowInput):
    """Another time: whole days for whole days, hours for hours."""

    over_closed = None


class KeptBookingViewSet(WritingViewSet):
    """Bookings of resources that you keep, by their begin. ``?decision=pending`` waits for you."""

    model = KeptBooking
    actions = {**READING, **dict.fromkeys(("approve", "refuse", "offer"), "change")}
    conflicts = BookingViewSet.conflicts
    serializer_class = BookingSerializer
    filterset_class = BookingFilters
    lookup_url_kwarg = "id"
    ordering = ("starts_at", "pk")
    attach = BookingViewSet.attach

    @extend_schema(request=None, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, **kwargs: Any) -> Response:
        """The request holds its time from now on; whoever asked is told."""
        return self.shown(services.approve(self.get_object(), version=self.version, by=request.user))

    @extend_schema(request=RefuseInput, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """End the request; whoever asked is told, and reads the reason."""
        booking, said = self.get_object(), self.said(RefuseInput)
        return self.shown(services.refuse(booking, version=self.version, by=request.user, **said))

    @extend_schema(request=OfferInput, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    def offer(self, request: Request, **kwargs: Any) -> Response:
        """Propose another time instead; whoever asked takes it or not."""
        booking = self.get_object()
        window = window_in(self.said(OfferInput), resource_of(booking, request.user))
        return self.shown(services.offer(booking, window=window, version=self.version, by=request.user))
