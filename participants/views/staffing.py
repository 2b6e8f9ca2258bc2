"""The host's pages of a packet's way: who must sign it, confirming an answer, asking for another."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clearances.decorators import guarded
from participants import services
from participants.consequences import of_confirming, of_renewing
from participants.models import Delegation, PacketSignOff
from participants.packet_forms import ConfirmForm, RenewForm, SignForm, StaffForm
from participants.packets import Packet
from participants.views.invitations import invitation_of
from participants.way import Way

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def way_of(request: HttpRequest, delegation: Delegation) -> Way:
    """The host's own delegation has none, and it takes whoever plans the exchange to follow it."""
    packet = Packet(request.user, delegation)
    if packet.invitation is None or packet.cover is None:
        raise Http404
    return Way(request.user, delegation, packet.invitation, zone=packet.cover.zone)


def _staffing_page(
    request: HttpRequest, delegation: Delegation, *, status: int = 200, **forms: Any
) -> HttpResponseBase:
    way = way_of(request, delegation)
    people = services.signers(delegation, request.user)
    asked = [row.person for row in way.sign_offs]
    facts = {"way": way, "delegation": delegation, "people": people}
    facts |= {"staff_form": StaffForm(people=[*people, *asked], asked=way.sign_offs)}
    return TemplateResponse(request, "participants/staffing.html", {**facts, **forms}, status=status)


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "change")
def staffing(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    """Who must sign the packet before it is sent."""
    if request.method != "POST":
        return _staffing_page(request, delegation)
    way = way_of(request, delegation)
    people = [*services.signers(delegation, request.user), *(row.person for row in way.sign_offs)]
    form = StaffForm(request.POST, people=people, asked=way.sign_offs)
    if form.attempt(lambda: [services.staff(way.invitation, by=request.user, **form.wanted)]):
        messages.success(request, _("Kept. Whoever is named is told; the nation learns nothing of it."))
        return redirect("participants:staffing", delegation.pk)
    return _staffing_page(request, delegation, staff_form=form, status=form.status)


@require_POST
@guarded(PacketSignOff, "change")
def sign(request: HttpRequest, sign_off: PacketSignOff) -> HttpResponseBase:
    form = SignForm(request.POST)
    if form.attempt(lambda: services.sign(sign_off, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Your word is kept."))
        return redirect("participants:staffing", sign_off.delegation_id)
    return _staffing_page(request, sign_off.delegation, sign_form=form, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "change")
def confirm(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    invitation = invitation_of(request, delegation)
    form = ConfirmForm(request.POST or None, invitation=invitation)
    if form.attempt(lambda: services.confirm(invitation, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The answer is confirmed, and the nation is told."))
        return redirect(delegation)
    form.renew(invitation_of(request, delegation).version)
    facts = {"packet": Packet(request.user, delegation), "form": form, "effects": of_confirming(invitation)}
    return TemplateResponse(request, "participants/confirm.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "change")
def renew(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    invitation = invitation_of(request, delegation)
    form = RenewForm(request.POST or None, invitation=invitation)
    if form.attempt(lambda: services.ask_renewal(invitation, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The nation is asked to answer again."))
        return redirect(delegation)
    form.renew(invitation_of(request, delegation).version)
    facts = {"packet": Packet(request.user, delegation), "form": form, "effects": of_renewing(invitation)}
    return TemplateResponse(request, "participants/renew.html", facts, status=form.status)
