from django.urls import path

from planning.views import board, bookings, calendar, editions, finder, moves, polls

app_name = "planning"

urlpatterns = [
    path("", board.board, name="board"),
    path("bars/", board.bars, name="bars"),
    path("details/", board.details, name="details"),
    path("views/", board.save_view, name="save_view"),
    path("views/delete/", board.delete_view, name="delete_view"),
    path("bookings/<uuid:pk>/move/", bookings.move_booking, name="move_booking"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("find/", finder.find, name="find"),
    path("find/take/", finder.take, name="take"),
    path("<reference:exchange__reference>/polls/new/", polls.offer, name="offer_poll"),
    path("polls/<uuid:pk>/", polls.poll, name="poll"),
    path("polls/<uuid:pk>/remind/", polls.remind, name="remind_poll"),
    path("polls/<uuid:pk>/close/", polls.step, {"way": "close"}, name="close_poll"),
    path("polls/<uuid:pk>/keep/", polls.step, {"way": "keep"}, name="keep_poll"),
    path("polls/<uuid:pk>/drop/", polls.step, {"way": "drop"}, name="drop_poll"),
    path("polls/<uuid:pk>/reopen/", polls.step, {"way": "reopen"}, name="reopen_poll"),
    path("ballots/<uuid:pk>/", polls.ballot, name="ballot"),
    path("<reference:exchange__reference>/edition/", editions.edition, name="edition"),
    path("<reference:reference>/move/", moves.move, name="move"),
    path("<reference:reference>/reschedule/", moves.step, name="reschedule"),
    path("<reference:reference>/step/<slug:verb>/", moves.step, name="step"),
]
