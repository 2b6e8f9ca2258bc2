from django.urls import path

from letters import views

app_name = "letters"

urlpatterns = [
    path("invitation/<uuid:pk>/", views.invitation, name="invitation"),
    path("receipt/<uuid:pk>/", views.receipt, name="receipt"),
]
