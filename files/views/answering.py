"""Answers that only files need: a copy as an attachment, and where a page goes that sent files with its own script."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from files import services
from files.services.packet import Closed
from files.services.reading import Content, NotHandedOut
from files.storage import Missing

# Should it ever be shown in place of being saved: nothing in it runs, loads, sends or reaches the portal.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
View = Callable[..., HttpResponseBase]


def sent_along(request: HttpRequest, row: Content) -> HttpResponseBase:
    """A copy for the reader, or a page that says why there is none."""
    try:
        handed = services.hand_out(row, by=request.user)
    except NotHandedOut as refused:
        return _none(request, HTTPStatus.FORBIDDEN, is_recalled=refused.is_recalled)
    except Missing:
        return _none(request, HTTPStatus.SERVICE_UNAVAILABLE, is_missing=True)
    headers = {
        "Content-Disposition": content_disposition_header(True, handed.name) or "attachment",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(handed.content, content_type=handed.media_type, headers=headers)


def _none(request: HttpRequest, status: HTTPStatus, **facts: Any) -> HttpResponseBase:
    return TemplateResponse(request, "files/not_handed_out.html", facts, status=status)


def moved(request: HttpRequest, to: str, *arguments: Any) -> HttpResponseBase:
    """Go on to a page. A script that follows by itself would use up the page's messages, so it is told where to."""
    if request.headers.get("X-Upload"):
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"X-Location": reverse(to, args=arguments)})
    return redirect(to, *arguments)


def closed(view: View) -> View:
    """Say that a packet takes no more files, in the place of the page."""

    @wraps(view)
    def wrapper(request: HttpRequest, row: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, row, **kwargs)
        except Closed:
            return TemplateResponse(request, "files/closed.html", {"delegation": row}, status=HTTPStatus.CONFLICT)

    return wrapper
