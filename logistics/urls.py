from django.urls import path

from logistics import views

app_name = "logistics"

urlpatterns = [
    path("", views.index, name="index"),
    path("of/<reference:reference>/", views.exchange_tasks, name="exchange_tasks"),
    path("for/<uuid:pk>/", views.delegation_tasks, name="delegation_tasks"),
    path("<uuid:pk>/", views.task, name="task"),
    path("<uuid:pk>/change/", views.amend, name="amend"),
    path("<uuid:pk>/done/", views.done, name="done"),
    path("<uuid:pk>/reopen/", views.reopen, name="reopen"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
]
