"""Each layer alone yields the oracle's sets: the queryset without the database's lock, and the lock without it.

(a) The system's role passes row-level security by, so only ``for_user`` decides. (b) ``_base_manager`` knows no guard,
so only the database decides, and it decides labels. Both are compared with the oracle on random worlds.
"""

from random import Random

import pytest
from django.apps import apps

from clearances.guards import Guarded
from clearances.models import Labelled
from clearances.subjects import acting_as
from tests.evidence.database import write
from tests.evidence.random_worlds import KINDS, build
from tests.evidence.scale import counted, seeds
from tests.roles import as_system

pytestmark = pytest.mark.django_db

SEEDS = seeds(few=2, many=24)
# Labelled models that a random world holds no row of, each with the reason.
ELSEWHERE = {
    "Blackout": "Announced to planners of its audience, whatever they plan: test_announced_layers compares it.",
    "CatalogueOffer": "As Blackout, to whoever asks for a party of its audience: test_announced_layers compares it.",
    "DeskNote": "A nation's own, under a label that no host is in: tests/participants/test_desk.py compares it.",
    "DescriptionDraft": "A draft is its author's alone: tests/portions compares it.",
    "KeptBooking": "The same rows as Booking, seen by whoever keeps the resource: test_announced_layers compares it.",
    "PacketDraft": "A draft is its author's alone: tests/portions compares it.",
    "Release": "Not need-to-know but an office decides it, and whether its row is seen: tests/releases compares it.",
    "PartnerRequest": "Its two sides', by their offices: test_announced_layers compares it.",
    "PacketSignOff": "The host's own, under a label that no guest is in: tests/participants/test_staffing.py compares.",
    "ReplyDraft": "As DeskNote.",
    "Sending": "As PacketSignOff; tests/participants/test_sending.py.",
    "SendingItem": "As Sending.",
    "Resource": "Announced to planners of its audience, whatever they plan: test_announced_layers compares it.",
    "SignOff": "As DeskNote.",
}


@pytest.fixture(scope="module")
def world(request, arranging):
    """The random world of a seed, written once for all tests that compare it."""
    with arranging():
        yield write(build(Random(request.param)))


def labelled():
    return [model for model in apps.get_models() if issubclass(model, Guarded) and issubclass(model, Labelled)]


def names_of(world, model, rows):
    """The names that *rows* have in the world; its rows are the only ones there are."""
    known = {row.pk: name for name, row in world.of(model).items()}
    return {known[row.pk] for row in rows}


@pytest.mark.parametrize("world", SEEDS, indirect=True)
def test_the_queryset_alone_yields_what_the_oracle_lets_see(world, request):
    seed, wrong, tried = request.node.callspec.id, [], 0

    for kind in KINDS:
        expected, user = world.seen(kind), world.users[kind]
        with acting_as(user), as_system():
            for model in {type(row) for row in world.rows.values()}:
                found = names_of(world, model, model.objects.for_user(user))
                tried += len(world.of(model))
                wrong += [(seed, kind, name) for name in found ^ (expected & world.of(model).keys())]

    counted("layers: queryset without row-level security", tried, wrong)


@pytest.mark.parametrize("world", SEEDS, indirect=True)
def test_row_level_security_alone_yields_the_labels_that_the_oracle_lets_read(world, request):
    seed, wrong, tried = request.node.callspec.id, [], 0

    for kind in KINDS:
        readable = world.dominated(kind)
        expected = {name for name, row in world.plain["rows"].items() if row["label"] in readable}
        with acting_as(world.users[kind]):
            for model in {type(row) for row in world.rows.values()}:
                rows = model._base_manager.order_by()  # A default order joins the root, which may be hidden.
                found = names_of(world, model, rows)
                tried += len(world.of(model))
                wrong += [(seed, kind, name) for name in found ^ (expected & world.of(model).keys())]

    counted("layers: row-level security without the queryset", tried, wrong)


@pytest.mark.parametrize("world", [1000 + seed for seed in seeds(few=1, many=10)], indirect=True)
def test_lists_counts_and_single_rows_agree_with_both_layers_on(world, request):
    seed, wrong, tried = request.node.callspec.id, [], 0

    for kind in KINDS:
        expected, user = world.seen(kind), world.users[kind]
        with acting_as(user):
            for model in {type(row) for row in world.rows.values()}:
                visible = expected & world.of(model).keys()
                rows = model.objects.for_user(user)
                tried += 1 + len(world.of(model))
                wrong += [(seed, kind, model.__name__)] if rows.count() != len(visible) else []
                wrong += [(seed, kind, name) for name in names_of(world, model, rows) ^ visible]

    counted("layers: both together", tried, wrong)


@pytest.mark.parametrize("world", [0], indirect=True)
def test_nobody_acting_sees_no_row_at_all(world):
    for model in {type(row) for row in world.rows.values()}:
        assert list(model._base_manager.all()) == []


@pytest.mark.parametrize("world", [0], indirect=True)
def test_the_random_worlds_open_and_close_enough_to_compare(world):
    """A world in which nobody sees anything would agree with everything."""
    shares = {kind: len(world.seen(kind)) / len(world.rows) for kind in KINDS}

    assert 0.03 < sum(shares.values()) / len(shares) < 0.9, shares
    assert world.seen("inactive") == world.seen("suspended nation") == world.seen("expired grant") == set()


@pytest.mark.parametrize("world", [0], indirect=True)
def test_every_labelled_model_is_in_the_random_worlds(world):
    missing = {model.__name__ for model in labelled()} - {type(row).__name__ for row in world.rows.values()}

    assert missing - set(ELSEWHERE) == set(), (
        "Add a maker in tests/evidence/database.py, so that its layers are compared."
    )
