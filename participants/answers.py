"""Answers as their reader may see them: with the names of what they are about. Constant queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Party, User
from exchanges.models import Exchange
from participants.models import Reply
from participants.targets import Target, targets
from participants.terms import Caveat, Terms


@dataclass(frozen=True)
class ShownCaveat:
    """A caveat in words. What it is about has no name where its reader doesn't see it, or where it is no more."""

    caveat: Caveat
    party: str
    target: Target | None
    has_moved: bool  # Since the nation said so.

    @property
    def words(self) -> str:
        return self.caveat.words

    @property
    def text(self) -> str:
        return self.caveat.text

    @property
    def is_about_something_else(self) -> bool:
        """Whether it is about an activity that the reader doesn't find any more."""
        return bool(self.caveat.serial) and self.target is None


@dataclass(frozen=True)
class Answer:
    """One reply with everything it says."""

    reply: Reply
    terms: Terms
    caveats: list[ShownCaveat]


def answers(user: User, exchange: Exchange | None, replies: Iterable[Reply]) -> list[Answer]:
    """*replies* in words; without *exchange*, whose cover is closed to *user*, no activity has a name."""
    rows = [(reply, reply.details) for reply in replies]
    codes = {code for _reply, terms in rows for code in terms.parties}
    names = {party.code: str(party) for party in Party.objects.filter(code__in=codes)} if codes else {}
    asks = exchange is not None and any(terms.serials for _reply, terms in rows)
    found = targets(user, exchange) if exchange is not None and asks else {}
    return [
        Answer(reply, terms, [_shown(each, reply, names, found) for each in terms.caveats]) for reply, terms in rows
    ]


def _shown(caveat: Caveat, reply: Reply, names: dict[str, str], found: dict[str, Target]) -> ShownCaveat:
    target = found.get(caveat.serial)
    moved = target is not None and target.moved_at is not None and target.moved_at > reply.replied_at
    return ShownCaveat(caveat, names.get(caveat.party, caveat.party), target, moved)


def newest(replies: Iterable[Any]) -> dict[Any, Any]:
    """The one that counts of each delegation, by its key; *replies* come newest first."""
    found: dict[Any, Any] = {}
    for reply in replies:
        found.setdefault(reply.delegation_id, reply)
    return found
