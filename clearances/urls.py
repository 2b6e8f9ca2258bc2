from django.urls import path

from clearances.views import changes, desk, holdings, labels, suspensions, waivers, why

app_name = "clearances"

urlpatterns = [
    path("", desk.index, name="index"),
    path("mine/", holdings.mine, name="mine"),
    path("request/", holdings.ask, name="request"),
    path("why/<slug:kind>/<slug:key>/", why.why, name="why"),
    path("labels/reading/", labels.reading, name="reading"),
    path("changes/", changes.index, name="changes"),
    path("changes/<uuid:pk>/", changes.detail, name="change"),
    path("changes/<uuid:pk>/approve/", changes.approve, name="approve"),
    path("changes/<uuid:pk>/refuse/", changes.refuse, name="refuse_change"),
    path("changes/<uuid:pk>/withdraw/", changes.withdraw, name="withdraw_change"),
    path("suspensions/", suspensions.index, name="suspensions"),
    path("suspensions/<str:code>/impose/", suspensions.suspend, name="suspend"),
    path("suspensions/<uuid:pk>/lift/", suspensions.lift, name="lift"),
    path("<uuid:pk>/", holdings.detail, name="detail"),
    path("<uuid:pk>/confirm/", holdings.confirm, name="confirm"),
    path("<uuid:pk>/refuse/", holdings.refuse, name="refuse"),
    path("<uuid:pk>/revoke/", holdings.revoke, name="revoke"),
    path("<uuid:pk>/suspend/", holdings.suspend, name="suspend_clearance"),
    path("<uuid:pk>/resume/", holdings.resume, name="resume"),
    path("<uuid:pk>/renew/", holdings.renew, name="renew"),
    path("waivers/", waivers.index, name="waivers"),
    path("waivers/request/", waivers.ask, name="request_waiver"),
    path("waivers/<uuid:public_id>/", waivers.detail, name="waiver"),
    path("waivers/<uuid:public_id>/confirm/", waivers.confirm, name="confirm_waiver"),
    path("waivers/<uuid:public_id>/refuse/", waivers.refuse_waiver, name="refuse_waiver"),
    path("waivers/<uuid:public_id>/suspend/", waivers.suspend, name="suspend_waiver"),
    path("waivers/<uuid:public_id>/revoke/", waivers.revoke, name="revoke_waiver"),
    path("waivers/<uuid:public_id>/resume/", waivers.resume, name="resume_waiver"),
]
