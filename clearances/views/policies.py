"""Policies with their levels and compartments: read by everybody, kept by the owner's administrators."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Party
from clearances import registers
from clearances.decorators import office, own
from clearances.forms.policies import CompartmentForm, LevelForm, PolicyForm, RetireForm
from clearances.guards import roots_held
from clearances.keeping import Asking, keep
from clearances.models import Classification, Policy
from clearances.services import policies as services
from clearances.views.answers import posted

ADMINISTER = "accounts.administer_clearances"


@require_safe
@own
def index(request: HttpRequest) -> HttpResponseBase:
    """Every policy with its levels; who works under it has to know them."""
    mine = set(registers.policies_of(roots_held(request.user, ADMINISTER, Party)).values_list("pk", flat=True))
    rows = [(policy, registers.level_rows(policy), policy.pk in mine) for policy in registers.policies()]
    return TemplateResponse(
        request, "clearances/policies/index.html", {"rows": rows, "administers": administers(request)}
    )


def administers(request: HttpRequest) -> bool:
    return roots_held(request.user, ADMINISTER, Party).exists()


@require_safe
@own
def detail(request: HttpRequest, code: str) -> HttpResponseBase:
    policy = get_object_or_404(registers.policies(), code=code)
    return TemplateResponse(
        request,
        "clearances/policies/detail.html",
        {
            "policy": policy,
            "levels": registers.level_rows(policy),
            "compartments": registers.compartments_known(request.user, policy),
            "recognitions": registers.recognitions(request.user).filter(counts_as__policy=policy),
            "today": registers.today_of(policy),
            "may_keep": registers.administers(request.user, policy.owner),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def create(request: HttpRequest, parties: Any) -> HttpResponseBase:
    return keep(request, PolicyForm(parties, posted(request)), _by(request, services.create_policy), _creation())


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def add_level(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    policy = get_object_or_404(registers.policies_of(parties), code=code)
    page = _page(
        policy,
        "level",
        title=_("Add a level above the highest"),
        submit=_("Add it"),
        note=_("Between two levels there is no room: what is in use keeps its place."),
        done=_("The level can be used from now on. Nobody is cleared to it yet."),
    )
    return keep(request, LevelForm(posted(request)), _by(request, services.add_level, policy), page)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def replace_level(request: HttpRequest, parties: Any, pk: int) -> HttpResponseBase:
    level = get_object_or_404(registers.levels_of(parties), pk=pk)
    start = {"name_en": level.name_en, "name_fr": level.name_fr, "colour": level.colour}
    form = LevelForm(posted(request), initial=start)
    return keep(request, form, _by(request, services.replace_level, level), _renaming(level))


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def retire_level(request: HttpRequest, parties: Any, pk: int) -> HttpResponseBase:
    level = get_object_or_404(registers.levels_of(parties), pk=pk)
    page = _retirement(level.policy, "level", str(level))
    return keep(request, RetireForm(posted(request)), _by(request, services.retire_level, level), page)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def add_compartment(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    policy = get_object_or_404(registers.policies_of(parties), code=code)
    page = _page(
        policy,
        "compartment",
        title=_("Add a compartment"),
        submit=_("Add it"),
        note=_("Whoever reads what bears it must hold it by clearance. Its name is told to nobody else."),
        done=_("The compartment can be used from now on. Nobody holds it yet."),
    )
    return keep(request, CompartmentForm(posted(request)), _by(request, services.add_compartment, policy), page)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def retire_compartment(request: HttpRequest, parties: Any, **codes: str) -> HttpResponseBase:
    """By codes: a number would count the compartments of other owners' policies, which aren't told."""
    row = get_object_or_404(registers.compartments_of(parties), **codes)
    page = _retirement(row.policy, "compartment", str(row))
    return keep(request, RetireForm(posted(request)), _by(request, services.retire_compartment, row), page)


def _creation() -> Asking:
    return Asking(
        what="policy",
        title=_("New policy"),
        pretitle=_("Policies"),
        submit=_("Make it"),
        back=reverse("clearances:policies"),
        back_text=_("Policies"),
        note=_("Nothing is marked in it yet, so it opens nothing. In use, it is never edited: think of every level."),
        done=_("The policy is there. Agreements and recognitions decide who may be released what."),
    )


def _page(policy: Policy, what: str, **words: Any) -> Asking:
    return Asking(
        what=what,
        pretitle=str(policy.owner),
        back=reverse("clearances:policy", args=[policy.code]),
        back_text=policy.code,
        **words,
    )


def _renaming(level: Classification) -> Asking:
    return _page(
        level.policy,
        "level",
        title=_("Rename %(level)s") % {"level": level},
        submit=_("Rename"),
        effects=[
            _("A new version takes the same place, under a code of its own."),
            _("%(level)s stays on what bears it, and isn't offered any more.") % {"level": level},
            _("Clearances, agreements and recognitions at this level go on counting as before."),
        ],
        done=_("Renamed. What bears the old version goes on counting as before."),
    )


def _retirement(policy: Policy, what: str, name: str) -> Asking:
    return _page(
        policy,
        what,
        title=_("Offer %(name)s no more?") % {"name": name},
        submit=_("Make it obsolete"),
        danger=True,
        effects=[
            _("From that day on, nothing new can be marked or cleared with it."),
            _("What bears it stays as it is, readable by the same people."),
            _("It can't be undone; a new version can be added."),
        ],
        done=_("It is obsolete from that day on."),
    )


def _by(request: HttpRequest, service: Any, *subject: Any) -> Any:
    return lambda **values: service(*subject, **values, by=request.user)
