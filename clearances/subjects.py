"""Who asks: one user's facts at one instant, and the label ids they dominate. Built once per request."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from clearances import context, decisions, facts
from clearances.lookups import Integers

DELIVERED = 3  # A recipient decided at delivery has no session: sign-in strength counts as met (access.md D0).


class Subject:
    """One user at one instant. ``decide`` is asked once per label; the answers live as long as this object."""

    def __init__(self, user: User, at: datetime | None = None) -> None:
        self.user_id: int = user.pk
        self.person_id: int = user.person_id
        self.assurance = user.assurance
        self.at = at or timezone.now()
        self._user = user

    @cached_property
    def facts(self) -> facts.Facts:
        return facts.load()

    @cached_property
    def known(self) -> decisions.Subject:
        """What the decision knows of this person."""
        person = self._user.person
        organisation = person.organisation
        represented = self.facts.world.parties(organisation.code)
        return decisions.Subject(
            world=self.facts.world,
            organisation=organisation.code,
            active=self._user.may_enter_at(self.at),
            suspended=not self.facts.suspended.isdisjoint(represented),
            assurance=self.assurance,
            nationalities=frozenset(person.nationalities.values_list("code", flat=True)),
            clearances=self._clearances(),
            waivers=self._waivers(),
        )

    def _clearances(self) -> tuple[decisions.Clearance, ...]:
        zones = self.facts.zones
        rows = self._user.person.clearances.values_list(
            "policy__code",
            "classification__rank",
            "compartments",
            "valid_from",
            "valid_to",
            "status",
            "sponsor__code",
        )
        return tuple(
            decisions.Clearance(
                policy, rank, frozenset(compartments), facts.period(first, last, zones[sponsor]), status
            )
            for policy, rank, compartments, first, last, status, sponsor in rows
        )

    def _waivers(self) -> tuple[decisions.Waiver, ...]:
        zones = self.facts.zones
        active = self._user.person.waivers.filter(status="active")
        rows = active.values_list("label_id", "valid_from", "valid_to", "sponsor__code")
        return tuple(
            decisions.Waiver(label, facts.period(first, last, zones[sponsor])) for label, first, last, sponsor in rows
        )

    @cached_property
    def may_act(self) -> bool:
        """The part of D0 that no label changes: the account is active and its party isn't suspended."""
        return self.known.active and not self.known.suspended

    @cached_property
    def team_ids(self) -> tuple[int, ...]:
        return tuple(self._user.groups.values_list("pk", flat=True)) if self.may_act else ()

    def decide(self, label_id: int, *, granted: bool = True) -> decisions.Decision:
        return decisions.decide(self.known, self.facts.labels[label_id], self.at, granted=granted)

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
        for name in ("facts", "known", "may_act", "team_ids", "dominated_label_ids", "dominated", "_claim"):
            self.__dict__.pop(name, None)


def subject_of(user: User | AnonymousUser) -> Subject | None:
    """The subject who acts now if that is *user*, else a new one; None for somebody who isn't signed in."""
    if not isinstance(user, User):
        return None
    acting: Any = context.current()
    if isinstance(acting, Subject) and acting.user_id == user.pk and acting.assurance == user.assurance:
        return acting
    return Subject(user)


def acting_as(user: User | AnonymousUser) -> Any:
    """``with acting_as(user):`` the database shows this user's rows only."""
    return context.acting(subject_of(user))
