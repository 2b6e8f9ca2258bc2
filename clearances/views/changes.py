"""Changes that two persons decide together: what waits, what one says, and its approval."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import fresh
from clearances import changes, effects
from clearances.decorators import guarded
from clearances.forms.changes import ApprovalForm, RefusalForm
from clearances.models import Change
from clearances.services import AlreadyDecided
from clearances.services import changes as services
from clearances.views.answers import posted, status

PER_PAGE = 50


@require_safe
@guarded(Change, "view", many=True)
def index(request: HttpRequest, rows: Any) -> HttpResponseBase:
    """Every change that the reader's offices decide, waiting ones first."""
    page = Paginator(rows.waiting_first(timezone.now()).with_names(), PER_PAGE).get_page(request.GET.get("page"))
    items = [(change, changes.kinds()[change.kind].title(change.facts, request.user)) for change in page.object_list]
    return TemplateResponse(request, "clearances/changes/index.html", {"page": page, "items": items})


@require_safe
@guarded(Change, "view")
def detail(request: HttpRequest, change: Change) -> HttpResponseBase:
    return TemplateResponse(request, "clearances/changes/detail.html", _about(request, change))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Change, "decide")
@fresh()
def approve(request: HttpRequest, change: Change) -> HttpResponseBase:
    """Say what will happen to whom, then let it happen, unless it isn't what was read any more."""
    form = ApprovalForm(posted(request), initial={"digest": change.digest})
    obstacle = services.obstacle(change, by=request.user)
    if obstacle:
        raise PermissionDenied(obstacle)
    if not change.is_waiting(timezone.now()):
        return _too_late(request, change)
    if not form.is_valid():
        about = _about(request, change) | {"form": form}
        return TemplateResponse(request, "clearances/changes/approve.html", about, status=status(form))
    return _answered(request, change, lambda: services.approve(change, by=request.user, **form.cleaned_data))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Change, "decide")
def refuse(request: HttpRequest, change: Change) -> HttpResponseBase:
    form = RefusalForm(posted(request))
    if not change.is_waiting(timezone.now()):
        return _too_late(request, change)
    if not form.is_valid():
        about = _about(request, change) | {"form": form}
        return TemplateResponse(request, "clearances/changes/refuse.html", about, status=status(form))
    return _answered(request, change, lambda: services.refuse(change, by=request.user, **form.cleaned_data))


@require_POST
@guarded(Change, "decide")
def withdraw(request: HttpRequest, change: Change) -> HttpResponseBase:
    return _answered(request, change, lambda: services.withdraw(change, by=request.user))


def _answered(request: HttpRequest, change: Change, decide: Any) -> HttpResponseBase:
    try:
        change = decide()
    except AlreadyDecided:
        return _too_late(request, change)
    if change.status == Change.Status.VOID:
        return TemplateResponse(request, "clearances/changes/void.html", {"change": change}, status=409)
    messages.success(request, _("Done: %(status)s.") % {"status": change.get_status_display().lower()})
    return redirect(change)


def _too_late(request: HttpRequest, change: Change) -> HttpResponseBase:
    return TemplateResponse(request, "clearances/changes/too_late.html", {"change": change}, status=409)


def _about(request: HttpRequest, change: Change) -> dict[str, Any]:
    kind, waiting = changes.kinds()[change.kind], change.is_waiting(timezone.now())
    return {
        "change": Change.objects.for_user(request.user).with_names().get(pk=change.pk),
        "title": kind.title(change.facts, request.user),
        "details": kind.details(change.facts, request.user),
        "waiting": waiting,
        "lapsed": change.has_lapsed(timezone.now()),
        "obstacle": services.obstacle(change, by=request.user) if waiting else "",
        "is_own": change.proposed_by_id == request.user.pk,
        "effect": _effect(request, change, kind) if waiting else None,
    }


def _effect(request: HttpRequest, change: Change, kind: changes.Kind) -> effects.Told | None:
    """Tried out as its approval would go, by whoever looks: nothing of it stays."""
    scope = kind.scope(change.facts) if kind.scope else None
    if scope is None:
        return None
    return effects.foreseen(lambda: services.try_out(change), scope, request.user)
