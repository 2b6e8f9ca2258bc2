"""What was promised for one year: by one's own nation to all hosts, or by a partner to what one plans.

Only what the reader sees counts, in the rows as in the sums. The number of queries doesn't depend on how much it is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts import dates
from accounts.models import Party, User
from commitments.parties import falls_in, invitations_of, show
from logistics.models import Task
from participants.answers import Answer, answers
from participants.models import Invitation, Reply
from participants.offers import Cost, Offer, Payer
from participants.packets import Cover
from participants.standing import COUNTS
from participants.states import AWAITS_ANSWER
from participants.terms import Category, Level
from threads.models import Thread
from threads.states import Side

MONTHS = 12


@dataclass(frozen=True, order=True)
class Deadline:
    """A day by which the party owes something."""

    on: date
    what: str
    title: str
    url: str
    of: str


@dataclass(frozen=True)
class Commitment:
    """One invitation of the year with the answer that stands."""

    invitation: Invitation
    answer: Answer | None
    year: int

    @property
    def cover(self) -> Cover:
        return self.invitation.cover  # type: ignore[attr-defined, no-any-return]

    @property
    def is_promised(self) -> bool:
        """Firm or tentative; what was declined or isn't answered yet promises nothing."""
        return self.invitation.state in COUNTS and self.answer is not None

    @property
    def is_observing(self) -> bool:
        """Invited to observe, or answering that it only observes."""
        offered = Offer.read(self.invitation.offer).is_observing
        return offered or (self.answer is not None and self.answer.terms.level == Level.OBSERVER)

    @property
    def costs(self) -> list[Cost]:
        """What the nation pays, alone or with the host."""
        return [cost for cost in Offer.read(self.invitation.offer).costs if cost.payer != Payer.HOST]

    @property
    def months(self) -> tuple[int, int, int]:
        """How many months of the year lie before it, in it and after it."""
        first = self.cover.starts_on.month if self.cover.starts_on.year == self.year else 1
        last = self.cover.ends_on.month if self.cover.ends_on.year == self.year else MONTHS
        return first - 1, last - first + 1, MONTHS - last


@dataclass(frozen=True)
class Tier:
    """Those who take part, or those who observe, with their sums."""

    title: str
    rows: list[Commitment]

    @property
    def seats(self) -> int:
        return sum(row.answer.reply.seats or 0 for row in self.rows if row.answer)

    @property
    def totals(self) -> list[tuple[str, int, int]]:
        """How many people at least and at most, for each category that anybody promised."""
        said = [each for row in self.rows if row.answer for each in row.answer.terms.numbers]
        found = []
        for category in Category:
            rows = [each for each in said if each.category == category]
            if rows:
                least, most = sum(each.least for each in rows), sum(each.most for each in rows)
                found.append((str(category.label), least, most))
        return found


@dataclass(frozen=True)
class Year:
    """Everything that was promised for a year, what still waits for an answer, and what falls due."""

    promised: list[Commitment]
    waiting: list[Commitment]
    deadlines: list[Deadline] = field(default_factory=list)

    @property
    def tiers(self) -> list[Tier]:
        taking = [row for row in self.promised if not row.is_observing]
        observing = [row for row in self.promised if row.is_observing]
        found = [Tier(_("Taking part"), taking), Tier(_("Observing"), observing)]
        return [tier for tier in found if tier.rows]

    @property
    def months(self) -> list[str]:
        """As dates are written."""
        return [str(month) for month in dates.MONTHS]


def year_of(user: User, delegations: Any, year: int) -> Year:
    """What the parties of *delegations* promised for *year*, as *user* may know it."""
    invitations = invitations_of(user, delegations)
    rows = [row for row in invitations if falls_in(row, year)]
    show(rows)
    said = _answers(user, rows)
    found = [Commitment(row, said.get(row.delegation_id), year) for row in rows]
    return Year(
        promised=[row for row in found if row.is_promised],
        waiting=[row for row in found if row.invitation.state in AWAITS_ANSWER and not row.is_promised],
        deadlines=_deadlines(user, invitations, year),
    )


def _answers(user: User, invitations: Iterable[Invitation]) -> dict[Any, Answer]:
    keys = [row.delegation_id for row in invitations]
    rows = Reply.objects.for_user(user).filter(delegation__in=keys).select_related("replied_by__person")
    replies = rows.order_by("delegation_id", "-pk").distinct("delegation_id")  # What was answered before isn't shown.
    return {each.reply.delegation_id: each for each in answers(user, None, replies)}


def _deadlines(user: User, invitations: list[Invitation], year: int) -> list[Deadline]:
    """Whenever the exchange is: what falls due in December may be for one in January."""
    keys = [row.delegation_id for row in invitations]
    asked = [row for row in invitations if row.state in AWAITS_ANSWER and row.reply_by.year == year]
    show(asked)
    found = [
        Deadline(row.reply_by, _("Reply by"), row.delegation.title, row.delegation.get_absolute_url(), _of(row))
        for row in asked
    ]
    tasks = Task.objects.for_user(user).open().filter(delegation__in=keys, due_on__year=year)
    questions = Thread.objects.for_user(user).questions().filter(delegation__in=keys, due_on__year=year)
    for what, rows in ((_("Task"), tasks), (_("Question"), questions.filter(addressed_to=Side.NATION))):
        found += [
            Deadline(row.due_on, what, str(row), row.get_absolute_url(), _of(row))
            for row in rows.select_related("delegation__party")
        ]
    return sorted(found)


def _of(row: Any) -> str:
    return f"{row.delegation.title} · {row.delegation.party}"


@dataclass(frozen=True)
class Partner:
    """What one partner promised to the reader's exchanges in a year, in one line."""

    party: Party
    tiers: list[Tier]
    waiting: int

    @property
    def exchanges(self) -> int:
        return sum(len(tier.rows) for tier in self.tiers)

    @property
    def seats(self) -> int:
        return sum(tier.seats for tier in self.tiers)

    @property
    def is_observer(self) -> bool:
        """Whether it only observes."""
        return bool(self.tiers) and all(row.is_observing for tier in self.tiers for row in tier.rows)

    @property
    def contributions(self) -> list[str]:
        rows = [row for tier in self.tiers for row in tier.rows if row.answer]
        return [each.name for row in rows for each in row.answer.terms.contributions]  # type: ignore[union-attr]

    @property
    def caveats(self) -> int:
        return sum(len(row.answer.caveats) for tier in self.tiers for row in tier.rows if row.answer)


def by_partner(user: User, delegations: Any, year: int) -> list[Partner]:
    """The partners in the order of their names: those that take part before those that only observe."""
    whole = year_of(user, delegations, year)
    found: dict[Party, tuple[list[Commitment], list[Commitment]]] = defaultdict(lambda: ([], []))
    for place, rows in enumerate((whole.promised, whole.waiting)):
        for row in rows:
            found[row.invitation.delegation.party][place].append(row)
    partners = [Partner(party, Year(said, []).tiers, len(waits)) for party, (said, waits) in found.items()]
    return sorted(partners, key=lambda each: (each.is_observer, str(each.party)))
