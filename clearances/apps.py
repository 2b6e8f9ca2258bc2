from django.apps import AppConfig


class ClearancesConfig(AppConfig):
    name = "clearances"

    def ready(self) -> None:
        from clearances import checks, lookups  # noqa: F401, PLC0415  (Django's hook: models are loaded only now.)

        lookups.register()
