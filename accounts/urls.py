from django.urls import path

from accounts.views import profile

app_name = "accounts"

urlpatterns = [
    path("me/", profile.profile, name="profile"),
]
