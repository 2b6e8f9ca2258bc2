from django.urls import URLPattern

app_name = "clearances"

urlpatterns: list[URLPattern] = []
