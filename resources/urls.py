from django.urls import path

from resources.views import bookings, deciding, resources

app_name = "resources"

urlpatterns = [
    path("", resources.index, name="index"),
    path("requests/", deciding.requests, name="requests"),
    path("new/<str:code>/", resources.add, name="add"),
    path("of/<reference:exchange__reference>/", bookings.of_exchange, name="exchange_bookings"),
    path("bookings/<uuid:pk>/", bookings.booking, name="booking"),
    path("bookings/<uuid:pk>/move/", bookings.move, name="move"),
    path("bookings/<uuid:pk>/firm/", bookings.firm, name="firm"),
    path("bookings/<uuid:pk>/free/", bookings.free, name="free"),
    path("bookings/<uuid:pk>/restore/", bookings.restore, name="restore"),
    path("bookings/<uuid:pk>/accept/", bookings.accept, name="accept"),
    path("kept/<uuid:pk>/", deciding.kept, name="kept"),
    path("kept/<uuid:pk>/approve/", deciding.approve, name="approve"),
    path("kept/<uuid:pk>/refuse/", deciding.refuse, name="refuse"),
    path("kept/<uuid:pk>/offer/", deciding.offer, name="offer"),
    path("kept/<uuid:pk>/move/", deciding.move, name="move_kept"),
    path("kept/<uuid:pk>/restore/", deciding.restore, name="restore_kept"),
    path("kept/<uuid:pk>/free/", deciding.free, name="free_kept"),
    path("<uuid:pk>/", resources.detail, name="detail"),
    path("<uuid:pk>/book/", bookings.book, name="book"),
    path("<uuid:pk>/change/", resources.amend, name="amend"),
    path("<uuid:pk>/retire/", resources.retire, name="retire"),
    path("<uuid:pk>/offer/", resources.offer, name="offer_again"),
    path("<uuid:pk>/publish/", resources.publish, name="publish"),
    path("<uuid:pk>/withdraw/", resources.withdraw, name="withdraw"),
]
