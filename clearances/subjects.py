"""Who asks: one user's facts at one instant, and the label ids they dominate. Built once per request."""

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from accounts.models import TeamMember, User
from clearances import context, decisions, facts
from clearances.lookups import Integers

DELIVERED = 3  # A recipient decided at delivery has no session: sign-in strength counts as met (access.md D0).

# What a subject finds once, and finds again after ``forget``.
DECIDED = (
    "facts", "row", "known", "_inquiry", "may_act", "team_ids", "dominated_label_ids", "dominated", "_claim",
)  # fmt: skip

# People's own facts. In SQL, because every request asks: making such a query takes longer than answering it.
PEOPLE = """
    SELECT person.id, organisation_id,
        ARRAY(SELECT party_id FROM accounts_person_nationalities WHERE person_id = person.id),
        (SELECT coalesce(json_agg(json_build_array(policy_id, classification_id, compartments, status, sponsor_id,
            valid_from, valid_to)), '[]') FROM clearances_clearance WHERE person_id = person.id),
        (SELECT coalesce(json_agg(json_build_array(label_id, sponsor_id, valid_from, valid_to)), '[]')
            FROM clearances_waiver WHERE person_id = person.id AND status = 'active')
    FROM accounts_person AS person WHERE id = ANY(%s)
"""


class Subject:
    """One user at one instant. ``decide`` is asked once per label; the answers live as long as this object."""

    def __init__(self, user: User, at: datetime | None = None) -> None:
        self.user_id: int = user.pk
        self.person_id: int = user.person_id
        self.assurance = user.assurance
        self.ceiling = user.ceiling
        self.at = at or timezone.now()
        self._user = user

    @cached_property
    def facts(self) -> facts.Facts:
        return facts.load()

    @cached_property
    def known(self) -> decisions.Subject:
        """What the decision knows of this person."""
        codes, world = self.facts.codes, self.facts.world
        organisation_id, nationalities, clearances, waivers = self.row
        organisation = codes[organisation_id]
        return decisions.Subject(
            world=world,
            organisation=organisation,
            active=self._user.may_enter_at(self.at),
            suspended=not self.facts.suspended.isdisjoint(world.parties(organisation)),
            assurance=self.assurance,
            nationalities=frozenset(codes[party_id] for party_id in nationalities),
            clearances=tuple(self._clearance(*row) for row in clearances),
            waivers=tuple(self._waiver(*row) for row in waivers),
            ceiling=self.ceiling,
        )

    @cached_property
    def row(self) -> tuple[Any, ...]:
        return _people([self.person_id])[self.person_id]

    @property
    def user(self) -> User:
        return self._user

    def _clearance(
        self, policy: int, level: int, compartments: list[str], status: str, *holding: Any
    ) -> decisions.Clearance:
        known = self.facts
        return decisions.Clearance(
            known.policies[policy], known.ranks[level], frozenset(compartments), self._period(*holding), status
        )

    def _waiver(self, label: int, *holding: Any) -> decisions.Waiver:
        return decisions.Waiver(label, self._period(*holding))

    def _period(self, sponsor: int, first: str, last: str) -> decisions.Period:
        zone = self.facts.zones[self.facts.codes[sponsor]]
        return facts.period(date.fromisoformat(first), date.fromisoformat(last), zone)

    @cached_property
    def may_act(self) -> bool:
        """The part of D0 that no label changes: the account is active and its party isn't suspended."""
        return self.known.active and not self.known.suspended

    @cached_property
    def team_ids(self) -> tuple[int, ...]:
        return tuple(self._user.groups.values_list("pk", flat=True)) if self.may_act else ()

    def decide(self, label_id: int, *, granted: bool = True) -> decisions.Decision:
        return self._inquiry.decide(self.facts.labels[label_id], granted=granted)

    @cached_property
    def _inquiry(self) -> decisions.Inquiry:
        return decisions.Inquiry(self.known, self.at)

    @cached_property
    def dominated_label_ids(self) -> list[int]:
        """Ids of all labels that D0 and D2–D9 allow; empty for an account that may not act."""
        if not self.may_act:
            return []
        return [label_id for label_id in self.facts.labels if self.decide(label_id).allow]

    @cached_property
    def dominated(self) -> Integers:
        """The same ids, as queries want them."""
        return Integers(self.dominated_label_ids)

    @cached_property
    def _claim(self) -> context.Claim:
        return context.Claim(self.user_id, context.session(), tuple(self.dominated_label_ids))

    def claim(self) -> context.Claim:
        return self._claim

    def knows(self, label_id: int) -> bool:
        return label_id in self.facts.labels

    def forget(self) -> None:
        """Decide again: a label was added, or a fact changed, within this very request."""
        for name in (
            "facts",
            "known",
            "_person",
            "_inquiry",
            "may_act",
            "team_ids",
            "dominated_label_ids",
            "dominated",
            "_claim",
        ):
            self.__dict__.pop(name, None)


def subjects_of(users: Iterable[User]) -> dict[int, Subject]:
    """Many at one instant, by user id, in as many queries as one: whoever is alike is decided once.

    As recipients who have no session: how strongly somebody happens to be signed in now doesn't matter.
    """
    found = {user.pk: Subject(user, at) for at in [timezone.now()] for user in users}
    people, shared = _people({subject.person_id for subject in found.values()}), facts.load()
    teams: dict[int, list[int]] = {pk: [] for pk in found}
    for user_id, team_id in TeamMember.objects.filter(user__in=found).values_list("user_id", "group_id"):
        teams[user_id].append(team_id)
    decided: dict[Hashable, list[int]] = {}
    for pk, subject in found.items():
        subject.facts, subject.row = shared, people[subject.person_id]
        subject.team_ids = tuple(teams[pk]) if subject.may_act else ()
        known = subject.known
        alike = (subject.may_act, known.organisation, known.assurance, known.ceiling, known.nationalities)
        key = (*alike, frozenset(known.clearances), frozenset(known.waivers))
        if key not in decided:
            decided[key] = subject.dominated_label_ids
        subject.dominated_label_ids = decided[key]
    return found


def _people(ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [list(ids)])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def subject_of(user: User | AnonymousUser) -> Subject | None:
    """The subject who acts now if that is *user*, else a new one; None for somebody who isn't signed in."""
    if not isinstance(user, User):
        return None
    acting: Any = context.current()
    is_the_same = isinstance(acting, Subject) and acting.user_id == user.pk
    if is_the_same and (acting.assurance, acting.ceiling) == (user.assurance, user.ceiling):
        return acting  # type: ignore[no-any-return]  # It is a Subject.
    return Subject(user)


def acting_as(user: User | AnonymousUser) -> Any:
    """``with acting_as(user):`` the database shows this user's rows only."""
    return context.acting(subject_of(user))
