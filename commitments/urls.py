from django.urls import path

from commitments import views

app_name = "commitments"

urlpatterns = [
    path("", views.index, name="index"),
    path("file/", views.index_file, name="index_file"),
    path("given/", views.given, name="given"),
    path("given/file/", views.given_file, name="given_file"),
    path("partners/", views.partners, name="partners"),
    path("partners/<str:code>/", views.partner, name="partner"),
    path("partners/<str:code>/file/", views.partner_file, name="partner_file"),
]
