"""How a label that is being chosen will read, whom it covers, and what its author may not have meant."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clearances import decisions, facts, labels, markings
from clearances.labels import LabelValue
from clearances.markings import Marking
from clearances.models import Label
from clearances.subjects import Subject, subject_of


@dataclass(frozen=True)
class Reading:
    title: str
    marking: Marking
    audience: list[str]  # Names, in alphabetical order: everybody it is released to today.
    warnings: list[str]
    later: Marking | None = None  # What takes its place.
    later_on: date | None = None
    review_on: date | None = None


def reading_of(title: str, value: LabelValue, *, author: User) -> Reading:
    said, later = labels.as_facts(value), value.successor
    return Reading(
        title=title,
        marking=markings.of_value(value),
        audience=_names(labels.audience_of(value)),
        warnings=list(_warnings(said, author)),
        later=markings.of_value(later) if isinstance(later, LabelValue) else None,
        later_on=value.succeeds_on,
        review_on=value.review_on,
    )


def reading_of_label(title: str, label: Label) -> Reading:
    """How something reads that simply follows its container."""
    return Reading(title, markings.of_label(label.pk), _names(labels.audience_of(label)), [])


def _names(codes: frozenset[str]) -> list[str]:
    words = markings.names().parties
    return sorted(words[code] for code in codes)


def _warnings(label: decisions.Label, author: User) -> Iterator[str]:
    subject, world, now = subject_of(author), facts.load().world, timezone.now()
    audience = decisions.audience(world, label, now)
    if audience == {label.owner}:
        yield _("Nobody but %(owner)s will read it.") % {"owner": markings.names().parties[label.owner]}
    yield from _exclusions(label, world)
    if subject is not None:
        yield from _agreements(label, audience, subject)
        if not decisions.decide(subject.known, label, now, granted=True).allow:
            yield _("You could not see this yourself: it isn't released to you, or you hold no clearance for it.")


def _exclusions(label: decisions.Label, world: decisions.World) -> Iterator[str]:
    words, now = markings.names(), timezone.now()
    for party in sorted(label.excluded):
        groups = [code for code, members in label.groups if party in members & world.members(code, now)]
        for group in groups:
            text = _("%(party)s is excluded, though %(group)s is named.")
            yield text % {"party": words.parties[party], "group": words.groups[group]}
        if not groups and not _would_come_in(party, label, world):
            yield _("Excluding %(party)s changes nothing: nobody named includes it.") % {"party": words.parties[party]}


def _would_come_in(party: str, label: decisions.Label, world: decisions.World) -> bool:
    """Whether *party*, or its people on the staff of an organisation, would be covered were it not excluded."""
    now = timezone.now()
    audience = decisions.audience(world, replace(label, excluded=label.excluded - {party}), now)
    return bool(world.parties(party) & audience) or any(party in world.nations(each, now) for each in audience)


def _agreements(label: decisions.Label, audience: frozenset[str], subject: Subject) -> Iterator[str]:
    """Whom no agreement of the owner covers at this level; told to the owner's own people only."""
    world, now = subject.facts.world, timezone.now()
    ours = world.parties(label.owner)
    if not ours & world.parties(subject.known.organisation):
        return
    uncovered = frozenset(
        party
        for party in audience
        if not world.parties(party) & ours and world.agreed_rank(label, world.parties(party), now) < label.rank
    )
    if uncovered:
        text = _("No security agreement in force covers this level for %(parties)s: they will not see it.")
        yield text % {"parties": ", ".join(_names(uncovered))}
