"""What an author may choose from when marking something: levels, audiences, compartments, and labels used lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Group, Party, User
from clearances.models import (
    Classification,
    Clearance,
    Compartment,
    InformativeCategory,
    Label,
    LabelUse,
    Policy,
    offered,
)
from clearances.subjects import subject_of

Choices = list[tuple[str | Promise, list[tuple[str, str]]]]
RECENT = 6


@dataclass(frozen=True)
class LabelChoices:
    """The choices for labels that *owner* will own, as *author* may make them.

    Read once, however many labels are chosen with it: hand the same one to every form of a page.
    """

    author: User
    owner: Party
    reader: Party | None = None  # To whom it is written, if it is to one: their policies are known to both then.

    @cached_property
    def levels(self) -> Choices:
        """Levels of the policies of these parties, of their nations, and of organisations they are members of."""
        found: dict[str, list[tuple[str, str]]] = {}
        for each in Classification.objects.filter(
            offered(timezone.localdate()), policy__in=self.policies
        ).select_related("policy__owner"):
            group = f"{each.policy.owner} ({each.policy})"
            found.setdefault(group, []).append((str(each.pk), str(each)))
        return list(found.items())

    @cached_property
    def policies(self) -> list[Policy]:
        parties = {party.pk for party in self._parties()}
        international = Q(owner__members__memberships__party__in=parties) & _now("owner__members__memberships")
        return list(Policy.objects.filter(Q(owner__in=parties) | international).select_related("owner").distinct())

    def _parties(self) -> Iterable[Party]:
        for party in filter(None, (self.author.organisation, self.owner, self.reader)):
            yield party
            if party.nation:
                yield party.nation

    @cached_property
    def audiences(self) -> Choices:
        groups = [(f"group:{group.pk}", str(group)) for group in Group.objects.all()]
        return [(_("Groups"), groups), *self.parties] if groups else self.parties

    @cached_property
    def parties(self) -> Choices:
        return parties()

    @cached_property
    def compartments(self) -> Choices:
        """Only those the author holds: the names of others aren't theirs to read, nor could they see what they mark."""
        held = Clearance.objects.filter(person_id=self.author.person_id, status=Clearance.Status.ACTIVE)
        codes = {(policy, code) for policy, codes in held.values_list("policy_id", "compartments") for code in codes}
        found: dict[str, list[tuple[str, str]]] = {}
        for row in Compartment.objects.filter(offered(timezone.localdate()), policy__in=self.policies).select_related(
            "policy"
        ):
            if (row.policy_id, row.code) in codes:
                found.setdefault(str(row.policy), []).append((row.code, str(row)))
        return list(found.items())

    @cached_property
    def informative(self) -> Choices:
        found: dict[str, list[tuple[str, str]]] = {}
        for row in InformativeCategory.objects.filter(policy__in=self.policies).select_related("policy"):
            found.setdefault(str(row.policy), []).append((row.code, str(row)))
        return list(found.items())

    def recent(self, container: str) -> list[Label]:
        """The labels that the author used last in that container, as far as they still could."""
        subject = subject_of(self.author)
        if not container or subject is None:
            return []
        uses = LabelUse.objects.filter(
            user=self.author,
            container=container,
            label__in=subject.dominated_label_ids,
            label__owner=self.owner,
            label__policy__in=self.policies,
        )
        return [use.label for use in uses.select_related("label__classification", "label__policy")[:RECENT]]


def parties() -> Choices:
    found: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for party in Party.objects.all():
        found[party.is_nation].append((f"party:{party.pk}", f"{party} ({party.code})"))
    named = [(_("Nations"), found[True]), (_("Organisations"), found[False])]
    return [(name, rows) for name, rows in named if rows]


def _now(path: str) -> Q:
    today = timezone.localdate()
    begun = Q(**{f"{path}__starts_on__isnull": True}) | Q(**{f"{path}__starts_on__lte": today})
    not_over = Q(**{f"{path}__ends_on__isnull": True}) | Q(**{f"{path}__ends_on__gte": today})
    return begun & not_over


def level(pk: str) -> Classification:
    return Classification.objects.select_related("policy__owner").get(pk=pk)


def chosen(keys: Iterable[str]) -> tuple[frozenset[Party], frozenset[Group]]:
    """The parties and groups behind ``party:1``, ``group:2``."""
    ids: dict[str, list[str]] = {"party": [], "group": []}
    for key in keys:
        kind, _colon, pk = key.partition(":")
        ids[kind].append(pk)
    return (
        frozenset(Party.objects.filter(pk__in=ids["party"])) if ids["party"] else frozenset(),
        frozenset(Group.objects.filter(pk__in=ids["group"])) if ids["group"] else frozenset(),
    )


def keys_of(label: Label) -> tuple[list[str], list[str]]:
    """The keys of whom *label* is released to, and of whom it excludes."""
    codes = [*label.parties, *label.excluded]
    party = {row.code: f"party:{row.pk}" for row in Party.objects.filter(code__in=codes)}
    groups = Group.objects.filter(code__in=[code for code, _members in label.groups])
    released = [*(party[code] for code in label.parties), *(f"group:{row.pk}" for row in groups)]
    return released, [party[code] for code in label.excluded]
