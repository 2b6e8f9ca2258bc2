from django.urls import URLPattern

app_name = "serials"

urlpatterns: list[URLPattern] = []
