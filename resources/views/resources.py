"""Pages of resources: what there is, when it is taken, and how its owner keeps it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import fresh
from accounts.models import Party
from clearances.decorators import guarded, office
from clearances.guards import roots_held
from clearances.keeping import Asking, keep, proposed, proposing
from exchanges.months import Month
from programs.pages import page_of
from resources import services
from resources.forms import AmendForm, FilterForm, PublishForm, ResourceForm
from resources.kinds import PUBLISH
from resources.lists import detail as facts_of
from resources.lists import with_answers
from resources.models import Resource
from resources.services.keeping import KEEP

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(Resource, "view", many=True)
def index(request: HttpRequest, resources: Any) -> HttpResponseBase:
    form = FilterForm(request.GET, resources=resources)
    offered = form.narrow(resources.offered()).select_related("owner")
    page = page_of(offered, request.GET, key="name")
    with_answers(request.user, page.rows, form.wanted)
    kept = roots_held(request.user, KEEP, Party)
    facts = {"form": form, "page": page, "kept": kept, "is_asking": form.wanted is not None}
    template = "resources/index.html#table" if request.htmx else "resources/index.html"
    return TemplateResponse(request, template, facts)


@require_safe
@guarded(Resource, "view")
def detail(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    """Its facts and three months; ``?month=2026-11``, by default from the present one."""
    month = Month.parse(request.GET.get("month", str(Month.of(resource.today))))
    if month is None:
        raise Http404
    facts = facts_of(request.user, resource, month)
    facts["exchange"] = request.GET.get("exchange", "")[:7]
    return TemplateResponse(request, "resources/detail.html", facts)


@require_http_methods(READ_OR_WRITE)
@office(KEEP, Party)
def add(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    owner = get_object_or_404(parties, code=code)
    form = ResourceForm(request.POST or None, author=request.user, owner=owner)
    if not form.is_choosing:
        made = form.attempt(lambda: services.add_resource(owner, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("The resource is entered. Planners of the nations it is released to find it."))
            return redirect(made)
    return TemplateResponse(request, "resources/add.html", {"form": form, "owner": owner}, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Resource, "change")
def amend(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    form = AmendForm(request.POST or None, row=resource)
    if form.attempt(lambda: services.amend_resource(resource, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The resource is changed. Bookings that exist stay as they are."))
        return redirect(resource)
    facts = {"form": form, "resource": resource}
    return TemplateResponse(request, "resources/amend.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Resource, "change")
def retire(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    if request.method == "POST":
        services.retire(resource, by=request.user)
        messages.success(request, _("It is offered no longer. You can offer it again."))
        return redirect(resource)
    effects = [_("Nobody can book it any more."), _("Bookings that exist stay as they are.")]
    return TemplateResponse(request, "resources/retire.html", {"resource": resource, "effects": effects})


@require_POST
@guarded(Resource, "change")
def offer(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    services.retire(resource, is_active=True, by=request.user)
    messages.success(request, _("It is offered again."))
    return redirect(resource)


@require_POST
@guarded(Resource, "change")
def withdraw(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    services.withdraw_busy(resource, by=request.user)
    messages.success(request, _("When it is taken is published no longer."))
    return redirect(resource)


@require_http_methods(READ_OR_WRITE)
@guarded(Resource, "publish")
@fresh()
def publish(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    """Ask a second releasing officer: what is published tells of bookings that others may not see."""
    act = proposing(
        request, PUBLISH, lambda **_values: resource.owner, lambda **_values: {"resource": str(resource.pk)}
    )
    return keep(request, PublishForm(request.POST or None), act, _to_be_published(resource))


def _to_be_published(resource: Resource) -> Asking:
    return Asking(
        what=PUBLISH,
        title=_("Publish when it is taken"),
        pretitle=resource.name,
        submit=_("Propose"),
        back=resource.get_absolute_url(),
        back_text=resource.name,
        note=_("A second releasing officer decides. What you write here is read by all of them."),
        effects=[
            _("Whoever sees the resource reads from when to when it is not available."),
            _("Who booked it, and what for, stays hidden."),
            _("Planners of other nations learn of a clash at once instead of asking and waiting."),
        ],
        done=proposed(),
    )
