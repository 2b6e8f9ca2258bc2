from django.urls import path

from milestones.views import conferences, plan, templates

app_name = "milestones"

urlpatterns = [
    path("of/<reference:exchange__reference>/", plan.index, name="index"),
    path("of/<reference:exchange__reference>/add/", plan.add, name="add"),
    path("of/<reference:exchange__reference>/apply/", templates.apply, name="apply"),
    path("templates/", templates.index, name="templates"),
    path("templates/brought/<slug:key>/", templates.brought, name="template"),
    path("templates/<uuid:pk>/", templates.own, name="own_template"),
    path("templates/<uuid:pk>/step/", templates.step, name="step"),
    path("templates/<uuid:pk>/delete/", templates.remove, name="remove_template"),
    path("<uuid:pk>/", plan.detail, name="detail"),
    path("<uuid:pk>/change/", plan.amend, name="amend"),
    path("<uuid:pk>/done/", plan.done, name="done"),
    path("<uuid:pk>/state/<slug:state>/", plan.turn, name="turn"),
    path("<uuid:pk>/remove/", plan.remove, name="remove"),
    path("<uuid:pk>/minutes/", conferences.minutes, name="minutes"),
    path("<uuid:pk>/pack/", conferences.pack, name="pack"),
    path("<uuid:pk>/attend/", conferences.attend, name="attend"),
    path("<uuid:pk>/act/", conferences.act, name="act"),
    path("<uuid:pk>/write/<slug:part>/", conferences.add_entry, name="add_entry"),
    path("entries/<uuid:pk>/change/", conferences.amend_entry, name="amend_entry"),
    path("entries/<uuid:pk>/remove/", conferences.remove_entry, name="remove_entry"),
]
