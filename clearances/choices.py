"""What a request for a clearance or a waiver may name: people, levels, compartments, sponsors and labels."""

from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Party, Person, User
from accounts.services import operator
from clearances import nationals
from clearances.guards import roots_held
from clearances.models import Classification, Compartment, Label, Policy, offered
from clearances.subjects import subject_of

ADMINISTER = "accounts.administer_clearances"


def people_for(user: User) -> Any:
    """Everybody but *user*, to administrators of a policy; to a security office, its own nationals."""
    people = Person.objects.exclude(pk=user.person_id).select_related("organisation")
    if roots_held(user, ADMINISTER, Party).exists():
        return people
    return people.filter(pk__in=nationals.people_of(_offices(user)))


def levels_for(user: User) -> Any:
    """The levels of every policy that *user* administers, or in which their security office certifies."""
    return Classification.objects.filter(_policies(user), offered(timezone.localdate())).select_related("policy__owner")


def compartments_for(user: User) -> Any:
    return Compartment.objects.filter(_policies(user), offered(timezone.localdate())).select_related("policy__owner")


def _policies(user: User) -> Q:
    codes = list(_offices(user).values_list("code", flat=True))
    subject = subject_of(user)
    certified = nationals.policies_of(subject, codes) if subject and codes else []
    return Q(policy__owner__in=roots_held(user, ADMINISTER, Party)) | Q(policy__code__in=certified)


def _offices(user: User) -> Any:
    return roots_held(user, nationals.CERTIFY, Party).filter(is_nation=True)


def sponsors_for(user: User) -> Any:
    """Every nation, to administrators of a policy; to a security office, its own."""
    return nations() if roots_held(user, ADMINISTER, Party).exists() else _offices(user)


def waivable_by(user: User, parties: Any) -> Any:
    """The labels of *parties* that ask for nationality and that *user* may read."""
    subject = subject_of(user)
    asks = ~Q(compartments=[]) | Q(classification__rank__gte=F("policy__clearance_from"))
    labels = Label.objects.filter(asks, owner__in=parties, pk__in=subject.dominated_label_ids if subject else [])
    return labels.order_by("classification__rank", "pk")


def levels_of(parties: Any) -> Any:
    """The levels of every policy that one of *parties* owns."""
    return Classification.objects.filter(policy__owner__in=parties).select_related("policy__owner")


def cleared_levels(policy: Policy) -> Any:
    """The levels of *policy* for which somebody has to be cleared, the lowest first."""
    levels = Classification.objects.filter(policy=policy, rank__gte=policy.clearance_from or 0)
    return levels.select_related("policy").order_by("rank")


def nations() -> Any:
    return Party.objects.filter(is_nation=True)


def others(parties: Any) -> Any:
    """Every party but *parties* and the nations that they belong to."""
    own = [party.nation_id for party in parties if party.nation_id]
    return Party.objects.exclude(pk__in=parties).exclude(pk__in=own)


def suspendable(parties: Any) -> Any:
    """Whom administrators of *parties* may suspend: all others, where the operator is among them; else own agencies.

    Never the operator, not even those of the nation that it is an agency of.
    """
    found, keeper = others(parties), operator()
    if keeper in parties:
        return found
    return found.filter(nation__in=parties).exclude(pk=keeper.pk if keeper else None)
