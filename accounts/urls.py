from django.urls import path

from accounts.views import groups, parties, profile

app_name = "accounts"

urlpatterns = [
    path("people/me/", profile.profile, name="profile"),
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
