"""The release ledger: what a nation sees, since when, and when it opened it; as far as the asker may know.

Between two days it also names what was taken back since: there the parts can't be listed any more, only the root.

The asker answers for what is told about: it edits the exchange or program, or holds an office of its owner, or asks
about their own nation. What they see no cover of isn't counted (access.md §7).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Party, User
from clearances import previews
from clearances.collective import Seen
from clearances.guards import roots_held
from exchanges.models import Exchange
from participants.models import Delegation
from programs.models import Program
from releases import openings, targets
from releases.periods import ALWAYS, Period, Span, spans

OFFICES = ("accounts.administer_clearances", "accounts.release", "accounts.audit")


@dataclass(frozen=True)
class Entry:
    """One thing that hangs from one cover: what it is, since when it could be seen, and when it was opened."""

    kind: str  # "1 exchange", "3 parts": in words.
    opened_first: datetime | None
    opened_last: datetime | None


@dataclass(frozen=True)
class Sheet:
    """What the nation sees of one root, whose cover the asker sees."""

    root: Any
    span: Span | None  # From when to when its teams held something there.
    entries: list[Entry]


def of(party: Party, asker: User, period: Period = ALWAYS) -> list[Sheet]:
    """By root, in the order of the registers: programs, exchanges, delegations."""
    roots = answered_for(asker, party)
    held = spans(party, roots, period)
    seen = _seen_now(party, roots, asker)
    by_root: dict[tuple[str, Any], list[Seen]] = defaultdict(list)
    for row in seen:
        by_root[row.root, row.root_pk].append(row)
    named = {(root._meta.label, root.pk): root for root in roots}
    keys = [(row.model.lower(), row.pk) for row in seen] + [(label.lower(), pk) for label, pk in held]
    opened = openings.of(party, keys, period)
    return [
        Sheet(root, held.get(key), _entries(by_root[key], opened) or [_ended(key, opened)])
        for key, root in named.items()
        if _is_told(by_root.get(key), held.get(key), period)
    ]


def _is_told(rows: list[Seen] | None, span: Span | None, period: Period) -> bool:
    """What is seen now, if it was held in the period; of what is over, only what the period asks for."""
    if period.is_bounded:
        return span is not None and (bool(rows) or span.is_over)
    return bool(rows)


def _seen_now(party: Party, roots: list[Any], asker: User) -> set[Seen]:
    return _known(party, previews.seen_by(people_of(party), roots), asker)


def _ended(key: tuple[str, Any], opened: dict[tuple[str, str], tuple[datetime, datetime]]) -> Entry:
    first, last = opened.get((key[0].lower(), str(key[1])), (None, None))
    return Entry(_("its cover, at least: nothing of it today"), first, last)


def _known(party: Party, seen: Iterable[Seen], asker: User) -> set[Seen]:
    """As far as *asker*'s own labels reach; of their own nation, where anybody may ask, as far as they see it too."""
    rows = previews.known(seen, asker)
    if not is_own(party, asker):
        return set(rows)
    visible = targets.visible(asker, {(row.model, str(row.pk)) for row in rows})
    return {row for row in rows if (row.model, str(row.pk)) in visible}


def is_own(party: Party, asker: User) -> bool:
    return party in {asker.organisation, asker.organisation.nation}


def people_of(party: Party) -> models.QuerySet[User]:
    """Everybody who signs in for *party* or an agency of it."""
    own = models.Q(person__organisation=party) | models.Q(person__organisation__nation=party)
    return User.objects.filter(own, is_active=True).select_related("person__organisation")


def answered_for(asker: User, party: Party) -> list[Any]:
    """The roots about which *asker* may be told what *party* sees: never those whose cover they don't see."""
    if is_own(party, asker):
        return [
            *Program.objects.for_user(asker),
            *Exchange.objects.for_user(asker),
            *_delegations(asker, party, "view"),
        ]
    offices = [roots_held(asker, office, Party).values("pk") for office in OFFICES]
    rows: list[Any] = []
    for model, owner in ((Program, "owner"), (Exchange, "host")):
        held = models.Q(pk__in=model.objects.for_user(asker, "change").values("pk"))
        for parties in offices:
            held |= models.Q(**{f"{owner}__in": parties})
        rows += model.objects.for_user(asker).filter(held)
    return [*rows, *_delegations(asker, party, "change")]


def _delegations(asker: User, party: Party, action: str) -> Iterable[Any]:
    return Delegation.objects.for_user(asker, action).filter(party=party, is_host=False)


def _entries(rows: Iterable[Seen], opened: dict[tuple[str, str], tuple[datetime, datetime]]) -> list[Entry]:
    """One line for each kind of row."""
    kinds: dict[str, list[Seen]] = defaultdict(list)
    for row in rows:
        kinds[row.model].append(row)
    return [_entry(model, found, opened) for model, found in sorted(kinds.items())]


def _entry(model: str, rows: list[Seen], opened: dict[tuple[str, str], tuple[datetime, datetime]]) -> Entry:
    times = [opened[key] for row in rows if (key := (row.model.lower(), str(row.pk))) in opened]
    return Entry(
        previews.counted(model, len(rows)),
        min((first for first, _until in times), default=None),
        max((last for _since, last in times), default=None),
    )
