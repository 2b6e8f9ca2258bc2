from django.urls import include, path
from rest_framework.routers import SimpleRouter

from api.bookings import BookingViewSet
from api.calendars import BlackoutViewSet
from api.exchanges import ExchangeViewSet
from api.explorer import Explorer, Schema
from api.finding import FindDates
from api.invitations import InvitationViewSet
from api.milestones import MilestoneViewSet
from api.phases import PhaseViewSet
from api.polls import BallotViewSet, PollViewSet
from api.programs import ProgramViewSet
from api.requests import KeptBookingViewSet
from api.resources import ResourceViewSet
from api.serials import SerialViewSet
from api.tasks import TaskViewSet

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("programs", ProgramViewSet, basename="program")
router.register("exchanges", ExchangeViewSet, basename="exchange")
router.register("invitations", InvitationViewSet, basename="invitation")
router.register("resources", ResourceViewSet, basename="resource")
router.register("bookings", BookingViewSet, basename="booking")
router.register("kept-bookings", KeptBookingViewSet, basename="kept-booking")
router.register("milestones", MilestoneViewSet, basename="milestone")
router.register("phases", PhaseViewSet, basename="phase")
router.register("serials", SerialViewSet, basename="serial")
router.register("date-polls", PollViewSet, basename="date-poll")
router.register("ballots", BallotViewSet, basename="ballot")
router.register("blackouts", BlackoutViewSet, basename="blackout")
router.register("tasks", TaskViewSet, basename="task")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/find-dates/", FindDates.as_view({"post": "create"}), name="find-dates"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Explorer.as_view(), name="docs"),
]
