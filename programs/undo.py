"""Undo in the success message: what puts back what was just done, kept in the session until the row's page shows it.

    undo.offer(request, row, _("The booking is freed."), url=reverse("resources:restore", args=[row.pk]))
    return redirect(row)

The page of *row* hands ``undo.offered(request, row)`` to its template as ``undo``. Only that page does, and its guard
has let the reader see the row at that moment: whoever lost sight of it meanwhile is shown nothing of what it was. It is
a form like any other: the service that it leads to decides again.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

KEY = "undo"


def offer(request: HttpRequest, row: Model, text: str, *, url: str, fields: Iterable[tuple[str, str]] = ()) -> None:
    """Show *text* on the page of *row*, if that is what comes next, with a button that posts *fields* to *url*."""
    request.session[KEY] = {"of": str(row.pk), "text": str(text), "url": url, "fields": [list(pair) for pair in fields]}


def offered(request: HttpRequest, row: Model) -> dict[str, Any] | None:
    """What was offered for *row*, once; what was offered for another is forgotten."""
    found: dict[str, Any] | None = request.session.pop(KEY, None) if KEY in request.session else None
    return found if found is not None and found.get("of") == str(row.pk) else None
