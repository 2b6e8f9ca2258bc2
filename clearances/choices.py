"""What a request for a clearance may name: people, levels, compartments and sponsors."""

from typing import Any

from accounts.models import Party, Person, User
from clearances.models import Classification, Compartment


def people_for(user: User) -> Any:
    """Everybody but *user*: nobody asks for a clearance of their own."""
    return Person.objects.exclude(pk=user.person_id).select_related("organisation")


def levels_of(parties: Any) -> Any:
    """The levels of every policy that one of *parties* owns."""
    return Classification.objects.filter(policy__owner__in=parties).select_related("policy__owner")


def compartments_of(parties: Any) -> Any:
    return Compartment.objects.filter(policy__owner__in=parties).select_related("policy__owner")


def nations() -> Any:
    return Party.objects.filter(is_nation=True)


def others(parties: Any) -> Any:
    """Every party but *parties* and the nations that they belong to: whom their administrators may suspend."""
    own = [party.nation_id for party in parties if party.nation_id]
    return Party.objects.exclude(pk__in=parties).exclude(pk__in=own)
