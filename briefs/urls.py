from django.urls import path

from briefs import views

app_name = "briefs"

urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read, name="read"),
    path("digest/", views.digest, name="digest"),
]
