"""What was promised and what was given away: a nation's own pages, and the same of each partner for planners."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.fresh import fresh
from accounts.models import Party, User
from clearances.decorators import own
from commitments import files, promised
from commitments import given as giving
from commitments.forms import YearForm
from commitments.parties import own_delegations, partners_delegations


@require_safe
@own
def index(request: HttpRequest) -> HttpResponseBase:
    return _page(request, "commitments/index.html", _of_nation(request.user, YearForm(request.GET)))


@require_safe
@own
@fresh(reading=True)
def index_file(request: HttpRequest) -> HttpResponse:
    facts = _of_nation(request.user, YearForm(request.GET))
    return files.promised(request.user, facts["party"], facts["year"], facts["whole"])


@require_safe
@own
def given(request: HttpRequest) -> HttpResponseBase:
    return _page(request, "commitments/given.html", _given(request.user, YearForm(request.GET)))


@require_safe
@own
@fresh(reading=True)
def given_file(request: HttpRequest) -> HttpResponse:
    facts = _given(request.user, YearForm(request.GET))
    return files.given(request.user, facts["party"], facts["year"], facts["rows"])


@require_safe
@own
def partners(request: HttpRequest) -> HttpResponseBase:
    form = YearForm(request.GET)
    rows = promised.by_partner(request.user, partners_delegations(request.user), form.chosen)
    return _page(request, "commitments/partners.html", {**_common(form), "partners": rows})


@require_safe
@own
def partner(request: HttpRequest, code: str) -> HttpResponseBase:
    user, party, form = request.user, get_object_or_404(Party, code=code), YearForm(request.GET)
    facts = _of_partner(user, party, form)
    facts["rows"] = giving.to_partner(user, partners_delegations(user, party), form.chosen)
    return _page(request, "commitments/partner.html", facts)


@require_safe
@own
@fresh(reading=True)
def partner_file(request: HttpRequest, code: str) -> HttpResponse:
    facts = _of_partner(request.user, get_object_or_404(Party, code=code), YearForm(request.GET))
    return files.promised(request.user, facts["party"], facts["year"], facts["whole"])


def _page(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponseBase:
    return TemplateResponse(request, template, facts, status=facts["form"].status)


def _common(form: YearForm) -> dict[str, Any]:
    return {"form": form, "year": form.chosen, "before": form.chosen - 1, "after": form.chosen + 1}


def _of_nation(user: User, form: YearForm) -> dict[str, Any]:
    whole = promised.year_of(user, own_delegations(user), form.chosen)
    return {**_common(form), "whole": whole, "party": user.organisation.nation or user.organisation}


def _given(user: User, form: YearForm) -> dict[str, Any]:
    rows = giving.by_nation(user, own_delegations(user), form.chosen)
    return {**_common(form), "rows": rows, "party": user.organisation.nation or user.organisation}


def _of_partner(user: User, party: Party, form: YearForm) -> dict[str, Any]:
    whole = promised.year_of(user, partners_delegations(user, party), form.chosen)
    return {**_common(form), "party": party, "whole": whole}
