"""From here on a request works for the person who signed in, and for nobody else."""

import logging
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac
from psycopg2 import errorcodes

from clearances import context
from clearances.subjects import acting_as

logger = logging.getLogger(__name__)

PASSWORD, SECOND_FACTOR = 1, 2


def acting_as_the_user(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Bind the database session to the user's labels, and note which labels the page loads."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            request.user.assurance = assurance_of(request)
        with context.in_session(session_of(request)), acting_as(request.user), context.noting_labels():
            return get_response(request)

    return middleware


def session_of(request: HttpRequest) -> str:
    """A digest that tells this session from others and gives nobody its cookie."""
    key = request.session.session_key or ""
    return salted_hmac("clearances.middleware", key, algorithm="sha256").hexdigest()[:16]


def assurance_of(request: HttpRequest) -> int:
    """How strongly this session signed in: allauth records each method it was shown, and for whom.

    A click in the persona picker counts while this is a demonstration, not in a session that outlived it.
    """
    methods = {record.get("method") for record in get_authentication_records(request, request.user)}
    strong = {"mfa", "demonstration"} if settings.DEMONSTRATION else {"mfa"}
    return SECOND_FACTOR if methods & strong else PASSWORD


class RefusalsOfTheDatabase:
    """What only row-level security refused is answered as any refusal; its message could tell of what is hidden.

    The view's transaction is rolled back by then. It means that the door and the safe let something through, so the
    log names the address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if getattr(error.__cause__, "pgcode", None) != errorcodes.INSUFFICIENT_PRIVILEGE:
            return None
        match = request.resolver_match
        logger.error("The database itself refused %s %s.", request.method, match.route if match else "")
        return response_for_exception(request, PermissionDenied())
