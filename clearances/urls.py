from django.urls import path

from clearances import views

app_name = "clearances"

urlpatterns = [
    path("", views.index, name="index"),
    path("mine/", views.mine, name="mine"),
    path("request/", views.ask, name="request"),
    path("why/<slug:kind>/<slug:key>/", views.why, name="why"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/refuse/", views.refuse, name="refuse"),
    path("<uuid:pk>/revoke/", views.revoke, name="revoke"),
]
