from django.urls import path

from exchanges import calendar_file, views

app_name = "exchanges"

urlpatterns = [
    path("", views.index, name="index"),
    path("calendar/", views.month, name="calendar"),
    path("new/", views.new, name="new"),
    path("new/<reference:reference>/", views.create, name="create"),
    path("<reference:reference>/", views.detail, name="detail"),
    path("<reference:reference>/calendar.ics", calendar_file.download, name="calendar_file"),
    path("<reference:reference>/edit/", views.edit, name="edit"),
    path("<reference:exchange__reference>/description/", views.describe, name="describe"),
    path("<reference:exchange__reference>/content/", views.edit_content, name="edit_content"),
]
