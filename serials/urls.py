from django.urls import path

from serials import views

app_name = "serials"

urlpatterns = [
    path("of/<reference:exchange__reference>/", views.index, name="index"),
    path("of/<reference:exchange__reference>/new/", views.create, name="create"),
    path("of/<reference:exchange__reference>/clashes/", views.clashes, name="clashes"),
    path("of/<reference:exchange__reference>/print/", views.print_sheet, name="print"),
    path("<uuid:pk>/", views.serial, name="serial"),
    path("<uuid:pk>/change/", views.edit, name="edit"),
    path("<uuid:pk>/clashes/", views.clashes_of, name="clashes_of"),
    path("<uuid:pk>/copy/", views.copy, name="copy"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/plan/", views.replan, name="replan"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
]
