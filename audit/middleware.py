"""Every answer to somebody who is signed in passes here, after it was made and before anything of it leaves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from audit import context, noticing


def recorded(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Record reads and refusals. Directly inside the middleware that says who acts and notes what is loaded."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with context.one_request():
            response = get_response(request)
            noticing.notice(request, response)
            return response

    return middleware
