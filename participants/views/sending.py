"""Send many invitations: choose the drafts, then watch them go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clearances.decorators import guarded
from exchanges.models import Exchange
from exchanges.reading import is_open
from participants import services
from participants.models import Sending
from participants.packet_forms import SendManyForm
from participants.sending import Order, drafts_of, shown


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Exchange, "invite", key="reference")
def send_many(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    drafts = drafts_of(request.user, exchange)
    data = request.POST if request.method == "POST" else None
    form = SendManyForm(data, drafts=drafts)
    sending = form.attempt(lambda: services.order_sending(exchange, form.cleaned_data["drafts"], by=request.user))
    if sending:
        messages.success(request, _("They are being sent, each to its own nation alone."))
        return redirect(sending)
    facts = {
        "exchange": exchange,
        "drafts": shown(request.user, drafts),
        "form": form,
        "may_read": is_open(request.user, exchange),
    }
    return TemplateResponse(request, "participants/send_many.html", facts, status=form.status)


@require_safe
@guarded(Sending, "view")
def sending(request: HttpRequest, sending: Sending) -> HttpResponseBase:
    """How far it has come; the page asks again by itself until all are sent or named."""
    facts = {"order": Order(request.user, sending), "exchange": sending.exchange}
    page = "participants/sending.html#order" if request.htmx else "participants/sending.html"
    return TemplateResponse(request, page, facts)
