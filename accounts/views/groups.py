"""Groups of parties with dated membership: joining takes two administrators of the operator, leaving takes one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import registry, services
from accounts.forms.parties import GroupForm, JoinForm
from accounts.fresh import fresh
from accounts.models import Group, Membership, Party
from clearances.decorators import office, own
from clearances.guards import SYSTEM
from clearances.keeping import Asking, keep, proposed, proposing
from clearances.kinds import parties as kinds
from clearances.shapes import EndForm

ADMINISTER = "accounts.administer_clearances"


@require_safe
@own
def index(request: HttpRequest) -> HttpResponseBase:
    rows = [(group, registry.member_count(group)) for group in registry.groups()]
    context = {"rows": rows, "keeps": services.keeps_registry(request.user)}
    return TemplateResponse(request, "accounts/groups/index.html", context)


@require_safe
@own
def detail(request: HttpRequest, code: str) -> HttpResponseBase:
    group = get_object_or_404(registry.groups(), code=code)
    context = {
        "group": group,
        "members": registry.members(group),
        "today": registry.today_of(group),
        "keeps": services.keeps_registry(request.user),
    }
    return TemplateResponse(request, "accounts/groups/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def create(request: HttpRequest, parties: Any) -> HttpResponseBase:
    services.require_keeper(request.user)

    def act(code: str, **values: Any) -> Group:
        return services.create_group(code, **values, by=request.user)

    return keep(request, GroupForm(request.POST or None), act, _creation())


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def join(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    group = get_object_or_404(registry.editable_groups(request.user), code=code)
    act = proposing(
        request,
        "membership.create",
        lambda **_values: services.operator(),
        lambda **values: kinds.membership_facts(group=group, **values),
    )
    return keep(request, JoinForm(request.POST or None), act, _joining(group))


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def leave(request: HttpRequest, parties: Any, pk: int) -> HttpResponseBase:
    membership = get_object_or_404(registry.endable(request.user), pk=pk)

    def act(ends_on: Any, reason: str) -> None:
        services.end_membership(membership, ends_on=ends_on, reason=reason, by=request.user)

    return keep(request, EndForm(request.POST or None), act, _leaving(membership))


def _creation() -> Asking:
    return Asking(
        what="group",
        title=_("New group"),
        pretitle=_("Groups"),
        submit=_("Make it"),
        back=reverse("accounts:groups"),
        back_text=_("Groups"),
        note=_("It has no members yet, so nothing can be released to it."),
        done=_("The group is there. Its members are proposed one by one."),
    )


def _joining(group: Group) -> Asking:
    return _page(
        group,
        title=_("A party joins %(group)s") % {"group": group},
        submit=_("Propose"),
        note=_(
            "What is marked from then on reaches the new member too. What was marked before doesn't: each label keeps "
            "the members of its day."
        ),
        done=proposed(),
    )


def _leaving(membership: Membership) -> Asking:
    names = {"party": membership.party, "group": membership.group}
    return _page(
        membership.group,
        title=_("%(party)s leaves %(group)s?") % names,
        submit=_("Let it leave"),
        danger=True,
        effects=[
            _("After its last day, %(party)s sees nothing that it was released as a member of %(group)s.") % names,
            _("Labels that name %(party)s itself go on reaching it.") % names,
            _("To join again takes two administrators.") % names,
        ],
        trial=_leave_at_once(membership),
        done=_("It leaves with the day that you chose."),
    )


def _leave_at_once(membership: Membership) -> Callable[[], object]:
    yesterday = registry.today_of(membership.group) - timedelta(days=1)
    return lambda: services.end_membership(membership, ends_on=yesterday, reason="preview", by=SYSTEM)


def _page(group: Group, **words: Any) -> Asking:
    back = reverse("accounts:group", args=[group.code])
    return Asking(what="membership", pretitle=_("Groups"), back=back, back_text=str(group), **words)
