"""Accounts, for the officers who keep them: the list, inviting, and what is done to one account."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import accounts
from accounts.administration import admissions, postings, sessions, standing
from accounts.administration.offices import OFFICES, accounts_of, organisations_of
from accounts.forms.people import EndingForm, FindForm, HandingOverForm, InvitationForm, ReasonForm
from accounts.fresh import fresh
from accounts.models import Party, User
from clearances.decorators import office
from clearances.guards import SYSTEM
from clearances.keeping import Asking, keep, proposed
from clearances.shapes import ProposalForm

PER_PAGE = 50


@require_safe
@office(OFFICES, Party)
def index(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """The accounts that the reader keeps, and who was invited and hasn't come yet."""
    kept = organisations_of(request.user)
    form = FindForm(kept, request.GET)
    rows = accounts.narrowed(accounts_of(request.user), form)
    page = Paginator(accounts.with_use(rows), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "now": timezone.now()}
    if request.htmx:
        return TemplateResponse(request, "accounts/people/index.html#table", context)
    context["invited"] = admissions.waiting_for(kept)
    return TemplateResponse(request, "accounts/people/index.html", context)


@require_safe
@office(OFFICES, Party)
def detail(request: HttpRequest, parties: Any, public_id: Any) -> HttpResponseBase:
    user = _kept(request, public_id)
    context = {
        "account": user,
        "now": timezone.now(),
        "open_sessions": sessions.open_of(user).count(),
        "has_factor": user.authenticator_set.exists(),
        "teams": user.groups.exclude(pk=user.personal_team_id).order_by("name"),
        "nationalities": accounts.nationalities(user, request.user),
    }
    return TemplateResponse(request, "accounts/people/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
@fresh()
def invite(request: HttpRequest, parties: Any) -> HttpResponseBase:
    form = InvitationForm(organisations_of(request.user), request.POST or None)

    def act(*, organisation: Party, **values: Any) -> Any:
        return admissions.propose(organisation, **values, by=request.user)

    return keep(request, form, act, _inviting())


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
def withdraw(request: HttpRequest, parties: Any, public_id: Any) -> HttpResponseBase:
    invited = admissions.waiting_for(organisations_of(request.user))
    admission = get_object_or_404(invited, public_id=public_id)
    act = _act(request, admissions.withdraw, admission)
    return keep(request, ReasonForm(request.POST or None), act, _withdrawing(admission))


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
@fresh()
def suspend(request: HttpRequest, parties: Any, public_id: Any) -> HttpResponseBase:
    user = _kept(request, public_id)
    return keep(request, ReasonForm(request.POST or None), _act(request, standing.suspend, user), _suspending(user))


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
@fresh()
def resume(request: HttpRequest, parties: Any, public_id: Any) -> HttpResponseBase:
    user = _kept(request, public_id)
    act = _act(request, standing.propose, "account.resume", user)
    return keep(request, ProposalForm(request.POST or None), act, _resuming(user))


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
@fresh()
def reset_factor(request: HttpRequest, parties: Any, public_id: Any) -> HttpResponseBase:
    user = _kept(request, public_id)
    act = _act(request, standing.propose, "account.reset_factor", user)
    return keep(request, ProposalForm(request.POST or None), act, _resetting(user))


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
def end_sessions(request: HttpRequest, parties: Any, public_id: Any) -> HttpResponseBase:
    user = _kept(request, public_id)
    act = _act(request, standing.end_sessions, user)
    return keep(request, ReasonForm(request.POST or None), act, _ending_sessions(user))


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
@fresh()
def end_posting(request: HttpRequest, parties: Any, public_id: Any) -> HttpResponseBase:
    user = _kept(request, public_id)
    page = _ending(user)
    response = keep(request, EndingForm(request.POST or None), _act(request, postings.end, user), page)
    if isinstance(response, TemplateResponse):
        response.template_name = "accounts/people/end.html"
        behind = postings.left_behind(user, by=request.user)
        response.context_data |= {"account": user, "behind": behind}
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
@fresh()
def hand_over(request: HttpRequest, parties: Any, public_id: Any) -> HttpResponseBase:
    user = _kept(request, public_id)
    form = HandingOverForm(postings.heirs_of(user, by=request.user), request.POST or None)
    return keep(request, form, _act(request, postings.propose_handing_over, user), _handing_over(user))


def _kept(request: HttpRequest, public_id: Any) -> User:
    return get_object_or_404(accounts_of(request.user), public_id=public_id)


def _act(request: HttpRequest, service: Any, *subject: Any) -> Any:
    return lambda **values: service(*subject, **values, by=request.user)


def _inviting() -> Asking:
    return Asking(
        what="account",
        title=_("Invite a person"),
        pretitle=_("Accounts"),
        submit=_("Propose"),
        back=reverse("accounts:people"),
        back_text=_("Accounts"),
        note=_(
            "A second officer approves; then a mail goes out with a link that works once, within 72 hours. Whoever "
            "opens it chooses a password, and a second factor at the first sign-in. An account alone opens nothing: "
            "clearances and roles are given afterwards."
        ),
        done=proposed(),
    )


def _withdrawing(admission: Any) -> Asking:
    return Asking(
        what="account",
        title=_("Take back the invitation of %(person)s?") % {"person": admission},
        pretitle=_("Accounts"),
        submit=_("Take it back"),
        back=reverse("accounts:people"),
        back_text=_("Accounts"),
        effects=[
            _("The link in the mail is worth nothing from now on."),
            _("To invite them again takes two officers."),
        ],
        done=_("Taken back. The link doesn't work any more."),
        danger=True,
    )


def _suspending(user: User) -> Asking:
    return _page(
        user,
        title=_("Suspend the account of %(person)s?") % {"person": user},
        submit=_("Suspend now"),
        effects=[
            _("Their sessions end; they can't sign in any more."),
            _("What they hold stays theirs and opens nothing meanwhile."),
            _("Letting them in again takes two officers."),
        ],
        done=_("Suspended. Their sessions have ended."),
        danger=True,
        trial=lambda: standing.suspend(user, reason="preview", by=SYSTEM),
    )


def _resuming(user: User) -> Asking:
    return _page(
        user,
        title=_("Let %(person)s use their account again") % {"person": user},
        submit=_("Propose"),
        note=_("What they held when they were suspended opens again. A second officer approves it."),
        done=proposed(),
    )


def _resetting(user: User) -> Asking:
    return _page(
        user,
        title=_("Forget the lost second factor of %(person)s") % {"person": user},
        submit=_("Propose"),
        note=_(
            "Make sure that it is really them who asks: whoever knows their password then enrols a new factor. When a "
            "second officer approves, their sessions end, and the next sign-in leads to a new factor and nowhere else."
        ),
        done=proposed(),
    )


def _ending_sessions(user: User) -> Asking:
    return _page(
        user,
        title=_("End every session of %(person)s?") % {"person": user},
        submit=_("End them"),
        effects=[_("They are signed out everywhere and may sign in again.")],
        done=_("They are signed out everywhere."),
    )


def _ending(user: User) -> Asking:
    return _page(
        user,
        title=_("End the posting of %(person)s?") % {"person": user},
        submit=_("End the posting"),
        effects=[
            _("After that day the account opens nothing, and its sessions have ended."),
            _("Their roles end, and they leave their teams."),
            _("Clearances stay in the record, and count for nothing here."),
            _("It can't be undone: somebody who comes back is invited anew."),
        ],
        done=_("The end of the posting is entered."),
        danger=True,
        trial=lambda: postings.end(user, ends_on=None, reason="preview", by=SYSTEM),
    )


def _handing_over(user: User) -> Asking:
    return _page(
        user,
        title=_("Hand over what %(person)s leaves") % {"person": user},
        submit=_("Propose"),
        note=_(
            "The colleague joins the same teams and gets the same roles, until the same days, as far as you see them "
            "and may give them. Both have them until the posting ends. A second officer approves it."
        ),
        done=proposed(),
    )


def _page(user: User, **words: Any) -> Asking:
    back = reverse("accounts:person", args=[user.public_id])
    return Asking(what="account", pretitle=_("Accounts"), back=back, back_text=str(user), **words)
