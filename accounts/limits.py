"""How often one person may ask for what costs much: counted by person and minute, whatever is asked or found.

So that nothing can be learnt from being refused. The counts are in Redis and only save work: while it is away,
nobody is refused. What guards a secret is counted by axes instead, whose rows outlive it.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.models import User

WINDOW = 60  # Seconds.


def seconds_to_wait(what: str, user: User) -> int:
    """Count one more *what* of *user*; 0 while it is within ``settings.LIMITS``, else how long until it counts anew."""
    most = settings.LIMITS.get(what)
    minute, begun = divmod(int(timezone.now().timestamp()), WINDOW)
    if most is None or _counted(f"limit:{what}:{user.pk}:{minute}") <= most:
        return 0
    return WINDOW - begun


def _counted(key: str) -> int:
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        return cache.incr(key)
    except (RedisError, ValueError):  # ValueError: it went between the two.
        return 0


def limited(what: str) -> Callable[..., Any]:
    """Refuse a view's questions beyond so many a minute, and say when to ask again. An empty form is none.

    Directly around the view: whoever may not see the page isn't told of a limit either.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            seconds = seconds_to_wait(what, request.user) if request.GET or request.POST else 0
            return _refused(request, seconds) if seconds else view(request, *args, **kwargs)

        return counted

    return decorate


def _refused(request: HttpRequest, seconds: int) -> HttpResponseBase:
    response = TemplateResponse(request, "429.html", {"seconds": seconds}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(seconds)
    return response
