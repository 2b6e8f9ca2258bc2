from django.urls import path

from demand import views

app_name = "demand"

urlpatterns = [
    path("", views.index, name="index"),
    path("ask/", views.choose, name="choose"),
    path("ask/<str:code>/", views.ask, name="ask"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/add/<str:code>/", views.add_offer, name="add_offer"),
    path("catalogue/<uuid:pk>/close/", views.close_offer, name="close_offer"),
    path("plan/", views.plan, name="plan"),
    path("<uuid:pk>/", views.request, name="request"),
    path("<uuid:pk>/amend/", views.amend, name="amend"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/review/", views.review, name="review"),
    path("<uuid:pk>/decline/", views.decline, name="decline"),
    path("<uuid:pk>/invite/", views.turn, name="turn"),
]
