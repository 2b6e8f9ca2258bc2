"""Pages of the files in a packet: put some into it, hand one to the host, take a copy along, take one back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from clearances.decorators import guarded
from files import services
from files.forms import AttachForm, GivenForm, OfferForm
from files.models import PacketFile
from files.views.answering import closed, moved, sent_along
from files.views.exchange import READ_OR_WRITE, say_kept
from participants.models import Delegation


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "change")
@closed
def attach(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    """Copy files of the exchange into the packet."""
    form = AttachForm(request.POST or None, delegation=delegation, reader=request.user)
    made = form.attempt(lambda: _attached(form, delegation, request.user))
    if made:
        text = ngettext("%(count)d file is in the packet.", "%(count)d files are in the packet.", made)
        messages.success(request, text % {"count": made})
        return redirect(delegation)
    facts = {"form": form, "delegation": delegation}
    return TemplateResponse(request, "files/attach.html", facts, status=form.status)


def _attached(form: AttachForm, delegation: Delegation, by: User) -> int:
    asks = form.cleaned_data["asks_acknowledgement"]
    chosen = list(form.cleaned_data["versions"])
    for version in chosen:
        services.attach(delegation, version, asks_acknowledgement=asks, by=by)
    return len(chosen)


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "change")
@closed
def offer(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    """Put files into the packet that the exchange itself doesn't have."""
    form = OfferForm(request, standing=delegation.label, floor=delegation.label, about=delegation)
    kept = form.send(lambda got, **facts: services.offer(delegation, got, by=request.user, **facts))
    say_kept(request, kept)
    if kept and not form.errors:
        return moved(request, "participants:delegation", delegation.pk)
    facts = {"form": form, "delegation": delegation, "is_from_host": True}
    return TemplateResponse(request, "files/offer.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "reply")
@closed
def give(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    """Hand files to the host, for one's nation."""
    form = GivenForm(request, standing=delegation.label, floor=delegation.label, about=delegation)
    kept = form.send(lambda got, **facts: services.give(delegation, got, by=request.user, **facts))
    say_kept(request, kept)
    if kept and not form.errors:
        return moved(request, "participants:delegation", delegation.pk)
    facts = {"form": form, "delegation": delegation, "is_from_host": False}
    return TemplateResponse(request, "files/offer.html", facts, status=form.status)


@require_safe
@guarded(PacketFile, "export")
def download(request: HttpRequest, row: PacketFile) -> HttpResponseBase:
    return sent_along(request, row)


@require_POST
@guarded(PacketFile, "view")
def acknowledge(request: HttpRequest, row: PacketFile) -> HttpResponseBase:
    services.acknowledge(row, by=request.user)
    messages.success(request, _("You have acknowledged that you have read it."))
    return redirect(row)


@require_http_methods(READ_OR_WRITE)
@guarded(PacketFile, "view")
def recall(request: HttpRequest, row: PacketFile) -> HttpResponseBase:
    """Whichever side handed it over takes it back; the service knows which that is."""
    if request.method == "POST":
        services.recall(row, by=request.user)
        messages.success(request, _("The file is taken back."))
        return redirect(row)
    services.check_recall(row, by=request.user)
    effects = [
        _("Nobody can take a copy of it along any more, on either side."),
        _("Its entry stays, with the day on which it was taken back. What was already taken along, is."),
    ]
    return TemplateResponse(request, "files/recall.html", {"row": row, "effects": effects})
