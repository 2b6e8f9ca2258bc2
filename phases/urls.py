from django.urls import path

from phases import views

app_name = "phases"

urlpatterns = [
    path("of/<reference:exchange__reference>/", views.index, name="index"),
    path("of/<reference:exchange__reference>/new/", views.add, name="add"),
    path("<uuid:pk>/change/", views.edit, name="edit"),
    path("<uuid:pk>/remove/", views.remove, name="remove"),
]
