from django.urls import path

from programs import views

app_name = "programs"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("<reference:reference>/", views.detail, name="detail"),
    path("<reference:reference>/edit/", views.edit, name="edit"),
    path("<reference:program__reference>/content/", views.edit_content, name="edit_content"),
]
