"""After saving, the effect is what the preview said: each kind of fact and marking, in random small worlds.

What everybody sees is asked one by one, of every labelled model; the preview looks only where it must.
"""

from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import services as registry
from accounts.models import Membership
from calendars import services as calendars
from clearances import collective, labels, services
from clearances.guards import SYSTEM
from clearances.models import Clearance, Recognition, SecurityAgreement, Waiver
from clearances.previews import Scope, effect_of
from clearances.roles import Role
from clearances.services import treaties
from clearances.subjects import acting_as
from exchanges.models import DescriptionPortion, ExchangeContent
from releases import services as releases
from releases.trying import scope_of
from resources import services as resources
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

FELT, MOST_ROUNDS = 2, 25  # Until so many changes were felt by somebody; the world keeps what was done.
LEVELS = ["U", "R", "C", "S"]


class World:
    """Two nations with policies, a third, a group, an agency, three exchanges marked at random, and eight people."""

    def __init__(self, random):
        self.random = random
        self.host, self.guest, self.third = [make.NationFactory(code=code) for code in ("HST", "GST", "THI")]
        self.agency = make.NationFactory(code="GST-NAVY", is_nation=False, nation=self.guest)
        self.parties = [self.host, self.guest, self.third, self.agency]
        self.ours, self.theirs = make.PolicyFactory(owner=self.host), make.PolicyFactory(owner=self.guest)
        self.group = make.GroupFactory()
        for party in (self.host, self.guest, self.third):
            make.MembershipFactory(group=self.group, party=party)
        self.exchanges = [self._exchange() for _ in range(3)]
        self.announced = self._announce()
        self.users = [self._user() for _ in range(8)]

    def label(self, lowest=0):
        level = self.random.choice(LEVELS[lowest:])
        plain = make.label(self.host, level, to=self._some([self.guest, self.third, self.agency]))
        with as_system():
            is_for_group = self.random.random() < 0.5
            groups = frozenset({self.group} if is_for_group else ())
            named = frozenset(party for party in self.parties if party.code in plain.parties and not is_for_group)
            codes = frozenset({"CYBER"} if level == "S" and self.random.random() < 0.3 else ())
            self.ours.compartments.get_or_create(code="CYBER", defaults={"name": "Cyber"})
            value = labels.LabelValue(plain.classification, self.host, named, groups, compartments=codes)
            return labels.intern(value)

    def _some(self, parties):
        return self.random.sample(parties, self.random.randint(1, len(parties)))

    def _exchange(self):
        cover = make.label(self.host, "U", to=self.parties[1:])
        return make.ExchangeFactory(program__owner=self.host, label=cover, content__label=self.label(lowest=2))

    def _announce(self):
        """What hangs from a party and is read by the planners of others too."""
        day = timezone.localdate()
        with as_system():
            area = resources.add_resource(self.host, kind="area", name="Range", label=self.label(), by=SYSTEM)
            days = {"starts_on": day, "ends_on": day}
            return [area, calendars.add_blackout(self.host, title="Inspection", label=self.label(), by=SYSTEM, **days)]

    def _user(self):
        """Of these parties; some are foreigners to all of them, and hold a waiver for what they are to read."""
        random, exchange = self.random, self.random.choice(self.exchanges)
        role, is_foreign = random.choice([Role.PLANNER, Role.CELL_MEMBER]), random.random() < 0.4
        who = {"person__nationalities": [make.NationFactory(code="ELS")]} if is_foreign else {}
        user = make.member(role, exchange, organisation=random.choice(self.parties), **who)
        with as_system():
            services.grant(Role.STAFF_OFFICER, user.personal_team, user.organisation, by=SYSTEM, reason="test")
        policy, held = random.choice([self.ours, self.theirs]), random.choice([[], ["CYBER"]])
        make.clearance(user, policy, "S", compartments=held, **self._standing(Clearance))
        if is_foreign:
            make.waiver(user, exchange.content.label, **self._standing(Waiver))
        return user

    def _standing(self, model):
        is_suspended = self.random.random() < 0.2
        return {"status": model.Status.SUSPENDED, "ended_at": timezone.now()} if is_suspended else {}


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def marking(world):
    exchange, random = world.random.choice(world.exchanges), world.random
    row = random.choice([exchange, ExchangeContent.objects.get(exchange=exchange), _portion(exchange)])
    label = world.label()

    def do():
        releases.put(type(row)._base_manager.get(pk=row.pk), label, review_on=None, by=SYSTEM, action="label.raised")

    return do, Scope(roots=(exchange,))


def announcement(world):
    row, label = world.random.choice(world.announced), world.label()

    def do():
        releases.put(type(row)._base_manager.get(pk=row.pk), label, review_on=None, by=SYSTEM, action="label.raised")

    return do, scope_of(row)


def _portion(exchange):
    return DescriptionPortion.objects.of(exchange).first()


def membership(world):
    rows = list(Membership.objects.filter(group=world.group, ends_on=None).order_by("pk"))
    if not rows or world.random.random() < 0.3:
        party = world.random.choice(world.parties)
        return lambda: registry.add_membership(world.group, party, starts_on=timezone.localdate(), by=SYSTEM), Scope()
    row = world.random.choice(rows)
    return lambda: registry.end_membership(row, ends_on=yesterday(), reason="x", by=SYSTEM), Scope()


def agreement(world):
    rows = list(SecurityAgreement.objects.filter(owner=world.host, starts_on=None, ends_on=None).order_by("pk"))
    if rows and world.random.random() < 0.6:
        row = world.random.choice(rows)
        return lambda: treaties.end_agreement(row, ends_on=yesterday(), reason="x", by=SYSTEM), Scope()
    highest = world.ours.classifications.get(code=world.random.choice(LEVELS[2:]))
    said = {"owner": world.host, "party": world.random.choice(world.parties[1:]), "highest": highest}
    today = timezone.localdate()
    return lambda: treaties.create_agreement(**said, starts_on=today, reference="X", by=SYSTEM), Scope()


def recognition(world):
    rows = list(Recognition.objects.filter(ends_on=None).order_by("pk"))
    if rows and world.random.random() < 0.4:
        row = world.random.choice(rows)

        def end():
            treaties.end_recognition(row, ends_on=yesterday(), reason="x", by=SYSTEM, agreed=True)

        return end, Scope()
    theirs, ours = [
        policy.classifications.get(code=world.random.choice(LEVELS[2:])) for policy in (world.theirs, world.ours)
    ]
    pairs = world.random.choice([{}, {"CYBER": "CYBER"}])
    said = {"counts_as": ours, "compartments": pairs, "reference": "X"}
    return lambda: treaties.create_recognition(theirs, **said, by=SYSTEM), Scope()


def clearance(world):
    return held(world, Clearance, services.revoke_clearance, services.suspend_clearance, services.resume_clearance)


def waiver(world):
    return held(world, Waiver, services.revoke_waiver, services.suspend_waiver, services.resume_waiver)


def held(world, model, revoke, suspend, resume):
    rows = model.objects.filter(status__in=[model.Status.ACTIVE, model.Status.SUSPENDED]).order_by("pk")
    row = world.random.choice(list(rows))
    scope = Scope(people=frozenset({row.person_id}))
    if row.status == model.Status.SUSPENDED:
        return lambda: resume(row, by=SYSTEM), scope
    take = world.random.choice([revoke, suspend, suspend, suspend])
    return lambda: take(row, by=SYSTEM, reason="x"), scope


def need_to_know(world):
    random, user, exchange = world.random, world.random.choice(world.users), world.random.choice(world.exchanges)
    team, role, scope = user.personal_team, Role.CELL_MEMBER, Scope(people=frozenset({user.person_id}))
    if services.grants_of(exchange).filter(content_object=exchange, group=team, role=role).exists():
        return lambda: services.take_back(role, team, exchange, by=SYSTEM, reason="x"), scope
    root = random.choice([exchange, exchange.program])
    return lambda: services.grant(role, team, root, by=SYSTEM, reason="x"), scope


KINDS = [marking, announcement, membership, agreement, recognition, clearance, waiver, need_to_know]


def everything(users):
    seen = {}
    for user in users:
        with acting_as(user):
            seen[user.pk] = {
                (model._meta.label, pk)
                for model in collective.labelled()
                for pk in model.objects.for_user(user).values_list("pk", flat=True)
            }
    return seen


def said_of(side, user):
    return {(row.model, row.pk) for row in side.get(user, ())}


@pytest.mark.parametrize("kind", KINDS)
def test_what_happens_is_what_the_preview_said(kind):
    world, felt = World(Random(4774)), 0
    before = everything(world.users)
    for number in range(MOST_ROUNDS):
        with as_system():
            do, scope = kind(world)
            try:
                said = effect_of(do, scope)
            except ValidationError:
                continue  # The very same already, a loop, a member already: nothing happens.
        with as_system():
            do()
        after = everything(world.users)
        for user in before:
            assert said_of(said.gained, user) == after[user] - before[user], f"gained in round {number}"
            assert said_of(said.lost, user) == before[user] - after[user], f"lost in round {number}"
        before, felt = after, felt + bool(said)
        if felt == FELT:
            return
    pytest.fail("Hardly any change of this kind was felt by anybody: the world is too small.")
