from django.urls import path

from accounts.views import again, groups, parties, people, profile, welcome

app_name = "accounts"

urlpatterns = [
    path("people/me/", profile.profile, name="profile"),
    path("people/me/again/", again.again, name="again"),
    path("people/me/sessions/", profile.end_others, name="end_other_sessions"),
    path("people/", people.index, name="people"),
    path("people/invite/", people.invite, name="invite_person"),
    path("people/invited/<uuid:public_id>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path("people/<uuid:public_id>/", people.detail, name="person"),
    path("people/<uuid:public_id>/suspend/", people.suspend, name="suspend_account"),
    path("people/<uuid:public_id>/resume/", people.resume, name="resume_account"),
    path("people/<uuid:public_id>/factor/", people.reset_factor, name="reset_factor"),
    path("people/<uuid:public_id>/sessions/", people.end_sessions, name="end_sessions"),
    path("people/<uuid:public_id>/end/", people.end_posting, name="end_posting"),
    path("people/<uuid:public_id>/hand-over/", people.hand_over, name="hand_over"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/<str:secret>/", welcome.follow, name="follow"),
    path("parties/", parties.index, name="parties"),
    path("parties/new/", parties.create, name="create_party"),
    path("parties/<str:code>/", parties.detail, name="party"),
    path("parties/<str:code>/edit/", parties.edit, name="edit_party"),
    path("parties/<str:code>/belonging/", parties.move, name="move_party"),
    path("groups/", groups.index, name="groups"),
    path("groups/new/", groups.create, name="create_group"),
    path("groups/<str:code>/", groups.detail, name="group"),
    path("groups/<str:code>/join/", groups.join, name="join_group"),
    path("memberships/<int:pk>/leave/", groups.leave, name="leave_group"),
]
