"""What an author may choose from when marking something: levels, audiences and compartments."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Group, Party, User
from clearances.models import Classification, Clearance, Compartment, Policy

Choices = list[tuple[str | Promise, list[tuple[str, str]]]]


@dataclass(frozen=True)
class LabelChoices:
    """The choices for labels that *owner* will own, as *author* may make them. Read once a form."""

    author: User
    owner: Party

    def levels(self) -> Choices:
        """Levels of the policies of both parties, of their nations, and of organisations they are members of."""
        found: dict[str, list[tuple[str, str]]] = {}
        for level in Classification.objects.filter(policy__in=self.policies).select_related("policy__owner"):
            group = f"{level.policy.owner} ({level.policy})"
            found.setdefault(group, []).append((str(level.pk), str(level)))
        return list(found.items())

    @cached_property
    def policies(self) -> list[Policy]:
        parties = {party.pk for party in self._parties()}
        international = Q(owner__members__memberships__party__in=parties) & _now("owner__members__memberships")
        return list(Policy.objects.filter(Q(owner__in=parties) | international).select_related("owner").distinct())

    def _parties(self) -> Iterable[Party]:
        for party in (self.author.organisation, self.owner):
            yield party
            if party.nation:
                yield party.nation

    def audiences(self) -> Choices:
        groups = [(f"group:{group.pk}", str(group)) for group in Group.objects.all()]
        return [(_("Groups"), groups), *self.parties] if groups else self.parties

    @cached_property
    def parties(self) -> Choices:
        return parties()

    def compartments(self) -> Choices:
        """Only those the author holds: the names of others aren't theirs to read, nor could they see what they mark."""
        held = Clearance.objects.filter(person_id=self.author.person_id, status=Clearance.Status.ACTIVE)
        codes = {(policy, code) for policy, codes in held.values_list("policy_id", "compartments") for code in codes}
        found: dict[str, list[tuple[str, str]]] = {}
        for row in Compartment.objects.filter(policy__in=self.policies).select_related("policy"):
            if (row.policy_id, row.code) in codes:
                found.setdefault(str(row.policy), []).append((row.code, str(row)))
        return list(found.items())


def parties() -> Choices:
    found: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for party in Party.objects.all():
        found[party.is_nation].append((f"party:{party.pk}", str(party)))
    named = [(_("Nations"), found[True]), (_("Organisations"), found[False])]
    return [(name, rows) for name, rows in named if rows]


def _now(path: str) -> Q:
    today = timezone.localdate()
    begun = Q(**{f"{path}__starts_on__isnull": True}) | Q(**{f"{path}__starts_on__lte": today})
    not_over = Q(**{f"{path}__ends_on__isnull": True}) | Q(**{f"{path}__ends_on__gte": today})
    return begun & not_over


def level(pk: str) -> Classification:
    return Classification.objects.select_related("policy").get(pk=pk)


def chosen(keys: Iterable[str]) -> tuple[frozenset[Party], frozenset[Group]]:
    """The parties and groups behind ``party:1``, ``group:2``."""
    ids: dict[str, list[str]] = {"party": [], "group": []}
    for key in keys:
        kind, _colon, pk = key.partition(":")
        ids[kind].append(pk)
    return (
        frozenset(Party.objects.filter(pk__in=ids["party"])),
        frozenset(Group.objects.filter(pk__in=ids["group"])),
    )
