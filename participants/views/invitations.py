"""Pages of invitations: the planners' table, the liaisons' list, and the packet that both read."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearances.decorators import guarded
from exchanges.models import Exchange
from exchanges.reading import is_open
from participants import services
from participants.consequences import of_issuing, of_withdrawing
from participants.extension_forms import GrantForm, RefuseForm, TimeForm
from participants.forms import (
    NO_PACKET,
    InviteForm,
    IssueForm,
    PacketForm,
    ReplyForm,
    WithdrawForm,
)
from participants.models import Delegation, Invitation, PacketDraft
from participants.offer_forms import OfferForm
from participants.packets import ORDER_OF_ANSWERS, Packet, invitations_of, packets_of, with_covers
from participants.states import AWAITS_ANSWER, State
from participants.way import Way
from portions.cleaning import paragraphs
from portions.containers import Block, state_of
from portions.editor import Text
from portions.editor import edit as edit_text
from programs.pages import page_of

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(Invitation, "reply", many=True)
def index(request: HttpRequest, invitations: Any) -> HttpResponseBase:
    """What one's own nation was invited to: what waits for an answer first."""
    rows = invitations.filter(issued_at__isnull=False).select_related("delegation")
    page = page_of(rows.exclude(state__in=AWAITS_ANSWER), request.GET, key="reply_due_at", is_falling=True)
    waiting = with_covers(request.user, rows.awaiting().order_by("reply_due_at", "pk"))
    facts = {"waiting": waiting, "page": page, "others": with_covers(request.user, page.rows)}
    template = "participants/index.html#others" if request.htmx else "participants/index.html"
    return TemplateResponse(request, template, facts)


@require_safe
@guarded(Delegation, "view")
def delegation(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    services.mark_opened(delegation, by=request.user)
    return page(request, Packet(request.user, delegation))


def page(request: HttpRequest, packet: Packet, *, status: int = 200, **forms: Any) -> HttpResponseBase:
    """The packet with its forms; what was typed and refused comes along in *forms*."""
    facts = {"packet": packet, "reply_form": _reply_form(packet)}
    facts |= {"way": _way(request, packet)}
    facts |= {"time_form": TimeForm(), "grant_form": _grant_form(packet), "refuse_form": RefuseForm()}
    return TemplateResponse(request, "participants/delegation.html", {**facts, **forms}, status=status)


def _way(request: HttpRequest, packet: Packet) -> Way | None:
    """Where the packet stands: for its planners alone."""
    if not packet.may["change"] or packet.invitation is None or packet.cover is None:
        return None
    return Way(request.user, packet.delegation, packet.invitation, zone=packet.cover.zone)


def _grant_form(packet: Packet) -> GrantForm:
    """With the day that the nation asked for."""
    return GrantForm(initial={"until": packet.extensions[0].until} if packet.extensions else None)


def _reply_form(packet: Packet, data: Any = None) -> ReplyForm | None:
    if packet.invitation is None or not packet.answers or packet.has_draft:
        return None
    seats = (packet.replies and packet.replies[0].seats) or packet.invitation.seats
    read = state_of(packet.message)
    answers = [answer for answer in packet.answers if answer != State.COUNTERED]  # That needs the desk's form.
    return ReplyForm(data, invitation=packet.invitation, answers=answers, seats=seats, packet=read)


def invitation_of(request: HttpRequest, delegation: Delegation) -> Invitation:
    """The host's own delegation has none."""
    found = Packet(request.user, delegation).invitation
    if found is None:
        raise Http404
    found.delegation = delegation
    return found


@require_POST
@guarded(Delegation, "reply")
def reply(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    invitation = invitation_of(request, delegation)
    form = ReplyForm(request.POST, invitation=invitation, answers=ORDER_OF_ANSWERS, seats=invitation.seats)
    if form.attempt(lambda: services.reply(invitation, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Your answer is with the host."))
        return redirect(delegation)
    packet = Packet(request.user, delegation)
    form.renew(invitation_of(request, delegation).version, packet=state_of(packet.message) or NO_PACKET)
    return page(request, packet, reply_form=form, status=form.status)


@require_safe
@guarded(Exchange, "invite", key="reference")
def exchange_delegations(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    """The planners' tab of an exchange."""
    invitations = invitations_of(request.user, exchange)
    facts = {
        "exchange": exchange,
        "invitations": invitations,
        "has_drafts": any(row.state == State.DRAFT for row in invitations),
        "seats_left": services.seats_left(exchange),
        "may_read": is_open(request.user, exchange),
    }
    return TemplateResponse(request, "participants/exchange_delegations.html", facts)


@require_http_methods(READ_OR_WRITE)
@guarded(Exchange, "invite", key="reference")
def invite(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    packets = packets_of(request.user, exchange)
    form = InviteForm(request.POST or None, parties=services.nations_to_invite(exchange), packets=packets)
    send = request.POST.get("send") == "1"
    made = form.attempt(
        lambda: services.invite_all(exchange, form.wishes, send=send, by=request.user, **_packet(request, form))
    )
    if made:
        messages.success(request, _invited(len(made), send=send))
        return redirect("participants:exchange_delegations", exchange.reference)
    facts = {"exchange": exchange, "form": form, "seats_left": services.seats_left(exchange)}
    return TemplateResponse(request, "participants/invite.html", facts, status=form.status)


def _packet(request: HttpRequest, form: InviteForm) -> dict[str, Any]:
    """The same for all: copied from one of them, or as it was typed."""
    text, source = form.cleaned_data["message"], form.cleaned_data["copied"]
    if source is None:
        return {"message": text}
    copied = services.copied_packet(source, by=request.user)
    return {"message": [*copied.paragraphs, *(Block(part) for part in paragraphs(text))], "offer": copied.offer}


def _invited(count: int, *, send: bool) -> str:
    if send:
        text = ngettext("%(count)d nation is invited.", "%(count)d nations are invited.", count)
    else:
        text = ngettext(
            "%(count)d invitation is drafted. Send it when it is ready.",
            "%(count)d invitations are drafted. Send them when they are ready.",
            count,
        )
    return text % {"count": count}


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "change")
def amend(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    invitation = invitation_of(request, delegation)
    form = OfferForm(request.POST or None, invitation=invitation)
    if form.attempt(lambda: services.amend(invitation, by=request.user, **form.said)):
        messages.success(request, _("The packet is changed."))
        return redirect(delegation)
    form.renew(invitation_of(request, delegation).version)
    facts = {"packet": Packet(request.user, delegation), "form": form}
    return TemplateResponse(request, "participants/terms.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "change")
def packet(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    """What the nation is asked and offered, paragraph by paragraph, each with its marking."""
    invitation = invitation_of(request, delegation)
    text = Text(
        services.packet_of(delegation),
        PacketDraft,
        save=lambda blocks, read: services.write_packet(invitation, blocks, read=read, by=request.user),
        template="participants/packet.html",
        facts={"delegation": delegation},
        url=delegation.get_absolute_url(),
        form=PacketForm,
    )
    return edit_text(request, text)


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "change")
def issue(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    invitation = invitation_of(request, delegation)
    form = IssueForm(request.POST or None, initial={"reply_by": invitation.reply_by})
    if form.attempt(lambda: services.issue(invitation, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The invitation is sent."))
        return redirect(delegation)
    facts = {"delegation": delegation, "form": form, "effects": of_issuing(invitation)}
    return TemplateResponse(request, "participants/issue.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "change")
def withdraw(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    invitation = invitation_of(request, delegation)
    form = WithdrawForm(request.POST or None)
    if form.attempt(lambda: services.withdraw(invitation, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The invitation is withdrawn."))
        return redirect(delegation)
    facts = {"delegation": delegation, "form": form, "effects": of_withdrawing(invitation)}
    return TemplateResponse(request, "participants/withdraw.html", facts, status=form.status)
