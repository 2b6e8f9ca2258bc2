"""Undo in the success message: what puts back what was just done, kept in the session until the next page shows it.

    undo.offer(request, _("The booking is freed."), url=reverse("resources:restore", args=[row.pk]))
    return redirect(row)

The next page hands ``undo.offered(request)`` to its template as ``undo``. It is a form like any other: the service that
it leads to decides again.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

KEY = "undo"


def offer(request: HttpRequest, text: str, *, url: str, fields: Iterable[tuple[str, str]] = ()) -> None:
    """Show *text* on the next page, with a button that posts *fields* to *url*."""
    request.session[KEY] = {"text": str(text), "url": url, "fields": [list(pair) for pair in fields]}


def offered(request: HttpRequest) -> dict[str, Any] | None:
    """What was offered, once."""
    found: dict[str, Any] | None = request.session.pop(KEY, None) if KEY in request.session else None
    return found
