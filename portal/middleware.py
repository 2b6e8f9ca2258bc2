"""Headers of every answer, the language and time zone of whoever reads it, and what fragments of pages need."""

import json
from collections.abc import Callable
from urllib.parse import quote

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from calendars import dtg
from clearances.context import noted_labels
from clearances.markings import of_page
from clearances.subjects import subject_of
from portal.templatetags.marking import banner

Handler = Callable[[HttpRequest], HttpResponseBase]

LONGEST_ID = 20  # Digits; Python refuses to read numbers of thousands of them.
HEADERS = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def headers(get_response: Handler) -> Handler:
    """What Django and django-csp don't set; and nothing that a signed-in person reads is kept by any cache."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def no_null_characters(get_response: Handler) -> Handler:
    """No address that stands for something holds one, and PostgreSQL's texts can't: such an address is nobody's."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            raise Http404
        if any("\0" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise SuspiciousOperation("A null character in the query.")
        return get_response(request)

    return middleware


def language_of_the_user(get_response: Handler) -> Handler:
    """A signed-in person reads their own language, whatever this browser was last used in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware


def time_zone_of_the_user(get_response: Handler) -> Handler:
    """Instants are written in the reader's zone, or as date-time groups if they want that."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(request.user.zone_info), dtg.wanted(request.user.writes_dtg):
            return get_response(request)

    return middleware


def entrance_for_fragments(get_response: Handler) -> Handler:
    """Whoever must sign in (again) while a page asks for a fragment gets the whole page of the entrance."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        target = response.headers.get("Location", "")
        if "HX-Request" in request.headers and target.startswith("/accounts/"):
            return HttpResponseClientRedirect(target)
        return response

    return middleware


def marking_of_fragments(get_response: Handler) -> Handler:
    """A fragment brings the page's banners along, raised to what it shows beside what was there already.

    Data that a page's own script asks for says the same in a header.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and _is_fragment(request, response):
            already = _labels_on_the_page(request)
            response.write("".join(banner(edge, already, is_swapped=True) for edge in ("top", "bottom")))
        elif isinstance(response, JsonResponse) and "X-Labels" in request.headers:
            response.headers["X-Marking"] = _raised(_labels_on_the_page(request))
        return response

    return middleware


def _raised(already: frozenset[int]) -> str:
    """The banner's words and class, and the labels that it counts; as a header can hold them."""
    shown = already | noted_labels()
    marking = of_page(shown)
    facts = {"text": marking.text, "css": marking.css, "labels": ",".join(map(str, sorted(shown)))}
    return quote(json.dumps(facts))


def _is_fragment(request: HttpRequest, response: HttpResponse) -> bool:
    is_html = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")  # noqa: PLR2004
    return is_html and "HX-Request" in request.headers and not response.content.lstrip().startswith(b"<!doctype")


def _labels_on_the_page(request: HttpRequest) -> frozenset[int]:
    """As the page says; only labels that its reader may see count, so that nothing can be tried out."""
    subject = subject_of(request.user)
    claimed = request.headers.get("X-Labels", "").split(",")
    seen = {int(part) for part in claimed if part.isdecimal() and part.isascii() and len(part) < LONGEST_ID}
    return frozenset(seen & set(subject.dominated_label_ids)) if subject else frozenset()
