"""The inbox: what one was told of and may still see."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearances.decorators import own
from notifications import services


@require_GET
@own
def inbox(request: HttpRequest) -> HttpResponse:
    found = services.inbox(request.user)
    has_unread = any(message.notification.read_at is None for message in found)
    return TemplateResponse(request, "notifications/inbox.html", {"inbox": found, "has_unread": has_unread})


@require_GET
@own
def follow(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read one message: on to what it is about. A message that was withdrawn is as unknown as one that never was."""
    message = services.open_message(request.user, public_id)
    if message is None:
        raise Http404
    return redirect(message.url)


@require_POST
@own
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(request.user)
    messages.success(request, _("All messages are marked as read."))
    return redirect("notifications:inbox")
