"""Directly inside the record of reads: what is shown from here on was opened."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from releases import openings


def noted(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        openings.notice(request, response)
        return response

    return middleware
