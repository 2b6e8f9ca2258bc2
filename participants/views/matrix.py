"""The host's pages about all nations at once: their answers side by side, and who is kept apart."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clearances.decorators import guarded
from clearances.guards import can
from exchanges.models import Exchange
from exchanges.reading import is_open
from participants import services
from participants.known import invited
from participants.matrix import matrix
from participants.matrix_forms import PairForm
from participants.models import PairRule


@require_safe
@guarded(Exchange, "invite", key="reference")
def answers(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    return _page(request, exchange)


def _page(request: HttpRequest, exchange: Exchange, *, status: int = 200, form: Any = None) -> HttpResponseBase:
    parties = invited(request.user, exchange)
    may_read = is_open(request.user, exchange)
    facts = {
        "exchange": exchange,
        "matrix": matrix(request.user, exchange),
        "form": form or PairForm(parties=parties),
        "may_read": may_read,
        "may_pair": may_read and can(request.user, "change", exchange) and len(parties) > 1,
    }
    return TemplateResponse(request, "participants/answers.html", facts, status=status)


@require_POST
@guarded(Exchange, "change", key="reference")
def keep_apart(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    form = PairForm(request.POST, parties=invited(request.user, exchange))
    if form.attempt(lambda: services.keep_apart(exchange, by=request.user, **form.cleaned_data)):
        messages.success(request, _("They are kept apart. Only planners of this exchange know."))
        return redirect("participants:answers", exchange.reference)
    return _page(request, exchange, form=form, status=form.status)


@require_POST
@guarded(PairRule, "change")
def allow_together(request: HttpRequest, rule: PairRule) -> HttpResponseBase:
    reference = rule.exchange.reference
    services.allow_together(rule, by=request.user)
    messages.success(request, _("They may be put together again."))
    return redirect("participants:answers", reference)
