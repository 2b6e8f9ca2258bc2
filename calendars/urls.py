from django.urls import path

from calendars import feeds_pages, ics_pages, stand_down_pages, views

app_name = "calendars"

urlpatterns = [
    path("", views.index, name="index"),
    path("feed/<str:secret>.ics", feeds_pages.feed, name="feed"),
    path("feeds/", feeds_pages.index, name="feeds"),
    path("feeds/new/", feeds_pages.new, name="new_feed"),
    path("feeds/others/", feeds_pages.of_others, name="feeds_of_others"),
    path("feeds/<uuid:pk>/end/", feeds_pages.end, name="end_feed"),
    path("of/<str:code>/", views.party, name="party"),
    path("of/<str:code>/blackouts/file/", ics_pages.send, name="send_file"),
    path("of/<str:code>/blackouts/file/enter/", ics_pages.enter, name="import_blackouts"),
    path("of/<str:code>/blackouts/add/", views.add_blackout, name="add_blackout"),
    path("of/<str:code>/holidays/add/", views.add_holiday, name="add_holiday"),
    path("of/<str:code>/stand-downs/add/", stand_down_pages.add, name="add_stand_down"),
    path("stand-downs/<int:pk>/correct/", stand_down_pages.correct, name="correct_stand_down"),
    path("loaded/", stand_down_pages.loaded, name="loaded"),
    path("holidays/<int:pk>/correct/", views.correct_holiday, name="correct_holiday"),
    path("blackouts/<uuid:pk>/", views.blackout, name="blackout"),
    path("blackouts/<uuid:pk>/change/", views.amend, name="amend"),
    path("blackouts/<uuid:pk>/remove/", views.remove, name="remove"),
    path("blackouts/<uuid:pk>/publish/", views.publish, name="publish"),
    path("blackouts/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
]
