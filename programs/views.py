"""Pages of programs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Party
from clearances.decorators import guarded, office
from clearances.guards import can, roots_held
from programs import services
from programs.forms import ContentForm, CoverForm, FilterForm, ProgramForm
from programs.models import Program, ProgramContent
from programs.pages import page_of

PLAN = "accounts.plan_programs"
READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(Program, "view", many=True)
def index(request: HttpRequest, programs: Any) -> HttpResponseBase:
    form = FilterForm(request.GET)
    page = page_of(form.narrow(programs).select_related("owner"), request.GET, key="title")
    may_create = roots_held(request.user, PLAN, Party).exists()
    template = "programs/index.html#table" if request.htmx else "programs/index.html"
    return TemplateResponse(request, template, {"form": form, "page": page, "may_create": may_create})


@require_safe
@guarded(Program, "view", key="reference")
def detail(request: HttpRequest, program: Program) -> HttpResponseBase:
    user = request.user
    facts = {
        "program": program,
        "content": ProgramContent.objects.for_user(user).filter(program=program).first(),
        "page": page_of(program.exchanges.for_user(user).select_related("host"), request.GET, key="starts_on"),
        "may_change": can(user, "change", program),
        "may_plan": can(user, "plan", program),
    }
    return TemplateResponse(request, "programs/detail.html", facts)


@require_http_methods(READ_OR_WRITE)
@office(PLAN, Party)
def create(request: HttpRequest, held: Any) -> HttpResponseBase:
    form = ProgramForm(request.POST or None, author=request.user, held=held)
    if not form.is_choosing:
        program = form.attempt(lambda: services.create_program(by=request.user, **form.cleaned_data))
        if program:
            messages.success(request, _("The program is created. You plan it from now on."))
            return redirect(program)
    return TemplateResponse(request, "programs/create.html", {"form": form}, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Program, "change", key="reference")
def edit(request: HttpRequest, program: Program) -> HttpResponseBase:
    form = CoverForm(request.POST or None, row=program)
    if form.attempt(lambda: services.amend_program(program, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The cover is changed."))
        return redirect(program)
    return TemplateResponse(request, "programs/edit.html", {"form": form, "program": program}, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(ProgramContent, "change", key="program__reference")
def edit_content(request: HttpRequest, content: ProgramContent) -> HttpResponseBase:
    form = ContentForm(request.POST or None, row=content)
    if form.attempt(lambda: services.amend_content(content, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The content is changed."))
        return redirect(content.program)
    facts = {"form": form, "program": content.program, "content": content}
    return TemplateResponse(request, "programs/edit.html", facts, status=form.status)
