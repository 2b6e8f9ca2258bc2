"""The host's table: nations × answers × numbers × caveats of one exchange. Constant queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import User
from exchanges.models import Exchange
from participants.answers import Answer, answers, newest
from participants.models import Invitation, PairRule, Reply
from participants.offers import Offer
from participants.standing import COUNTS
from participants.terms import Category, Level

NO_NUMBERS = (0, 0)


@dataclass(frozen=True)
class Line:
    """One nation."""

    invitation: Invitation
    answer: Answer | None

    @property
    def is_observing(self) -> bool:
        """Invited to observe, or answering that it only observes."""
        said = self.answer.terms.level if self.answer else ""
        return said == Level.OBSERVER or Offer.read(self.invitation.offer).is_observing

    @property
    def numbers(self) -> list[tuple[int, int]]:
        """At least and at most, for each category in its order."""
        said = {row.category: (row.least, row.most) for row in self.answer.terms.numbers} if self.answer else {}
        return [said.get(category, NO_NUMBERS) for category in Category.values]


@dataclass(frozen=True)
class Tier:
    """Those who take part, or those who observe, with their sums."""

    title: str
    lines: list[Line]

    @property
    def totals(self) -> list[tuple[int, int]]:
        """What the nations bring together that come or may come, at least and at most, by category."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for line in self.coming:
            for place, pair in enumerate(line.numbers):
                found[place].append(pair)
        return [_sum(found[place]) for place in range(len(Category.values))]

    @property
    def seats(self) -> int:
        return sum(line.answer.reply.seats or 0 for line in self.coming if line.answer)

    @property
    def coming(self) -> list[Line]:
        """Those whose answer counts: what a nation said before it declined or was withdrawn doesn't."""
        return [line for line in self.lines if line.invitation.state in COUNTS]


@dataclass(frozen=True)
class Matrix:
    lines: list[Line]
    rules: list[PairRule] = field(default_factory=list)

    @property
    def categories(self) -> list[str]:
        return [str(category.label) for category in Category]

    @property
    def tiers(self) -> list[Tier]:
        """Observers stand by themselves: nobody counts them among those who take part."""
        taking = [line for line in self.lines if not line.is_observing]
        observing = [line for line in self.lines if line.is_observing]
        found = [Tier(_("Taking part"), taking), Tier(_("Observing"), observing)]
        return [tier for tier in found if tier.lines]


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    rows = list(pairs)
    return sum(least for least, _most in rows), sum(most for _least, most in rows)


def matrix(user: User, exchange: Exchange) -> Matrix:
    """Every invitation that *user* sees, with the answer that counts as far as they may read it."""
    invitations = Invitation.objects.for_user(user).filter(delegation__exchange=exchange, issued_at__isnull=False)
    replies = Reply.objects.for_user(user).filter(delegation__exchange=exchange).select_related("replied_by__person")
    said = {each.reply.delegation_id: each for each in answers(user, exchange, newest(replies).values())}
    lines = [
        Line(invitation, said.get(invitation.delegation_id))
        for invitation in invitations.select_related("delegation__party").order_by("delegation__party__name_en", "pk")
    ]
    rules = PairRule.objects.for_user(user).filter(exchange=exchange).select_related("first", "second", "label")
    return Matrix(lines, list(rules))
