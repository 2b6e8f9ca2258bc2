"""What somebody could see at a past instant: the record's answer, which nothing that is entered later can change."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import Membership, Party
from clearances.guards import SYSTEM
from clearances.models import Clearance, Label, SecurityAgreement, Waiver
from clearances.past import PastSubject
from clearances.record import SETTLING, recorded, settled
from clearances.roles import Role
from clearances.services import grant, take_back
from clearances.subjects import Subject
from exchanges.models import Exchange, ExchangeContent
from participants.models import Delegation
from programs.models import Program
from tests import factories as make
from tests.roles import as_system
from tests.world import build

pytestmark = pytest.mark.django_db


def now_recorded():
    """The database's own clock: what was written before is in the record at this instant, and nothing after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def facts_of(subject):
    known = subject.known
    shared = {field.name: getattr(known.world, field.name) for field in fields(known.world)}
    return shared, replace(known, world=None)


def sight(subject, world):
    """Everything that decides what *subject* sees of *world*, as plain values."""
    rows = [world.program, world.exchange, world.delegation, ExchangeContent(exchange=world.exchange)]
    return (
        facts_of(subject),
        frozenset(subject.dominated_label_ids),
        frozenset(subject.team_ids),
        tuple(map(subject.was_granted, rows)),
    )


def test_the_record_of_this_instant_is_how_things_stand():
    world = build()
    at = now_recorded()

    for name, user in world.principals.items():
        present, past = Subject(user, at), PastSubject.of(user, at)

        assert facts_of(past) == facts_of(present), name
        assert past.facts.labels == present.facts.labels
        assert set(past.dominated_label_ids) == set(present.dominated_label_ids), name
        assert set(past.team_ids) == set(present.team_ids), name
        for model, root in [(Exchange, world.exchange), (Delegation, world.delegation), (Program, world.program)]:
            with as_system():
                permitted = model.objects.for_user(user).filter(pk=root.pk).exists()
                label_ids = model.objects.values_list("label_id", flat=True).filter(pk=root.pk)
                seen = set(label_ids) <= set(past.dominated_label_ids)
            assert (past.was_granted(root) and seen) == permitted, (name, model)


# Every kind of later edit: each must change what somebody sees today, and nothing of what they saw before.


def deactivate(user, world, random):
    user.is_active = not user.is_active
    user.save()


def suspend(user, world, random):
    party = random.choice([world.host, world.guest])
    Party.objects.filter(pk=party.pk).update(suspended_at=timezone.now() if random.random() < 0.7 else None)


def move(user, world, random):
    user.person.organisation = random.choice([world.host, world.guest])
    user.person.save()


def naturalise(user, world, random):
    user.person.nationalities.set(random.sample([world.host, world.guest], random.randint(0, 2)))


def clear(user, world, random):
    """Entered today, in force for years already."""
    make.clearance(user, world.exchange.label.policy, random.choice("RCS"), compartments=random.choice([[], ["ALPHA"]]))


def revoke(user, world, random):
    user.person.clearances.update(status=Clearance.Status.REVOKED, ended_at=timezone.now())


def forget_clearances(user, world, random):
    user.person.clearances.all().delete()


def waive(user, world, random):
    label = random.choice(list(Label.objects.all()))
    Waiver.objects.create(
        person=user.person,
        label=label,
        sponsor=world.host,
        valid_from=date(2000, 1, 1),
        valid_to=date(2099, 1, 1),
        status=Waiver.Status.ACTIVE,
        decided_at=timezone.now(),
    )


def give(user, world, random):
    root = random.choice([world.program, world.exchange, world.delegation])
    role = Role.LIAISON if root == world.delegation else Role.PLANNER
    grant(role, user.personal_team, root, by=SYSTEM, reason="later")


def take(user, world, random):
    for root in (world.program, world.exchange, world.delegation):
        for role in Role:
            take_back(role, user.personal_team, root, by=SYSTEM, reason="later")


def leave_teams(user, world, random):
    user.groups.clear()


def agree(user, world, random):
    policy = world.exchange.label.policy
    SecurityAgreement.objects.all().delete()
    if random.random() < 0.5:
        SecurityAgreement.objects.create(
            owner=world.host, party=world.guest, policy=policy, highest=policy.classifications.last()
        )


def legislate(user, world, random):
    make.PolicyFactory(owner=make.NationFactory(), clearance_from=random.choice([None, 0, 1]))


def join(user, world, random):
    group = make.GroupFactory(code="LATER")
    Membership.objects.get_or_create(group=group, party=random.choice([world.host, world.guest]))
    make.label(world.host, to=[world.guest], compartments=[f"C{random.randint(0, 9)}"])


EDITS = [
    deactivate, suspend, move, naturalise, clear, revoke, forget_clearances, waive, give, take, leave_teams, agree,
    legislate, join,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_entered_later_never_changes_what_was(seed):
    random, world = Random(seed), build()
    moments = []
    for _round in range(3):
        at = now_recorded()
        moments += [(user, at, sight(PastSubject.of(user, at), world)) for user in world.principals.values()]
        for _edit in range(8):
            with as_system():
                random.choice(EDITS)(random.choice(list(world.principals.values())), world, random)

    for user, at, answer in moments:
        assert sight(PastSubject.of(user, at), world) == answer


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_the_property_is_not_empty_each_edit_changes_today(edit):
    world = build()
    user = world.principals["a participating liaison with a clearance"]
    before = now_recorded()
    answer = sight(PastSubject.of(user, before), world)

    after = answer
    for seed in range(12):
        with as_system():
            edit(user, world, Random(seed))
        user.refresh_from_db()
        after = sight(PastSubject.of(user, now_recorded()), world)
        if after != answer:
            break

    assert sight(PastSubject.of(user, before), world) == answer
    if edit is not join:  # A group that no label names opens nothing; it is here to be ignored.
        assert after != answer


def test_somebody_whose_account_came_later_was_nobody_then():
    before = now_recorded()
    user = make.UserFactory()

    assert PastSubject.of(user, before) is None
    assert PastSubject.of(user, now_recorded()) is not None


def test_a_label_of_an_object_is_that_of_its_time():
    host = make.NationFactory(code="HST")
    exchange = make.ExchangeFactory(program__owner=host)
    first, at = exchange.label_id, now_recorded()
    with as_system():
        exchange.label = make.label(host, "S")
        exchange.save()
        [then] = recorded(Exchange, at, pgh_obj_id=exchange.pk)
        [now] = recorded(Exchange, now_recorded(), pgh_obj_id=exchange.pk)

    assert (then.label_id, now.label_id) == (first, exchange.label_id)


def test_a_day_is_asked_for_at_its_end_and_only_when_its_record_is_complete():
    midnight = datetime(2026, 11, 3, tzinfo=UTC)

    with time_machine.travel(midnight + timedelta(minutes=5), tick=False):
        assert settled(date(2026, 11, 2)) is None
        assert settled(date(2026, 11, 3)) is None
    with time_machine.travel(midnight + SETTLING, tick=False):
        assert settled(date(2026, 11, 2)) == midnight - timedelta(microseconds=1)
