"""Pages of markings: changing one, and the releases that wait for a second word."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import fresh
from clearances import effects, markings, previews
from clearances.decorators import guarded, own
from clearances.services import AlreadyDecided
from clearances.subjects import subject_of
from releases import services, targets, trying
from releases.forms import ConsentForm, MarkForm, RefusalForm
from releases.models import Release

PER_PAGE = 50


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the new marking is meant, not tried."""
    return "confirmed" in request.POST


@require_http_methods(["GET", "HEAD", "POST"])
@own
@fresh(when=is_confirmed)
def mark(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    """Choose another marking; see who gains and who loses; then have it so, or ask for it."""
    row = targets.find(request.user, kind, key)
    if not services.may_raise(request.user, row):
        raise PermissionDenied(_("Only those who edit it, or hold an office of its owner, mark it anew."))
    form = MarkForm(request.POST if request.method == "POST" else None, row=row, author=request.user)
    url = targets.page_of(request.user, row)
    facts = {"row": row, "form": form, "marking": markings.of_label(row.label_id), "cancel_url": url}
    facts["named"] = targets.named(request.user, row)
    if form.is_choosing or not form.is_valid():
        return TemplateResponse(request, "releases/mark.html", facts, status=400 if form.errors else 200)
    if not is_confirmed(request):
        return _shown_first(request, row, form, facts)
    return _done(request, row, form, facts)


def _shown_first(request: HttpRequest, row: Any, form: MarkForm, facts: dict[str, Any]) -> HttpResponseBase:
    try:
        trial = trying.trial_of(row, form.value, form.cleaned_data["reason"], by=request.user)
    except ValidationError as error:
        form.refuse(error)
        return TemplateResponse(request, "releases/mark.html", facts, status=400)
    facts |= {"effect": effects.told(trial.effect, request.user), "is_raise": trial.is_raise}
    return TemplateResponse(request, "releases/confirm.html", facts | {"after": markings.of_value(form.value)})


def _done(request: HttpRequest, row: Any, form: MarkForm, facts: dict[str, Any]) -> HttpResponseBase:
    try:
        release = services.mark(row, form.value, reason=form.cleaned_data["reason"], by=request.user)
    except ValidationError as error:
        form.refuse(error)
        return TemplateResponse(request, "releases/mark.html", facts, status=400)
    if release:
        messages.success(request, _("Asked for. It waits for the releasing officers of its owner."))
        return redirect(release)
    messages.success(request, _("It is marked so from now on."))
    return redirect(targets.page_of(request.user, row))


@require_safe
@guarded(Release, "view", many=True)
def index(request: HttpRequest, releases: Any) -> HttpResponseBase:
    page = Paginator(releases.select_related("proposed_by__person__organisation"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [(release, targets.named(request.user, release.target())) for release in page]
    return TemplateResponse(request, "releases/index.html", {"page": page, "rows": rows, "now": timezone.now()})


@require_safe
@guarded(Release, "view")
def release(request: HttpRequest, release: Release) -> HttpResponseBase:
    return TemplateResponse(request, "releases/release.html", _about(request, release))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Release, "decide")
@fresh()
def consent(request: HttpRequest, release: Release) -> HttpResponseBase:
    form = ConsentForm(request.POST or None, initial={"digest": release.digest})
    if not release.is_waiting(timezone.now()):
        return _too_late(request, release)
    if not form.is_valid():
        facts = _about(request, release) | {"form": form}
        return TemplateResponse(request, "releases/consent.html", facts, status=400 if form.errors else 200)
    return _answered(request, release, lambda: services.consent(release, by=request.user, **form.cleaned_data))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Release, "decide")
def refuse(request: HttpRequest, release: Release) -> HttpResponseBase:
    form = RefusalForm(request.POST or None)
    if not release.is_waiting(timezone.now()):
        return _too_late(request, release)
    if not form.is_valid():
        facts = _about(request, release) | {"form": form}
        return TemplateResponse(request, "releases/refuse.html", facts, status=400 if form.errors else 200)
    return _answered(request, release, lambda: services.refuse(release, by=request.user, **form.cleaned_data))


@require_POST
@guarded(Release, "view")
def withdraw(request: HttpRequest, release: Release) -> HttpResponseBase:
    return _answered(request, release, lambda: services.withdraw(release, by=request.user))


def _answered(request: HttpRequest, release: Release, decide: Any) -> HttpResponseBase:
    try:
        release = decide()
    except AlreadyDecided:
        return _too_late(request, release)
    if release.status == Release.Status.VOID:
        return TemplateResponse(request, "releases/void.html", {"release": release}, status=409)
    messages.success(request, _said(release))
    seen = Release.objects.for_user(request.user).filter(pk=release.pk).exists()
    return redirect(release) if seen else redirect("releases:index")


def _said(release: Release) -> str:
    if release.status == Release.Status.WAITING:
        return _("You have consented. It waits for another releasing officer.")
    return _("Done: %(status)s.") % {"status": release.get_status_display().lower()}


def _too_late(request: HttpRequest, release: Release) -> HttpResponseBase:
    return TemplateResponse(request, "releases/too_late.html", {"release": release}, status=409)


def _about(request: HttpRequest, release: Release) -> dict[str, Any]:
    waiting, row = release.is_waiting(timezone.now()), release.target()
    officer = waiting and Release.objects.for_user(request.user, "decide").filter(pk=release.pk).exists()
    subject = subject_of(request.user)
    reads = subject is not None and release.to_label_id in subject.dominated_label_ids
    return {
        "release": release,
        "row": row,
        "named": targets.named(request.user, row),
        "url": targets.page_of(request.user, row),
        "before": markings.of_label(release.label_id),
        "after": markings.of_label(release.to_label_id) if reads else None,
        "waiting": waiting,
        "lapsed": release.has_lapsed(timezone.now()),
        "missing": services.missing(release) if waiting else [],
        "consents": release.consents.select_related("user__person__organisation", "party"),
        "officer": officer,
        "obstacle": services.obstacle(release, by=request.user) if officer else "",
        "is_own": release.proposed_by_id == request.user.pk,
        "effect": effects.told(previews.effect_of(*trying.of(release, row)), request.user)
        if waiting and reads and row
        else None,
    }
