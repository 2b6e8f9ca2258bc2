"""The next edition of an exchange: asked, shown, and only then planned."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clearances.decorators import guarded
from exchanges.models import ExchangeContent
from planning import editions
from planning.edition_forms import EditionForm


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(ExchangeContent, "change", key="exchange__reference")
def edition(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    """A GET with a rule shows what would be carried over; a POST of the same does it, if it is still the same."""
    asked = request.POST if request.method == "POST" else request.GET if "rule" in request.GET else None
    form = EditionForm(asked, source=content.exchange, reader=request.user)
    effects = form.attempt(lambda: editions.preview(content, form.wish, by=request.user))
    seen = _digest(effects)
    is_confirmed = effects and request.method == "POST" and request.POST.get("seen") == seen
    if is_confirmed and (made := form.attempt(lambda: editions.copy(content, form.wish, by=request.user))):
        messages.success(request, _("The next edition is a draft. If it isn't wanted, cancel it."))
        return redirect(made.exchange)
    facts = {"form": form, "exchange": content.exchange, "content": content, "effects": effects, "seen": seen}
    return TemplateResponse(request, "planning/edition.html", facts, status=form.status)


def _digest(effects: Any) -> str:
    """Names what the person saw: if something else would happen by now, it is shown again first."""
    return sha256(repr(effects).encode()).hexdigest() if effects else ""
