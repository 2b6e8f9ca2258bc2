"""What changed since one was here last, and the digest that says so."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from briefs import composing, services
from briefs.forms import DigestForm, FilterForm, ReadForm
from clearances.decorators import own


@require_safe
@own
def index(request: HttpRequest) -> HttpResponse:
    """Reading it stores nothing: whoever has read it says so by the button."""
    form = FilterForm(request.GET, reader=request.user)
    since, until = form.window
    brief = composing.brief(request.user, since, until, page=form.page, about=form.chosen)
    facts = {
        "form": form,
        "brief": brief,
        "since": since,
        "until": until,
        "has_visited": services.since(request.user)[1],
        "reader": services.reader_of(request.user),
        "older": _address(form, form.page + 1) if brief.has_older else "",
        "newer": _address(form, form.page - 1) if form.page > 1 else "",
    }
    return TemplateResponse(request, "briefs/index.html", facts, status=200 if form.is_valid() else 400)


def _address(form: FilterForm, page: int) -> str:
    asked = {"since": form.data.get("since", ""), "about": form.chosen, "until": form.until.isoformat(), "page": page}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


@require_POST
@own
def read(request: HttpRequest) -> HttpResponse:
    """Up to the instant of the page that was read, so nothing that came meanwhile is passed over."""
    form = ReadForm(request.POST)
    if form.is_valid():
        services.mark_read(form.cleaned_data["until"], by=request.user)
        messages.success(request, _("Marked as read: from now on you see what changes from here on."))
    else:
        messages.error(request, _("Nothing was marked: open the page anew and press the button there."))
    return redirect("briefs:index")


@require_http_methods(["GET", "HEAD", "POST"])
@own
def digest(request: HttpRequest) -> HttpResponse:
    reader = services.reader_of(request.user)
    chosen = {name: getattr(reader, name) for name in ("every", "weekday", "hour", "zone")}
    form = DigestForm(request.POST or None, initial=chosen)
    if form.attempt(lambda: services.choose(**form.cleaned_data, by=request.user)):
        messages.success(request, _("Your digest is set."))
        return redirect("briefs:digest")
    return TemplateResponse(
        request, "briefs/digest.html", {"form": form, "reader": reader}, status=400 if form.errors else 200
    )
