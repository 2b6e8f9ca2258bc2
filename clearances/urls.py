from django.urls import path

from clearances.views import desk, holdings, why

app_name = "clearances"

urlpatterns = [
    path("", desk.index, name="index"),
    path("mine/", holdings.mine, name="mine"),
    path("request/", holdings.ask, name="request"),
    path("why/<slug:kind>/<slug:key>/", why.why, name="why"),
    path("<uuid:pk>/", holdings.detail, name="detail"),
    path("<uuid:pk>/confirm/", holdings.confirm, name="confirm"),
    path("<uuid:pk>/refuse/", holdings.refuse, name="refuse"),
    path("<uuid:pk>/revoke/", holdings.revoke, name="revoke"),
]
