from django.urls import path

from participants.views import desk, extensions, matrix, sending, staffing, team
from participants.views import invitations as views

app_name = "participants"

urlpatterns = [
    path("", views.index, name="index"),
    path("liaisons/", team.liaisons, name="liaisons"),
    path("liaisons/<str:code>/join/", team.join, name="join_liaisons"),
    path("liaisons/<str:code>/leave/", team.leave, name="leave_liaisons"),
    path("of/<reference:reference>/", views.exchange_delegations, name="exchange_delegations"),
    path("of/<reference:reference>/invite/", views.invite, name="invite"),
    path("of/<reference:reference>/send/", sending.send_many, name="send_many"),
    path("sendings/<uuid:pk>/", sending.sending, name="sending"),
    path("of/<reference:reference>/answers/", matrix.answers, name="answers"),
    path("of/<reference:reference>/apart/", matrix.keep_apart, name="keep_apart"),
    path("apart/<uuid:pk>/together/", matrix.allow_together, name="allow_together"),
    path("<uuid:pk>/", views.delegation, name="delegation"),
    path("<uuid:pk>/reply/", views.reply, name="reply"),
    path("<uuid:pk>/amend/", views.amend, name="amend"),
    path("<uuid:pk>/packet/", views.packet, name="packet"),
    path("<uuid:pk>/staffing/", staffing.staffing, name="staffing"),
    path("staffing/<uuid:pk>/sign/", staffing.sign, name="sign_packet"),
    path("<uuid:pk>/confirm/", staffing.confirm, name="confirm"),
    path("<uuid:pk>/renew/", staffing.renew, name="renew"),
    path("<uuid:pk>/issue/", views.issue, name="issue"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/more-time/", extensions.ask_for_time, name="ask_for_time"),
    path("more-time/<uuid:pk>/grant/", extensions.grant_time, name="grant_time"),
    path("more-time/<uuid:pk>/refuse/", extensions.refuse_time, name="refuse_time"),
    path("<uuid:pk>/desk/", desk.desk, name="desk"),
    path("<uuid:pk>/desk/notes/", desk.write_note, name="write_note"),
    path("<uuid:pk>/desk/sign-offs/", desk.ask_sign_off, name="ask_sign_off"),
    path("<uuid:pk>/desk/hand-over/", desk.hand_over, name="hand_over"),
    path("<uuid:pk>/desk/send/", desk.send, name="send_draft"),
    path("desk/notes/<uuid:pk>/remove/", desk.remove_note, name="remove_note"),
    path("desk/sign-offs/<uuid:pk>/", desk.decide, name="decide_sign_off"),
    path("desk/sign-offs/<uuid:pk>/take-back/", desk.take_back_sign_off, name="take_back_sign_off"),
]
