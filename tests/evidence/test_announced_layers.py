"""What hangs from a party, layer by layer: announced to whoever plans for any party, kept by whoever keeps its owner's,
or between two parties.

Need-to-know is an office here, which the oracle doesn't know: half of the principals hold it, and of those the oracle
says whose labels they may read.
"""

from datetime import date
from random import Random

import pytest
from django.db.models import Q

from calendars.models import Blackout
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from demand.models import CatalogueOffer, PartnerRequest
from resources.models import Booking, KeptBooking, Resource
from tests.evidence.database import write
from tests.evidence.random_worlds import KINDS, build
from tests.evidence.scale import counted, seeds
from tests.roles import as_system

pytestmark = pytest.mark.django_db

SEEDS = range(2000, 2000 + len(seeds(few=2, many=24)))
OFFICERS = set(sorted(KINDS)[::2])
DAY = date(2031, 3, 4)
ANNOUNCED = (Resource, Blackout, KeptBooking, CatalogueOffer, PartnerRequest)


@pytest.fixture(scope="module")
def world(request, arranging):
    """A random world in which each label marks a blackout period, besides the resources that its bookings need."""
    with arranging():
        written = write(build(Random(request.param)))
        with as_system():
            owners = [written.users[kind].person.organisation for kind in sorted(OFFICERS)]
            written.keeper = owners[0]
            for number, label in enumerate(written.labels.values()):
                owner = owners[number % len(owners)]
                Blackout.objects.create(owner=owner, title="x", starts_on=DAY, ends_on=DAY, label=label)
                CatalogueOffer.objects.create(owner=owner, title="x", kind="course", until=DAY, label=label)
                host = next(party for party in owners if party != owner)
                asker = written.users[min(OFFICERS)]
                PartnerRequest.objects.create(
                    party=owner, host=host, title="x", kind="team", label=label, asked_by=asker
                )
            Resource.objects.filter(pk__in=list(Resource.objects.values_list("pk", flat=True))[::2]).update(
                owner=written.keeper
            )
            for kind in OFFICERS:
                grant(Role.STAFF_OFFICER, written.users[kind].personal_team, written.keeper, by=SYSTEM, reason="test")
        yield written


def all_of(model):
    """Every row with the label it bears, past all locks."""
    with as_system():
        return dict(model._base_manager.order_by().values_list("pk", "label_id"))


def readable(world, kind, model):
    """Those whose labels the oracle lets this principal read."""
    ids = {world.labels[name].pk for name in world.dominated(kind)}
    return {pk for pk, label in all_of(model).items() if label in ids}


def seen(world, kind, model):
    """Those that the oracle's labels and an office let this principal see."""
    if kind not in OFFICERS:
        return set()
    if model is PartnerRequest:
        with as_system():
            sides = Q(party=world.keeper) | Q(host=world.keeper)
            return readable(world, kind, model) & set(model._base_manager.filter(sides).values_list("pk", flat=True))
    if model is not KeptBooking:
        return readable(world, kind, model)
    with as_system():
        kept = set(Booking._base_manager.filter(resource__owner=world.keeper).values_list("pk", flat=True))
    return readable(world, kind, model) & kept


@pytest.mark.parametrize("world", SEEDS, indirect=True)
def test_the_queryset_alone_asks_for_the_office_and_the_label(world, request):
    wrong, tried, opened = [], 0, 0

    for kind in KINDS:
        for model in ANNOUNCED:
            expected = seen(world, kind, model)
            with acting_as(world.users[kind]), as_system():
                found = set(model.objects.for_user(world.users[kind]).values_list("pk", flat=True))
            wrong += [(request.node.callspec.id, kind, model.__name__, pk) for pk in found ^ expected]
            tried, opened = tried + len(all_of(model)), opened + len(found)

    assert 0 < opened < tried
    counted("layers: queryset without row-level security, announced", tried, wrong)


@pytest.mark.parametrize("world", SEEDS, indirect=True)
def test_row_level_security_alone_asks_for_the_label(world, request):
    wrong, tried = [], 0

    for kind in KINDS:
        for model in ANNOUNCED:
            expected = readable(world, kind, model)
            with acting_as(world.users[kind]):
                found = set(model._base_manager.order_by().values_list("pk", flat=True))
            wrong += [(request.node.callspec.id, kind, model.__name__, pk) for pk in found ^ expected]
            tried += len(all_of(model))

    counted("layers: row-level security without the queryset, announced", tried, wrong)
