"""Who somebody was at a past instant, as the record has it, and what they could see then.

Bitemporal, in the plainest way: what decides is the record at that instant, read for that instant. Whatever was
entered, corrected or backdated later changes nothing (access.md §7).
"""

from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.db.models import Q

from accounts.models import Nationality, Person, TeamMember, User
from clearances import decisions, facts
from clearances.guards import Guarded, grants_on
from clearances.models import Clearance, Waiver
from clearances.record import recorded
from clearances.subjects import Subject


class PastSubject(Subject):
    """One user at a past instant. Nobody acts as one: it answers questions and opens nothing."""

    def __init__(self, user: User, at: datetime) -> None:
        super().__init__(user, at)
        self.ceiling = None
        self.assurance = None  # Nobody records how strongly somebody was signed in: it counts as met.

    @classmethod
    def of(cls, user: User, at: datetime) -> Self | None:
        """None if the record doesn't know the user's account or person at that instant."""
        subject = cls(user, at)
        return subject if subject._account and subject._person else None

    @cached_property
    def _account(self) -> Any:
        return recorded(User, self.at, id=self.user_id).first()

    @cached_property
    def _person(self) -> Any:
        return recorded(Person, self.at, id=self.person_id).first()

    @cached_property
    def facts(self) -> facts.Facts:
        return facts.load_recorded(self.at)

    @cached_property
    def known(self) -> decisions.Subject:
        organisation = self.facts.codes[self._person.organisation_id]
        nationalities = recorded(Nationality, self.at).filter(person_id=self.person_id)
        return decisions.Subject(
            world=self.facts.world,
            organisation=organisation,
            active=self._account.is_active,
            suspended=not self.facts.suspended.isdisjoint(self.facts.world.parties(organisation)),
            assurance=self.assurance,
            nationalities=frozenset(self.facts.codes[row.party_id] for row in nationalities),
            clearances=self._clearances(),
            waivers=self._waivers(),
        )

    def _clearances(self) -> tuple[decisions.Clearance, ...]:
        facts_then = self.facts
        return tuple(
            decisions.Clearance(
                facts_then.policies[row.policy_id],
                facts_then.ranks[row.classification_id],
                frozenset(row.compartments),
                self._held(row),
                row.status,
            )
            for row in recorded(Clearance, self.at, person_id=self.person_id)
        )

    def _waivers(self) -> tuple[decisions.Waiver, ...]:
        rows = recorded(Waiver, self.at, person_id=self.person_id)
        active = (row for row in rows if row.status == Waiver.Status.ACTIVE)
        return tuple(decisions.Waiver(row.label_id, self._held(row)) for row in active)

    def _held(self, row: Any) -> decisions.Period:
        sponsor = self.facts.codes[row.sponsor_id]
        return facts.period(row.valid_from, row.valid_to, self.facts.zones[sponsor])

    @cached_property
    def team_ids(self) -> tuple[int, ...]:
        if not self.may_act:
            return ()
        rows = recorded(TeamMember, self.at).filter(user_id=self.user_id)
        return tuple(rows.values_list("group_id", flat=True))

    def was_granted(self, row: Guarded, action: str = "view") -> bool:
        """Whether one of their teams then held what *action* on *row* asks for."""
        grants = grants_on(row.guard.root(type(row))).model
        return any(self._held_then(grants, *way) for way in row.guard.ways(row, action))

    def _held_then(self, grants: Any, permission: str, where: dict[str, Any]) -> bool:
        app, _dot, codename = permission.partition(".")
        held = recorded(grants, self.at, **where)
        return bool(
            held.filter(
                Q(lapses_at__isnull=True) | Q(lapses_at__gt=self.at),
                group_id__in=self.team_ids,
                permission__codename=codename,
                permission__content_type__app_label=app,
            ).exists()
        )
