from django.urls import path

from planning import views

app_name = "planning"

urlpatterns = [
    path("", views.board, name="board"),
    path("bars/", views.bars, name="bars"),
    path("<reference:reference>/move/", views.move, name="move"),
    path("<reference:reference>/reschedule/", views.step, name="reschedule"),
    path("<reference:reference>/step/<slug:verb>/", views.step, name="step"),
]
