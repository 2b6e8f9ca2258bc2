"""The next edition of an exchange: asked, shown, and only then planned."""

from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clearances.decorators import guarded
from exchanges.models import ExchangeContent
from planning import editions
from planning.confirming import Changed, confirmed, undone
from planning.edition_forms import EditionForm


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(ExchangeContent, "change", key="exchange__reference")
def edition(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    """A GET with a rule shows what would be carried over; a POST of the same does it, if it is still the same."""
    asked = request.POST if request.method == "POST" else request.GET if "rule" in request.GET else None
    form = EditionForm(asked, source=content.exchange, reader=request.user)
    ask, act = partial(_asked, request, content, form), partial(_copy, request, content, form)
    if request.method != "POST":
        return ask(form.attempt(lambda: undone(act)), status=form.status)
    try:
        made = form.attempt(lambda: confirmed(act, request.POST.get("seen", "")))
    except Changed as problem:
        return ask(problem.made, status=409)
    if made is None:
        return ask(None, status=form.status)
    messages.success(request, _("The next edition is a draft. If it isn't wanted, cancel it."))
    return redirect(made.exchange)


def _copy(request: HttpRequest, content: ExchangeContent, form: EditionForm) -> editions.Made:
    return editions.copy(content, form.wish, by=request.user)


def _asked(
    request: HttpRequest, content: ExchangeContent, form: EditionForm, shown: editions.Made | None, *, status: int
) -> HttpResponseBase:
    is_changed = status == HTTPStatus.CONFLICT
    facts = {"form": form, "exchange": content.exchange, "content": content, "shown": shown, "is_changed": is_changed}
    return TemplateResponse(request, "planning/edition.html", facts, status=status)
