"""System checks that refuse to start an installation that isn't what it claims to be."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "testserver"}


@register(Tags.security)
def demonstrations_stay_on_this_machine(app_configs: object, **kwargs: Any) -> list[Error]:
    """A portal in which anyone may enter as anyone must not be reachable from elsewhere."""
    host = urlsplit(settings.BASE_URL).hostname
    is_local = host in LOOPBACK and set(settings.ALLOWED_HOSTS) <= LOOPBACK
    if not settings.DEMONSTRATION or is_local:
        return []
    return [
        Error(
            "DEMONSTRATION=1 is for this machine only, but BASE_URL or ALLOWED_HOSTS names another.", id="config.E001"
        )
    ]


@register(Tags.security)
def production_speaks_tls(app_configs: object, **kwargs: Any) -> list[Error]:
    if settings.SECURE_TRANSPORT or urlsplit(settings.BASE_URL).hostname in LOOPBACK:
        return []
    return [Error("BASE_URL must begin with https:// unless it names this machine.", id="config.E002")]


@register(Tags.security)
def production_has_ceilings(app_configs: object, **kwargs: Any) -> list[Error]:
    if settings.SYSTEM_CEILINGS or settings.DEBUG or settings.DEMONSTRATION:
        return []
    return [
        Error("SYSTEM_CEILINGS must name the highest level of each policy that may be saved here.", id="config.E003")
    ]


@register()
def celery_is_real(app_configs: object, **kwargs: Any) -> list[Error]:
    """No eager tasks and no in-memory broker: they would hide what only happens between processes."""
    is_eager = getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False)
    if is_eager or not settings.CELERY_BROKER_URL.startswith(("redis://", "rediss://", "unix://", "redis+socket://")):
        return [Error("Celery must run in workers of its own, on Redis or Valkey.", id="config.E004")]
    return []
