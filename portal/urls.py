from django.urls import path

from portal import demonstration, views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("jobs/<uuid:public_id>/", views.progress, name="progress"),
    path("livez", views.live, name="live"),
    path("readyz", views.ready, name="ready"),
    path("demonstration/", demonstration.personas, name="personas"),
    path("demonstration/enter/", demonstration.enter, name="enter"),
    path("demonstration/mailbox/", demonstration.mailbox, name="mailbox"),
]
