from django.apps import AppConfig


class PortionsConfig(AppConfig):
    name = "portions"
