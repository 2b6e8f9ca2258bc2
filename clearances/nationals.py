"""Whose people a nation's security office answers for, and in which policies it may certify them (access.md §4).

Its own nationals who act for it or for one of its agencies: both, since a nation vouches for nobody who works for
another, and nationality is never shown to another nation. It certifies them in its own policies and in those of the
organisations it is a member of, with itself as the sponsor; in another nation's policy only that nation clears anybody,
so there the office can take away and look, no more.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q

from accounts.models import Party, Person
from clearances.guards import NOTHING, Guard, grants_on
from clearances.subjects import Subject

CERTIFY = "accounts.certify_nationals"


@dataclass(frozen=True)
class NationalsGuard(Guard):
    """Also opens what is held by nationals of a nation whose security office the reader works in; never one's own."""

    def permitted(self, model: type[models.Model], subject: Subject | None, action: str) -> Q:
        rule = super().permitted(model, subject, action)
        if subject is None or not subject.may_act:
            return rule
        return rule | office_rule(subject, action)


def office_rule(subject: Subject, action: str) -> Q:
    """Clearances with which the subject's security offices may do *action*."""
    nations = offices(subject)
    theirs = Q(person_id__in=people_of(nations)) & ~Q(person_id=subject.person_id)
    if action != "confirm":
        return theirs
    held = list(nations.values_list("code", flat=True))
    if not held:
        return NOTHING
    return theirs & Q(sponsor__code__in=held, policy__code__in=policies_of(subject, held))


def offices(subject: Subject) -> Any:
    """The nations whose security office the subject works in now."""
    granted = grants_on(Party).in_force(subject, CERTIFY).values("content_object_id")
    return Party.objects.filter(is_nation=True, pk__in=granted)


def people_of(nations: Any) -> Any:
    """Ids of the nationals of *nations* who also act for that very nation."""
    links = Person.nationalities.through.objects.filter(party__in=nations)
    acting = Q(person__organisation=F("party")) | Q(person__organisation__nation=F("party"))
    return links.filter(acting).values("person_id")


def policies_of(subject: Subject, nations: list[str]) -> list[str]:
    """Codes of the policies in which the security offices of *nations* may certify."""
    world = subject.facts.world
    return [
        code
        for code, policy in world.policies.items()
        if not world.nations(policy.owner, subject.at).isdisjoint(nations)
    ]


def may_certify(subject: Subject, clearance: Any) -> bool:
    """Whether the subject's security office may ask for *clearance*, which isn't saved yet: as for confirming it."""
    return may_certify_all(subject, [clearance])


def may_certify_all(subject: Subject, clearances: list[Any]) -> bool:
    """Whether that is so for each of them; asked for many at once, since a file holds thousands."""
    if not subject.may_act:
        return False
    by_sponsor: dict[Any, list[Any]] = {}
    for clearance in clearances:
        by_sponsor.setdefault(clearance.sponsor, []).append(clearance)
    return all(_certifies(subject, nation, rows) for nation, rows in by_sponsor.items())


def _certifies(subject: Subject, nation: Party, rows: list[Any]) -> bool:
    if not offices(subject).filter(pk=nation.pk).exists():
        return False
    people = set(people_of([nation]).values_list("person_id", flat=True))
    policies = set(policies_of(subject, [nation.code]))
    return all(row.person_id in people and row.policy.code in policies for row in rows)
