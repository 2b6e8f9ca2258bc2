"""Pages of nations' calendars: public days for everybody, blackout periods for whoever may see them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import registry
from accounts.dates import days
from accounts.fresh import fresh
from accounts.models import Party
from calendars import services
from calendars.forms import AmendForm, BlackoutForm, CorrectionForm, HolidayForm, ListForm, PublishForm
from calendars.kinds import PUBLISH
from calendars.models import Blackout
from calendars.reading import about, calendar_of, effects_of_removing, holidays_kept_by, own_party, with_next
from calendars.services.blackouts import KEEP
from calendars.year import Period
from clearances.decorators import guarded, office, own
from clearances.keeping import Asking, keep, proposed, proposing
from programs.answers import ServiceForm

READ_OR_WRITE = ["GET", "HEAD", "POST"]
PER_PAGE = 60


@require_safe
@own
def index(request: HttpRequest) -> HttpResponseBase:
    form = ListForm(request.GET)
    page = Paginator(form.narrow(registry.parties()), PER_PAGE).get_page(request.GET.get("page"))
    rows = with_next(list(page.object_list), timezone.localdate())
    facts = {"form": form, "page": page, "rows": rows, "mine": own_party(request.user)}
    template = "calendars/index.html#table" if request.htmx else "calendars/index.html"
    return TemplateResponse(request, template, facts)


@require_safe
@own
def party(request: HttpRequest, code: str) -> HttpResponseBase:
    """One party's year (``?in=2026``) or month (``?in=2026-11``), by default the present year."""
    shown = get_object_or_404(registry.parties(), code=code)
    today = timezone.localdate(timezone=shown.zone_info)
    period = Period.parse(request.GET.get("in", str(today.year)))
    if period is None:
        raise Http404
    return TemplateResponse(request, "calendars/party.html", calendar_of(request.user, shown, period, today))


@require_http_methods(READ_OR_WRITE)
@office(KEEP, Party)
def add_blackout(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    owner = get_object_or_404(parties, code=code)
    form = BlackoutForm(request.POST or None, author=request.user, owner=owner)
    if not form.is_choosing:
        made = form.attempt(lambda: services.add_blackout(owner, by=request.user, **form.cleaned_data))
        if made:
            return _saved(request, made)
    return TemplateResponse(request, "calendars/add.html", {"form": form, "owner": owner}, status=form.status)


def _saved(request: HttpRequest, blackout: Blackout) -> HttpResponseBase:
    messages.success(request, _("The blackout period is saved."))
    for other in services.overlapping(blackout, by=request.user):
        named = {"title": other.title, "days": days(other.starts_on, other.ends_on)}
        messages.warning(request, _("It overlaps with “%(title)s”, %(days)s.") % named)
    return redirect(blackout)


@require_safe
@guarded(Blackout, "view")
def blackout(request: HttpRequest, blackout: Blackout) -> HttpResponseBase:
    return TemplateResponse(request, "calendars/blackout.html", about(request.user, blackout))


@require_http_methods(READ_OR_WRITE)
@guarded(Blackout, "change")
def amend(request: HttpRequest, blackout: Blackout) -> HttpResponseBase:
    form = AmendForm(request.POST or None, row=blackout)
    done = form.attempt(lambda: services.amend_blackout(blackout, by=request.user, **form.cleaned_data))
    if done:
        return _saved(request, done)
    facts = {"form": form, "blackout": blackout, "owner": blackout.owner}
    return TemplateResponse(request, "calendars/amend.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Blackout, "change")
def remove(request: HttpRequest, blackout: Blackout) -> HttpResponseBase:
    if request.method == "POST":
        services.remove_blackout(blackout, by=request.user)
        messages.success(request, _("The blackout period is removed."))
        return redirect("calendars:party", blackout.owner.code)
    facts = {"blackout": blackout, "owner": blackout.owner, "effects": effects_of_removing(blackout)}
    return TemplateResponse(request, "calendars/remove.html", facts)


@require_POST
@guarded(Blackout, "change")
def withdraw(request: HttpRequest, blackout: Blackout) -> HttpResponseBase:
    services.withdraw(blackout, by=request.user)
    messages.success(request, _("Its days are published no longer."))
    return redirect(blackout)


@require_http_methods(READ_OR_WRITE)
@guarded(Blackout, "publish")
@fresh()
def publish(request: HttpRequest, blackout: Blackout) -> HttpResponseBase:
    """Ask a second releasing officer: what is published tells everybody of days that the label hides."""
    act = proposing(
        request, PUBLISH, lambda **_values: blackout.owner, lambda **_values: {"blackout": str(blackout.pk)}
    )
    page = Asking(
        what="blackout.publish",
        title=_("Publish these days"),
        pretitle=days(blackout.starts_on, blackout.ends_on),
        submit=_("Propose"),
        back=blackout.get_absolute_url(),
        back_text=blackout.title,
        note=_("A second releasing officer decides. What you write here is read by all of them."),
        effects=[_("Everybody reads “not available” on these days."), _("Title, reason and marking stay hidden.")],
        done=proposed(),
    )
    return keep(request, PublishForm(request.POST or None), act, page)


@require_http_methods(READ_OR_WRITE)
@office(KEEP, Party)
def add_holiday(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    owner = get_object_or_404(parties, code=code)
    form = HolidayForm(request.POST or None)
    if form.attempt(lambda: services.add_holiday(owner, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The holiday is entered."))
        return redirect("calendars:party", owner.code)
    return _holiday_page(request, form, owner, _("Add a public holiday"))


@require_http_methods(READ_OR_WRITE)
@office(KEEP, Party)
def correct_holiday(request: HttpRequest, parties: Any, pk: int) -> HttpResponseBase:
    """An estimate becomes a certain day; loading holidays anew leaves it so."""
    holiday = get_object_or_404(holidays_kept_by(parties), pk=pk)
    form = CorrectionForm(request.POST or None, holiday=holiday)
    if form.attempt(lambda: services.correct_holiday(holiday, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The holiday is corrected."))
        return redirect("calendars:party", holiday.party.code)
    return _holiday_page(request, form, holiday.party, _("Correct “%(name)s”") % {"name": holiday.name})


def _holiday_page(request: HttpRequest, form: ServiceForm, owner: Party, title: str) -> HttpResponseBase:
    facts = {"form": form, "owner": owner, "title": title}
    return TemplateResponse(request, "calendars/holiday.html", facts, status=form.status)
