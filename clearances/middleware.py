"""From here on a request works for the person who signed in, and for nobody else."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from clearances import context
from clearances.subjects import acting_as

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
