"""One nation's ballot as one reader may see it. Nothing here is about another nation, or counts them."""

from functools import cached_property

from accounts.models import User
from clearances.guards import can
from exchanges.models import Exchange
from participants.models import Delegation
from planning.models import Ballot, PollAnswer
from planning.polls.answering import takes_answers
from planning.polls.states import Over


class Sheet:
    """What the page of a ballot shows."""

    def __init__(self, user: User, ballot: Ballot) -> None:
        self.user, self.ballot = user, ballot

    @cached_property
    def delegation(self) -> Delegation:
        """Visible to whoever sees the ballot: it hangs from it."""
        rows = Delegation.objects.for_user(self.user).select_related("party")
        return rows.get(pk=self.ballot.delegation_id)  # type: ignore[no-any-return]

    @cached_property
    def exchange(self) -> Exchange | None:
        """None where its cover is closed to the reader."""
        rows = Exchange.objects.for_user(self.user)
        return rows.filter(pk=self.delegation.exchange_id).first()

    @cached_property
    def answers(self) -> list[PollAnswer]:
        return list(PollAnswer.objects.for_user(self.user).filter(ballot=self.ballot))

    @cached_property
    def speaks(self) -> bool:
        """Whether the reader answers for this nation."""
        return can(self.user, "answer", self.ballot)

    @cached_property
    def is_open(self) -> bool:
        return takes_answers(self.ballot)

    def check_open(self) -> bool:
        """Refuse whoever comes too late, also with an answer that lacks something.

        Raises:
            Over: the poll is closed, or the nation takes no part any more.
        """
        if not self.is_open:
            raise Over
        return True

    @property
    def may_answer(self) -> bool:
        return self.speaks and self.is_open

    @property
    def dates(self) -> tuple[object, object] | None:
        """Those of the exchange now, where the reader may know them."""
        return (self.exchange.starts_on, self.exchange.ends_on) if self.exchange else None

    @property
    def chosen(self) -> PollAnswer | None:
        """The window that became the dates, once the poll is closed."""
        if self.ballot.closed_at is None or self.dates is None:
            return None
        return next((row for row in self.answers if (row.starts_on, row.ends_on) == self.dates), None)
