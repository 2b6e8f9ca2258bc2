"""The release check of a packet: which readers of its nation can read which part, and what those who can't would need.

Readers are kinds of people, by their clearance, so that nothing is told about anybody's. Only who may ask about real
people anyway (``clearances.people.askable``) finds those of the delegation's team by name beside them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clearances import context
from clearances.models import Classification
from clearances.people import askable
from clearances.subjects import Subject
from files.models import PacketFile
from participants.models import Delegation, Invitation, PacketPortion
from participants.services.access import team_members
from portions.markdown import plain
from releases.seeing import Reader


@dataclass(frozen=True)
class Line:
    """One part of the packet: who of ``Check.readers`` reads it, in their order, and why nobody or not everybody."""

    part: str | Promise
    row: Any
    reads: list[bool]
    why: str


@dataclass(frozen=True)
class Check:
    readers: list[str]
    lines: list[Line]


def check(viewer: User, delegation: Delegation, levels: Sequence[Classification]) -> Check:
    """Every part of the packet that *viewer* sees. What they don't see isn't counted either."""
    team = (delegation.team_id,) if delegation.team_id else ()
    kinds: list[Subject] = [Reader(delegation.party, team, level) for level in (None, *levels)]
    names = [str(_("without a clearance")), *(str(level) for level in levels)]
    people = list(askable(viewer).filter(pk__in=team_members(delegation)).order_by("pk"))
    seen = [set(_dominated(subject)) for subject in [*kinds, *(Subject(user) for user in people)]]
    above = set(Delegation.objects.for_user(viewer).filter(pk=delegation.pk).values_list("label_id", flat=True))
    lines = [_line(part, row, above, seen, names[: len(kinds)]) for part, row in _parts(viewer, delegation)]
    return Check([*names, *(str(user) for user in people)], lines)


def _dominated(subject: Subject) -> Iterable[int]:
    with context.acting(subject):
        return subject.dominated_label_ids


def _parts(viewer: User, delegation: Delegation) -> Iterable[tuple[str | Promise, Any]]:
    invitations = Invitation.objects.for_user(viewer).filter(delegation=delegation).select_related("label")
    yield from ((gettext_lazy("Terms, seats, costs and contacts"), row) for row in invitations)
    for portion in PacketPortion.objects.for_user(viewer).of(delegation).select_related("label"):
        yield Truncator(plain(portion.text)).words(8), portion
    files = PacketFile.objects.for_user(viewer).filter(delegation=delegation, recalled_at=None).select_related("label")
    for file in files:
        yield file.title, file


def _line(part: str | Promise, row: Any, above: set[int], seen: list[set[int]], kinds: list[str]) -> Line:
    needed = above | {row.label_id}
    reads = [needed <= each for each in seen]
    return Line(part, row, reads, _why(reads[: len(kinds)], kinds))


def _why(reads: list[bool], kinds: list[str]) -> str:
    """What somebody of the nation needs who can't read it."""
    if all(reads):
        return ""
    if not any(reads):
        return _("Nobody of the nation: it isn't released to it, or needs a compartment besides.")
    return _("Needs a clearance: %(level)s.") % {"level": kinds[reads.index(True)]}
