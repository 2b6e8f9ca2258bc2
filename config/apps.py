from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks, wiring  # noqa: F401, PLC0415  (Django's hook: models are loaded only now.)
