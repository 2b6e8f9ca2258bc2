"""The pages of a nation's own desk. Whoever isn't of the delegation's team finds nothing here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clearances.decorators import guarded
from participants import services
from participants.desk import Desk
from participants.desk_forms import AskForm, DecideForm, DraftForm, HandOverForm, NoteForm, SendForm
from participants.forms import NO_PACKET, DecisionForm
from participants.models import Delegation, DeskNote, ReplyDraft, SignOff
from portions.containers import state_of


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Delegation, "reply")
def desk(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    """The desk, and keeping the draft that is written there."""
    at = _desk(request, delegation)
    if request.method != "POST":
        return _page(request, at)
    form = _draft_form(at, request.POST)
    if form.attempt(lambda: services.keep_draft(delegation, by=request.user, **form.said)):
        messages.success(request, _("The draft is kept. Only people of your nation read it."))
        return redirect("participants:desk", delegation.pk)
    return _page(request, _desk(request, delegation), draft_form=form, status=form.status)


def _desk(request: HttpRequest, delegation: Delegation) -> Desk:
    """The host's own delegation has none."""
    at = Desk(request.user, delegation)
    if at.packet.invitation is None:
        raise Http404
    return at


def _page(request: HttpRequest, at: Desk, *, status: int = 200, **forms: Any) -> HttpResponseBase:
    """The desk with its forms; what was typed and refused comes along in *forms*."""
    facts = {"desk": at, "draft_form": _draft_form(at), "note_form": NoteForm()}
    if at.draft:
        facts |= {
            "ask_form": AskForm(people=at.colleagues),
            "hand_over_form": HandOverForm(people=at.colleagues),
            "send_form": SendForm(initial=_as_read(at), levels=at.levels),
        }
    return TemplateResponse(request, "participants/desk.html", {**facts, **forms}, status=status)


def _draft_form(at: Desk, data: Any = None) -> DraftForm:
    choices = {"serials": at.serials, "parties": at.parties}
    return DraftForm(data, row=at.draft, invitation=at.packet.invitation, **choices)  # type: ignore[arg-type]  # See _desk.


def _as_read(at: Desk) -> dict[str, Any]:
    """What the reader of this page has seen: sending it later is refused if any of it changed."""
    return {
        "version": at.draft.version if at.draft else 0,
        "invitation_version": at.packet.invitation.version if at.packet.invitation else 0,
        "packet": state_of(at.packet.message) or NO_PACKET,
    }


def _draft(at: Desk) -> ReplyDraft:
    """The open draft; or the one that a colleague has sent a moment ago, which the service then says."""
    found = at.draft or next(iter(at.sent), None)
    if found is None:
        raise Http404
    return found


def _refused(request: HttpRequest, delegation: Delegation, name: str, form: Any) -> HttpResponseBase:
    """The desk as it is now, with the *form* that was refused where its place still is, else above everything."""
    at = _desk(request, delegation)
    place = "refused" if form.stale or at.draft is None else name
    return _page(request, at, **{place: form}, status=form.status)


@require_POST
@guarded(Delegation, "reply")
def write_note(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    form = NoteForm(request.POST)
    if form.attempt(lambda: services.write_note(delegation, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The note is kept. Only people of your nation read it."))
        return redirect("participants:desk", delegation.pk)
    return _page(request, _desk(request, delegation), note_form=form, status=form.status)


@require_POST
@guarded(DeskNote, "change")
def remove_note(request: HttpRequest, note: DeskNote) -> HttpResponseBase:
    services.remove_note(note, by=request.user)
    messages.success(request, _("The note is removed."))
    return redirect("participants:desk", note.delegation_id)


@require_POST
@guarded(Delegation, "reply")
def ask_sign_off(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    at = _desk(request, delegation)
    form, draft = AskForm(request.POST, people=at.colleagues), _draft(at)
    if form.attempt(lambda: services.ask_sign_off(draft, by=request.user, **form.cleaned_data)):
        messages.success(request, _("They are asked, and nobody outside your nation knows."))
        return redirect("participants:desk", delegation.pk)
    return _refused(request, delegation, "ask_form", form)


@require_POST
@guarded(SignOff, "change")
def decide(request: HttpRequest, sign_off: SignOff) -> HttpResponseBase:
    form, delegation = DecideForm(request.POST), sign_off.draft.delegation
    if form.attempt(lambda: services.decide(sign_off, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Your word is kept with the draft."))
        return redirect("participants:desk", delegation.pk)
    return _page(request, _desk(request, delegation), refused=form, status=form.status)


@require_POST
@guarded(SignOff, "change")
def take_back_sign_off(request: HttpRequest, sign_off: SignOff) -> HttpResponseBase:
    form, delegation = DecisionForm(request.POST), sign_off.draft.delegation
    if form.attempt(lambda: services.take_back_sign_off(sign_off, by=request.user)):
        messages.success(request, _("Nobody need wait for them any more."))
        return redirect("participants:desk", delegation.pk)
    return _page(request, _desk(request, delegation), refused=form, status=form.status)


@require_POST
@guarded(Delegation, "reply")
def hand_over(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    at = _desk(request, delegation)
    form, draft = HandOverForm(request.POST, people=at.colleagues), _draft(at)
    if form.attempt(lambda: services.hand_over(draft, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The pen is handed over."))
        return redirect("participants:desk", delegation.pk)
    return _refused(request, delegation, "hand_over_form", form)


@require_POST
@guarded(Delegation, "reply")
def send(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    at = _desk(request, delegation)
    draft, form = _draft(at), SendForm(request.POST, levels=at.levels)
    if form.attempt(lambda: services.send(draft, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Your answer is with the host."))
        return redirect(delegation)
    at = _desk(request, delegation)
    fresh = {name: str(value) for name, value in _as_read(at).items()}
    form.renew(**fresh)  # type: ignore[arg-type]  # All of them travel as texts.
    return _refused(request, delegation, "send_form", form)
