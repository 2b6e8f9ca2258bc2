from django.urls import path

from participants.views import invitations as views

app_name = "participants"

urlpatterns = [
    path("", views.index, name="index"),
    path("of/<reference:reference>/", views.exchange_delegations, name="exchange_delegations"),
    path("of/<reference:reference>/invite/", views.invite, name="invite"),
    path("questions/<uuid:pk>/answer/", views.answer, name="answer"),
    path("<uuid:pk>/", views.delegation, name="delegation"),
    path("<uuid:pk>/reply/", views.reply, name="reply"),
    path("<uuid:pk>/ask/", views.ask, name="ask"),
    path("<uuid:pk>/amend/", views.amend, name="amend"),
    path("<uuid:pk>/packet/", views.packet, name="packet"),
    path("<uuid:pk>/issue/", views.issue, name="issue"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
]
