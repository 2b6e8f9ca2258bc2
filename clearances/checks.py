"""System checks that refuse to start: a further door, or a database that is no PostgreSQL."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

from clearances.guards import Guarded

# Routes of libraries, each with the reason why it may do without our decorators.
EXCUSED = {
    "accounts/": "allauth's own pages: sign-in, second factor, password; they show a person's own account only.",
}


def routes() -> Iterator[tuple[str, Any]]:
    """Every route of the URLconf with its view."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def access_of(view: Any) -> Any:
    """What a view declares; DRF and Django's class views keep it on the class."""
    declared = getattr(view, "access", None)
    return declared or getattr(getattr(view, "cls", None) or getattr(view, "view_class", None), "access", None)


@register(Tags.security)
def every_view_declares_access(app_configs: object, **kwargs: object) -> list[Error]:
    return [
        Error(
            f"/{route} declares no access rule.", hint="Use @guarded, @office, @own or @public.", id="clearances.E001"
        )
        for route, view in routes()
        if not access_of(view) and not route.startswith(tuple(EXCUSED))
    ]


@register(Tags.security)
def every_guarded_model_has_a_guard(app_configs: object, **kwargs: object) -> list[Error]:
    return [
        Error(f"{model.__name__} is Guarded but declares no guard.", id="clearances.E002")
        for model in apps.get_models()
        if issubclass(model, Guarded) and "view" not in getattr(getattr(model, "guard", None), "actions", {})
    ]


@register(Tags.database)
def the_database_is_postgresql(app_configs: object, **kwargs: object) -> list[Error]:
    if settings.DATABASES["default"]["ENGINE"] == "clearances.postgresql":
        return []
    return [Error("Accord runs on PostgreSQL through clearances.postgresql only.", id="clearances.E003")]
