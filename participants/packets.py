"""What the pages of invitations show: read across models, each through its own guard."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import Party, User
from clearances.guards import can
from exchanges.models import DescriptionPortion, Exchange, ExchangeContent, Kind
from exchanges.reading import description_of
from participants.amending import Shown, amendments
from participants.answers import Answer, answers
from participants.models import Delegation, Extension, Invitation, PacketPortion, Reply, ReplyDraft
from participants.offers import Offer
from participants.states import ANSWERS, AWAITS_ANSWER, MOVES, SEES_CONTENT, State

ORDER_OF_ANSWERS = (
    State.ACCEPTED,
    State.ACCEPTED_WITH_CAVEATS,
    State.TENTATIVE,
    State.COUNTERED,
    State.DECLINED,
)
ACTIONS = ("reply", "ask", "answer", "change", "see tasks")


@dataclass(frozen=True)
class Cover:
    """The cover as the reader may know it: as it is, or as it was when the invitation was sent."""

    title: str
    kind: str
    starts_on: date
    ends_on: date
    host: Party | None
    zone: str
    reference: str
    url: str  # "" where the exchange itself isn't open.

    @property
    def today(self) -> date:
        """The date where the host is: what "today" means to a reply-by date."""
        return timezone.localdate(timezone=ZoneInfo(self.zone))


def live_cover(exchange: Exchange) -> Cover:
    return Cover(
        exchange.title,
        str(exchange.get_kind_display()),
        exchange.starts_on,
        exchange.ends_on,
        exchange.host,
        exchange.zone,
        exchange.reference,
        exchange.get_absolute_url(),
    )


def cover_as_sent(invitation: Invitation) -> Cover | None:
    """None for a draft that was never sent."""
    if not invitation.cover_as_sent:
        return None
    return _as_sent(invitation, Party.objects.filter(code=_host(invitation)).first())


def _as_sent(invitation: Invitation, host: Party | None) -> Cover:
    sent = invitation.cover_as_sent
    first, last = date.fromisoformat(sent["starts_on"]), date.fromisoformat(sent["ends_on"])
    return Cover(sent["title"], str(Kind(sent["kind"]).label), first, last, host, sent["zone"], sent["reference"], "")


class Packet:
    """One delegation as one reader may see it. Nothing here is about another delegation."""

    def __init__(self, user: User, delegation: Delegation) -> None:
        self.user, self.delegation, self.at = user, delegation, timezone.now()

    @cached_property
    def invitation(self) -> Invitation | None:
        """None for the host's own delegation."""
        return self._own(Invitation).first()  # type: ignore[no-any-return]

    @cached_property
    def exchange(self) -> Exchange | None:
        """None where its cover is closed to the reader."""
        rows = Exchange.objects.for_user(self.user).select_related("host")
        return rows.filter(pk=self.delegation.exchange_id).first()

    @cached_property
    def cover(self) -> Cover | None:
        if self.exchange is not None:
            return live_cover(self.exchange)
        return cover_as_sent(self.invitation) if self.invitation else None

    @cached_property
    def content(self) -> ExchangeContent | None:
        rows = ExchangeContent.objects.for_user(self.user)
        return rows.filter(exchange=self.delegation.exchange_id).first()

    @cached_property
    def description(self) -> list[DescriptionPortion]:
        """The paragraphs of the exchange's description; none where its content is closed to the reader."""
        return description_of(self.user, self.delegation.exchange_id)

    @cached_property
    def message(self) -> list[PacketPortion]:
        """The paragraphs of the packet."""
        return list(PacketPortion.objects.for_user(self.user).of(self.delegation))

    @cached_property
    def offer(self) -> Offer:
        """What is offered and asked in fixed lines."""
        return Offer.read(self.invitation.offer) if self.invitation else Offer()

    @cached_property
    def amendments(self) -> list[Shown]:
        """What was changed since it was sent, the newest first."""
        return amendments(self.user, self.invitation, self.message) if self.invitation else []

    @cached_property
    def replies(self) -> list[Reply]:
        return list(self._own(Reply).select_related("replied_by__person"))

    @cached_property
    def answered(self) -> list[Answer]:
        """The same, with the names of what they are about."""
        return answers(self.user, self.exchange, self.replies)

    @cached_property
    def may(self) -> dict[str, bool]:
        """What the reader may do with the delegation, by the action's name with underscores."""
        return {action.replace(" ", "_"): can(self.user, action, self.delegation) for action in ACTIONS}

    @cached_property
    def answers(self) -> list[State]:
        """What the reader may answer now; empty where nothing can be answered (any more)."""
        if self.invitation is None or self.exchange is None or not self.may["reply"]:
            return []
        return answers_to(self.invitation, self.at)

    @property
    def is_too_late(self) -> bool:
        """Whether an answer is still owed, but its day has passed and the sweep hasn't come by yet."""
        invitation = self.invitation
        return invitation is not None and invitation.state in AWAITS_ANSWER and self.at >= invitation.reply_due_at

    @cached_property
    def has_draft(self) -> bool:
        """Whether an answer is being prepared at the reader's nation's desk.

        Asked for members of the team alone: a host that looks at this page as the nation gets it isn't one, and
        nothing of the desk may show there.
        """
        return bool(self._own(ReplyDraft).open().filter(delegation__team__user=self.user.pk).exists())

    @cached_property
    def extensions(self) -> list[Extension]:
        """Requests for more time, the newest first."""
        return list(self._own(Extension).select_related("asked_by__person"))

    @property
    def may_ask_for_time(self) -> bool:
        """Whether the reader may ask now: an answer is owed or the invitation is closed, and no request waits."""
        waits = any(row.state == Extension.State.WAITING for row in self.extensions)
        is_asked = self.invitation is not None and self.invitation.state not in {*SEES_CONTENT, State.DRAFT}
        return is_asked and not waits and self.may["ask"] and self.may["reply"]

    @property
    def may_ask_to_reopen(self) -> bool:
        return self.invitation is not None and self.exchange is None and self.may["ask"]

    def _own(self, model: Any) -> Any:
        return model.objects.for_user(self.user).filter(delegation=self.delegation)


def answers_to(invitation: Invitation, at: datetime) -> list[State]:
    """The answers that the invitation's state and its deadline allow, the one that stands included."""
    state = State(invitation.state)
    allowed = (MOVES[state] | {state}) & ANSWERS
    if at >= invitation.reply_due_at:
        allowed = allowed & {State.DECLINED} if state in SEES_CONTENT else frozenset()
    return [answer for answer in ORDER_OF_ANSWERS if answer in allowed]


def with_covers(user: User, invitations: Iterable[Invitation]) -> list[Invitation]:
    """The invitations, each with ``cover`` as *user* may know it: one query for all, never through the exchange."""
    rows = list(invitations)
    found = Exchange.objects.for_user(user).select_related("host").in_bulk({row.delegation.exchange_id for row in rows})
    hosts = {party.code: party for party in Party.objects.filter(code__in={_host(row) for row in rows})}
    for row in rows:
        exchange = found.get(row.delegation.exchange_id)
        row.cover = live_cover(exchange) if exchange else _as_sent(row, hosts.get(_host(row)))  # type: ignore[attr-defined]
    return rows


def _host(invitation: Invitation) -> str:
    return str(invitation.cover_as_sent.get("host", ""))


def invitations_of(user: User, exchange: Exchange) -> list[Invitation]:
    """The planners' table: every invitation with its newest reply."""
    newest = Reply.objects.for_user(user).filter(delegation=OuterRef("delegation")).order_by("-pk")
    return list(
        Invitation.objects.for_user(user)
        .filter(delegation__exchange=exchange)
        .select_related("delegation__party")
        .annotate(
            replied_at=Subquery(newest.values("replied_at")[:1]),
            seats_taken=Subquery(newest.values("seats")[:1]),
        )
        .order_by("delegation__party__name_en", "pk")
    )


def packets_of(user: User, exchange: Exchange) -> Any:
    """The delegations whose packets *user* may copy."""
    rows = Delegation.objects.for_user(user, "change").guests().filter(exchange=exchange)
    return rows.select_related("party").order_by("party__name_en", "pk")
