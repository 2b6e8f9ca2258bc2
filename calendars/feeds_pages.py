"""Feeds: the file that a calendar fetches, and the pages on which one makes and ends its address."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh
from accounts.models import Party
from calendars import feeds, ics
from calendars.feeds_forms import FeedForm
from clearances.decorators import guarded, office, own, public
from clearances.models import Token
from clearances.services import tokens

READ_OR_WRITE = ["GET", "HEAD", "POST"]
HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@require_safe
@public("Calendars can't sign in: the secret in the address says whose it is, and every fetch is decided anew.")
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    fetched = feeds.fetch(request, secret)
    if fetched is None:
        raise Http404
    tag = ics.etag_of(fetched.content)
    response = get_conditional_response(request, etag=tag, response=file_of(fetched.content))
    for name, value in {**HEADERS, "ETag": tag}.items():
        response.headers[name] = value
    return response


def file_of(content: bytes, file_name: str = "accord.ics") -> HttpResponse:
    """The calendar as a file; kept by nobody in between, naming its address to nobody."""
    response = HttpResponse(content, ics.CONTENT_TYPE, headers=HEADERS)
    response.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    return response


@require_safe
@own
def index(request: HttpRequest) -> HttpResponseBase:
    facts = {"tokens": feeds.mine(request.user), "keeps_others": feeds.keeps_others(request.user)}
    return TemplateResponse(request, "calendars/feeds/index.html", facts)


@require_http_methods(READ_OR_WRITE)
@own
@fresh()
def new(request: HttpRequest) -> HttpResponseBase:
    """The address is in this answer and nowhere else: coming back to this page shows the form."""
    form = FeedForm(request.POST or None, reader=request.user, initial=request.GET.dict())
    made = form.attempt(lambda: tokens.make_token(request.user, by=request.user, **form.facts))
    if made:
        token, secret = made
        facts = {"token": token, **feeds.addresses_of(secret)}
        return TemplateResponse(request, "calendars/feeds/made.html", facts)
    return TemplateResponse(request, "calendars/feeds/new.html", {"form": form}, status=form.status)


@require_safe
@office(feeds.ADMINISTER, Party)
def of_others(request: HttpRequest, parties: Any) -> HttpResponseBase:
    facts = {"tokens": feeds.of_others(request.user, parties)}
    return TemplateResponse(request, "calendars/feeds/others.html", facts)


@require_http_methods(READ_OR_WRITE)
@guarded(Token, "view")
def end(request: HttpRequest, token: Token) -> HttpResponseBase:
    is_mine = token.user_id == request.user.pk
    if request.method == "POST":
        tokens.end_token(token, by=request.user)
        messages.success(request, _("The feed is ended. Its address opens nothing any more."))
        return redirect("calendars:feeds" if is_mine else "calendars:feeds_of_others")
    facts = {"token": token, "is_mine": is_mine, "effects": feeds.effects_of_ending()}
    return TemplateResponse(request, "calendars/feeds/end.html", facts)
