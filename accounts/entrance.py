"""The pages of allauth that exist here: signing in and out, the second factor, one's own password.

Not allauth's whole URLconf: nobody signs up, and a forgotten password is an administrator's matter, so that whoever
reads somebody's mail can't become them.
"""

from allauth.account import views
from django.urls import include, path

from accounts.views.again import PasswordAgain

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", PasswordAgain.as_view(), name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
