"""Whose accounts an officer keeps: those of their own party and its agencies, and nobody else's.

The security administrators of a party, and the security office of a nation. The operator's administrators also keep
the accounts of parties that have no officer of their own yet: somebody must let the first one in, and once a party
answers for itself nobody else makes people who act for it.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from accounts.models import Party, User
from accounts.services import keeps_registry, operator
from clearances.guards import Actor, System, holds, roots_held
from clearances.models import PartyGrant

ADMINISTER = "accounts.administer_clearances"
CERTIFY = "accounts.certify_nationals"
OFFICES = (ADMINISTER, CERTIFY)


@dataclass(frozen=True)
class Office:
    """By which right somebody keeps an account, and whose officers decide with them."""

    permission: str
    party: Party

    def kind(self, name: str) -> str:
        """The kind of change that asks the second person for this very office."""
        return name if self.permission == ADMINISTER else f"{name}_national"


def organisations_of(by: User) -> Any:
    """The parties whose people's accounts *by* keeps."""
    own = Q()
    for party in (roots_held(by, ADMINISTER, Party), _nations(by)):
        own |= Q(pk__in=party.values("pk")) | Q(nation__in=party.values("pk"))
    if keeps_registry(by):
        own |= Q(pk__in=_without_officers().values("pk"))
    return Party.objects.filter(own).select_related("nation")


def _nations(by: User) -> Any:
    return roots_held(by, CERTIFY, Party).filter(is_nation=True)


def _without_officers() -> Any:
    """Parties for which, and for whose nation, nobody holds either office."""
    app, names = "accounts", [office.partition(".")[2] for office in OFFICES]
    staffed = PartyGrant.objects.filter(
        Q(lapses_at__isnull=True) | Q(lapses_at__gt=timezone.now()),
        permission__content_type__app_label=app,
        permission__codename__in=names,
        group__user__is_active=True,
    ).values("content_object_id")
    return Party.objects.exclude(pk__in=staffed).exclude(nation__in=staffed)


def accounts_of(by: User) -> Any:
    """The accounts that *by* keeps: never their own."""
    users = User.objects.filter(person__organisation__in=organisations_of(by)).exclude(pk=by.pk)
    return users.select_related("person__organisation__nation")


def office_over(by: User, organisation: Party) -> Office | None:
    """The office by which *by* keeps the accounts of *organisation*; None if they don't."""
    nation = organisation if organisation.is_nation else organisation.nation
    for party in filter(None, (organisation, nation)):
        if holds(by, ADMINISTER, party):
            return Office(ADMINISTER, party)
    if nation is not None and holds(by, CERTIFY, nation):
        return Office(CERTIFY, nation)
    keeper = operator()
    if keeper and holds(by, ADMINISTER, keeper) and _without_officers().filter(pk=organisation.pk).exists():
        return Office(ADMINISTER, keeper)
    return None


def require_office(by: User, organisation: Party) -> Office:
    """As ``office_over``.

    Raises:
        PermissionDenied: *by* doesn't keep these accounts.
    """
    office = office_over(by, organisation)
    if office is None:
        raise PermissionDenied(f"{by.pk} keeps no accounts of {organisation.pk}.")
    return office


def require_keeping(by: Actor, user: User) -> None:
    """Stop unless *by* keeps the account of *user*, somebody else.

    Raises:
        PermissionDenied: they don't, or it is their own.
    """
    if isinstance(by, System):
        return
    if by.pk == user.pk:
        raise PermissionDenied("Nobody does this to their own account.")
    require_office(by, user.organisation)
