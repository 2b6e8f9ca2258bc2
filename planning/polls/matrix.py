"""Nations × windows, as far as the reader may see, and which window comes closest to suiting everybody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from accounts.models import Party, User
from clearances.guards import can
from exchanges.models import Exchange
from planning.models import Answer, Ballot, DatePoll, PollAnswer, PollWindow
from planning.polls.states import State

OPEN = ""  # No answer yet.
# From bad to good; what the required nations say is weighed first, then what the others say.
AGAINST = (Answer.IMPOSSIBLE.value, OPEN, Answer.POSSIBLE.value)


@dataclass(frozen=True)
class Row:
    """What one nation answered, in the order of the windows."""

    ballot: Ballot
    answers: tuple[PollAnswer, ...]

    @property
    def party(self) -> Party:
        return self.ballot.delegation.party


@dataclass
class Column:
    """One window with what all say of it."""

    window: PollWindow
    required: Counter[str] = field(default_factory=Counter)
    wished: Counter[str] = field(default_factory=Counter)
    against: list[Party] = field(default_factory=list)  # Required nations that can't.
    share: int = 0  # Of the nations, in per cent, to whom it is at least possible.

    @property
    def cost(self) -> tuple[int | date, ...]:
        """The smaller, the better; of equals, the earlier one."""
        told = [counts[each] for counts in (self.required, self.wished) for each in AGAINST]
        return (*told, self.window.starts_on, self.window.ends_on)

    def count(self, answer: str) -> int:
        return self.required[answer] + self.wished[answer]

    @property
    def suits(self) -> int:
        return self.count(Answer.SUITS)

    @property
    def possible(self) -> int:
        return self.count(Answer.POSSIBLE)

    @property
    def impossible(self) -> int:
        return self.count(Answer.IMPOSSIBLE)

    @property
    def waiting(self) -> int:
        return self.count(OPEN)


class Matrix:
    """One poll as one planner may see it: nations whose delegation they don't see leave no trace. Constant queries."""

    def __init__(self, user: User, poll: DatePoll) -> None:
        self.user, self.poll = user, poll

    @cached_property
    def exchange(self) -> Exchange | None:
        rows = Exchange.objects.for_user(self.user).select_related("host")
        return rows.filter(pk=self.poll.exchange_id).first()

    @cached_property
    def rows(self) -> list[Row]:
        """Required nations first."""
        ballots = Ballot.objects.for_user(self.user).filter(poll=self.poll).select_related("delegation__party")
        answers: dict[object, dict[object, PollAnswer]] = {}
        for each in PollAnswer.objects.for_user(self.user).filter(ballot__poll=self.poll):
            answers.setdefault(each.ballot_id, {})[each.window_id] = each
        return [
            Row(ballot, tuple(answers[ballot.pk][window.pk] for window in self.windows))
            for ballot in ballots.order_by("-is_required", "delegation__party__name_en", "pk")
            if len(answers.get(ballot.pk, ())) == len(self.windows)
        ]

    @cached_property
    def windows(self) -> list[PollWindow]:
        return list(PollWindow.objects.for_user(self.user).filter(poll=self.poll))

    @cached_property
    def columns(self) -> list[Column]:
        found = [Column(window) for window in self.windows]
        for row in self.rows:
            for column, said in zip(found, row.answers, strict=True):
                (column.required if row.ballot.is_required else column.wished)[said.answer] += 1
                if row.ballot.is_required and said.answer == Answer.IMPOSSIBLE:
                    column.against.append(row.party)
        for column in found:
            column.share = round(100 * (column.suits + column.possible) / max(len(self.rows), 1))
        return found

    @cached_property
    def suggested(self) -> Column | None:
        """The best window, once somebody has answered."""
        return min(self.columns, key=lambda column: column.cost) if self.answered else None

    @property
    def answered(self) -> int:
        return sum(row.ballot.answered_at is not None for row in self.rows)

    @property
    def owing(self) -> int:
        return len(self.rows) - self.answered

    @cached_property
    def reasons(self) -> Sequence[tuple[Row, list[PollAnswer]]]:
        """What nations gave as reasons, nation by nation."""
        named = [(row, [each for each in row.answers if each.reason]) for row in self.rows]
        return [(row, answers) for row, answers in named if answers]

    @property
    def may_reopen(self) -> bool:
        """Whoever sees a poll may change it; an exchange that has begun keeps its dates."""
        return self.poll.state != State.OPEN and self.exchange is not None and self.exchange.is_open

    @cached_property
    def may_move(self) -> bool:
        exchange = self.exchange
        return bool(exchange and exchange.is_open and self.poll.is_undecided and can(self.user, "change", exchange))
