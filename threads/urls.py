from django.urls import path

from threads.views import lists, talking, telling

app_name = "threads"

urlpatterns = [
    path("of/<reference:reference>/", lists.of_exchange, name="exchange"),
    path("of/<reference:reference>/announce/", telling.announce, name="announce"),
    path("of/delegation/<uuid:pk>/", lists.of_delegation, name="delegation"),
    path("of/delegation/<uuid:pk>/open/", talking.open_thread, name="open"),
    path("<uuid:pk>/", talking.thread, name="thread"),
    path("<uuid:pk>/answer-all/", telling.answer_all, name="answer_all"),
    path("<uuid:pk>/close/", talking.close, name="close"),
    path("<uuid:pk>/reopen/", talking.reopen, name="reopen"),
    path("entries/<uuid:pk>/", talking.edit, name="edit"),
]
