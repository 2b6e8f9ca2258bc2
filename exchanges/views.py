"""Pages of exchanges. Whatever changes dates, host or state has its pages in ``planning``."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clearances.decorators import guarded
from exchanges import services
from exchanges.forms import ContentForm, CoverForm, ExchangeForm, FilterForm
from exchanges.models import DescriptionDraft, Exchange, ExchangeContent
from exchanges.months import Month, weeks_of
from exchanges.reading import overview, with_programs
from portions.editor import Text
from portions.editor import edit as edit_text
from programs import undo
from programs.models import Program
from programs.pages import page_of

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(Exchange, "view", many=True)
def index(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    form = FilterForm(request.GET, reader=request.user, exchanges=exchanges)
    page = page_of(form.narrow(exchanges).select_related("host"), request.GET, key="starts_on")
    with_programs(request.user, page.rows)
    facts = {"form": form, "page": page, "may_plan": Program.objects.for_user(request.user, "plan").exists()}
    template = "exchanges/index.html#table" if request.htmx else "exchanges/index.html"
    return TemplateResponse(request, template, facts)


@require_safe
@guarded(Exchange, "view", many=True)
def month(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    """One month; ``?month=2026-11``, by default the present one."""
    today = timezone.localdate()
    shown = Month.parse(request.GET.get("month", str(Month.of(today))))
    if shown is None:
        raise Http404
    days = shown.weeks
    rows = exchanges.overlapping(days[0][0], days[-1][-1]).select_related("host")
    facts = {"month": shown, "today": today, "weeks": weeks_of(shown, rows, today=today), "exchanges": rows}
    return TemplateResponse(request, "exchanges/month.html", facts)


@require_safe
@guarded(Exchange, "view", key="reference")
def detail(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    facts = {**overview(request.user, exchange), "undo": undo.offered(request, exchange)}
    return TemplateResponse(request, "exchanges/detail.html", facts)


@require_safe
@guarded(Program, "plan", many=True)
def new(request: HttpRequest, programs: Any) -> HttpResponseBase:
    """In which program? Asked only where there is a choice."""
    rows = list(programs.select_related("owner"))
    if len(rows) == 1:
        return redirect("exchanges:create", rows[0].reference)
    return TemplateResponse(request, "exchanges/new.html", {"programs": rows})


@require_http_methods(READ_OR_WRITE)
@guarded(Program, "plan", key="reference")
def create(request: HttpRequest, program: Program) -> HttpResponseBase:
    form = ExchangeForm(request.POST or None, author=request.user, program=program)
    if not form.is_choosing:
        made = form.attempt(lambda: services.create_exchange(program=program, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("The exchange is created as a draft. Plan it when its dates are firm."))
            return redirect(made)
    return TemplateResponse(request, "exchanges/create.html", {"form": form, "program": program}, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Exchange, "change", key="reference")
def edit(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    form = CoverForm(request.POST or None, row=exchange)
    if form.attempt(lambda: services.amend(exchange, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The cover is changed."))
        return redirect(exchange)
    return TemplateResponse(request, "exchanges/edit.html", {"form": form, "exchange": exchange}, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(ExchangeContent, "change", key="exchange__reference")
def edit_content(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    form = ContentForm(request.POST or None, row=content)
    if form.attempt(lambda: services.amend_content(content, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The content is changed."))
        return redirect(content.exchange)
    facts = {"form": form, "exchange": content.exchange, "content": content}
    return TemplateResponse(request, "exchanges/edit.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(ExchangeContent, "change", key="exchange__reference")
def describe(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    """The description, paragraph by paragraph, each with its marking."""
    text = Text(
        services.text_of(content),
        DescriptionDraft,
        save=lambda blocks, read: services.describe(content, blocks, read=read, by=request.user),
        template="exchanges/describe.html",
        facts={"exchange": content.exchange, "content": content},
        url=content.exchange.get_absolute_url(),
    )
    return edit_text(request, text)
