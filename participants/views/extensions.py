"""More time to answer: asked on the delegation's page, decided on the same."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clearances.decorators import guarded
from participants import services
from participants.extension_forms import GrantForm, RefuseForm, TimeForm
from participants.models import Delegation, Extension
from participants.packets import Packet
from participants.views.invitations import invitation_of, page


@require_POST
@guarded(Delegation, "ask")
def ask_for_time(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    invitation, form = invitation_of(request, delegation), TimeForm(request.POST)
    if form.attempt(lambda: services.ask_for_time(invitation, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Your request is with the host. The answer will be on this page."))
        return redirect(delegation)
    return page(request, Packet(request.user, delegation), time_form=form, status=form.status)


@require_POST
@guarded(Extension, "answer")
def grant_time(request: HttpRequest, extension: Extension) -> HttpResponseBase:
    form = GrantForm(request.POST)
    if form.attempt(lambda: services.grant_time(extension, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The nation may answer until then, and is told."))
        return redirect(extension)
    return page(request, Packet(request.user, extension.delegation), grant_form=form, status=form.status)


@require_POST
@guarded(Extension, "answer")
def refuse_time(request: HttpRequest, extension: Extension) -> HttpResponseBase:
    form = RefuseForm(request.POST)
    if form.attempt(lambda: services.refuse_time(extension, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The day stays as it is, and the nation is told."))
        return redirect(extension)
    return page(request, Packet(request.user, extension.delegation), refuse_form=form, status=form.status)
