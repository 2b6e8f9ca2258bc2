"""What a preview says is what happens: nobody else gains or loses, and the reader learns of no hidden cover."""

import random
import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from clearances import collective, effects
from clearances.guards import SYSTEM
from clearances.models import SecurityAgreement
from clearances.previews import Scope, effect_of
from clearances.roles import Role
from clearances.services import grant, revoke_clearance, suspensions, take_back
from clearances.subjects import acting_as
from exchanges.models import DescriptionPortion, Exchange
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST", name_en="Hostland")


@pytest.fixture
def guest():
    return make.NationFactory(code="GST", name_en="Guestland")


@pytest.fixture
def policy(host):
    return make.PolicyFactory(owner=host)


def everything(users):
    """What each of *users* sees of every labelled model, asked one by one."""
    seen = {}
    for user in users:
        with acting_as(user):
            for model in collective.labelled():
                for pk in model.objects.for_user(user).values_list("pk", flat=True):
                    seen.setdefault(user.pk, set()).add((model._meta.label, pk))
    return seen


def flat(side):
    return {user: {(row.model, row.pk) for row in rows} for user, rows in side.items()}


@pytest.fixture
def world(host, guest, policy):
    """A few exchanges released to both, and people with and without clearances on them."""
    users = []
    for number in range(3):
        level = ["U", "S", "U"][number]
        exchange = make.ExchangeFactory(
            program__owner=host,
            label=make.label(host, "U", to=[guest]),
            content__label=make.label(host, level, to=[guest]),
        )
        for nation in (host, guest):
            user = make.member(Role.CELL_MEMBER, exchange, organisation=nation)
            if number != 2:
                make.clearance(user, policy, "S")
            users.append(user)
    return users


def changes_to(world, host, guest):
    """Things that take sight away or give it: the change, and where it may be felt."""
    cleared = [user for user in world if user.person.clearances.exists()]
    one = random.Random(7).choice(cleared)
    clearance = one.person.clearances.get()
    return [
        (lambda: suspensions.suspend(guest, imposed_by=host, reason="x", by=SYSTEM), Scope()),
        (lambda: revoke_clearance(clearance, by=SYSTEM, reason="x"), Scope(people=frozenset({one.person_id}))),
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_what_happens_is_what_the_preview_said(number, world, host, guest):
    do, scope = changes_to(world, host, guest)[number]
    before = everything(world)

    with as_system():
        said = effect_of(do, scope)
    assert everything(world) == before  # Nothing of it stayed.
    with as_system():
        do()
    after = everything(world)

    for user in world:
        lost = before.get(user.pk, set()) - after.get(user.pk, set())
        assert flat(said.lost).get(user.pk, set()) == lost
        assert flat(said.gained).get(user.pk, set()) == after.get(user.pk, set()) - before.get(user.pk, set())
    assert said


def test_a_grant_taken_back_is_felt_by_its_holder_alone(world, host, guest):
    exchange = make.ExchangeFactory(program__owner=host, label=make.label(host, "U", to=[guest]))
    user = make.member(Role.CELL_MEMBER, exchange, organisation=guest)

    with as_system():
        said = effect_of(
            lambda: take_back(Role.CELL_MEMBER, user.personal_team, exchange, by=SYSTEM, reason="x"),
            Scope(people=frozenset({user.person_id})),
        )

    assert set(said.lost) == {user.pk}
    assert ("exchanges.Exchange", exchange.pk) in flat(said.lost)[user.pk]


def test_people_of_other_nations_are_counted_and_never_named(world, host, guest):
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, host)

    with acting_as(administrator):
        found = effect_of(lambda: suspensions.suspend(guest, imposed_by=host, reason="x", by=SYSTEM))
        told = effects.told(found, administrator)

    text = " ".join(line.text for line in told.lines)
    assert all(not line.names for line in told.lines)
    assert all(str(user) not in text for user in world if user.organisation == guest)


def test_what_the_reader_sees_no_cover_of_is_not_even_counted(host, guest, world):
    outsider = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory(code="OTH"))

    with acting_as(outsider):
        told = effects.told(
            effect_of(lambda: suspensions.suspend(guest, imposed_by=host, reason="x", by=SYSTEM)), outsider
        )

    assert not told
    assert told.lines == []
    assert told.objects == []


def test_the_page_of_the_switch_says_what_it_does_and_does_it(world, host, guest, signed_in, settings):
    settings.OPERATOR_PARTY = host.code
    exchange = make.ExchangeFactory(program__owner=host, label=make.label(host, "U", to=[guest]), title="Quicksilver")
    make.member(Role.CELL_MEMBER, exchange, organisation=guest)
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, host)
    with as_system():
        grant(Role.CELL_MEMBER, administrator.personal_team, exchange, by=SYSTEM, reason="test")
    browser = signed_in(administrator)

    page = browser.get(reverse("clearances:suspend", args=["GST"]))
    answer = browser.post(reverse("clearances:suspend", args=["GST"]), {"reason": "A coup."})

    assert re.search(r"Loses sight: \d+ (person|people) of Guestland", page.text)
    assert "Quicksilver" in page.text
    assert answer.status_code == 302
    guest.refresh_from_db()
    assert guest.suspended_at is not None


def test_hidden_parts_of_what_the_reader_sees_are_not_counted(host, guest):
    exchange = make.ExchangeFactory(program__owner=host, label=make.label(host, to=[guest]))
    above = make.label(host, "S", to=[guest])
    cleared, planner = make.member(Role.CELL_MEMBER, exchange, organisation=guest), make.member(Role.PLANNER, exchange)
    make.clearance(cleared, above.policy)

    def told():
        team, people = cleared.personal_team, Scope(people=frozenset({cleared.person_id}))
        with as_system():
            found = effect_of(lambda: take_back(Role.CELL_MEMBER, team, exchange, by=SYSTEM, reason="x"), people)
        with acting_as(planner):
            return [line.text for line in effects.told(found, planner).lines]

    before = told()
    with as_system():
        DescriptionPortion.objects.create(exchange=exchange, label=above, sort_key="r", text="hidden")

    assert "1 person of Guestland" in before[0]
    assert told() == before


def test_colleagues_in_an_organisation_of_many_nations_are_counted_and_not_named(host):
    alliance = make.NationFactory(code="ALL", name_en="Alliance", is_nation=False)
    exchange = make.ExchangeFactory(program__owner=host, label=make.label(host, to=[alliance]))
    reader, colleague = (make.member(Role.CELL_MEMBER, exchange, organisation=alliance) for _ in range(2))

    with as_system():
        found = effect_of(
            lambda: take_back(Role.CELL_MEMBER, colleague.personal_team, exchange, by=SYSTEM, reason="x"),
            Scope(people=frozenset({colleague.person_id})),
        )
    with acting_as(reader):
        (line,) = effects.told(found, reader).lines

    assert "1 person of Alliance" in line.text
    assert line.names == []


@pytest.fixture
def officer(host, world):
    """An administrator of the host who reads what it owns."""
    user = make.member(Role.SECURITY_ADMINISTRATOR, host)
    make.clearance(user, make.PolicyFactory(owner=host), "S")
    with as_system():
        for exchange in Exchange.objects.all():
            grant(Role.CELL_MEMBER, user.personal_team, exchange, by=SYSTEM, reason="test")
    return user


def page_of(what, guest, user):
    """The address of the page that takes something away from *user* of *guest*."""
    clearance = user.person.clearances.first()
    exchange = Exchange.objects.filter(grants__group=user.personal_team).first()
    taken = urlencode({"team": user.personal_team_id, "role": Role.CELL_MEMBER.value})
    agreement = SecurityAgreement.objects.get(party=guest)
    return {
        "suspend a clearance": lambda: reverse("clearances:suspend_clearance", args=[clearance.pk]),
        "revoke a clearance": lambda: reverse("clearances:revoke", args=[clearance.pk]),
        "take back a grant": lambda: f"{reverse('clearances:take', args=['exchange', exchange.reference])}?{taken}",
        "end an agreement": lambda: reverse("clearances:end_agreement", args=[agreement.public_id]),
    }[what]()


@pytest.mark.parametrize("what", ["suspend a clearance", "revoke a clearance", "take back a grant", "end an agreement"])
def test_what_one_person_takes_away_is_shown_before_it_is_done(what, world, guest, officer, signed_in):
    reader = world[3]  # Of the guest, cleared, in the exchange whose content needs it.
    with as_system():
        before, address = everything(world), page_of(what, guest, reader)

    page = signed_in(officer).get(address)

    assert "Loses sight: 1 person of Guestland" in page.text
    assert everything(world) == before


def test_who_holds_nothing_is_not_asked_for_each_kind_of_thing(host, guest, world, django_assert_max_num_queries):
    def preview():
        return effect_of(lambda: suspensions.suspend(guest, imposed_by=host, reason="x", by=SYSTEM))

    before = set(preview().lost)
    idle = [make.UserFactory(person__organisation=guest) for _ in range(8)]
    with django_assert_max_num_queries(10_000) as with_them:
        lost = set(preview().lost)
    with as_system():
        for user in idle:
            user.delete()
    with django_assert_max_num_queries(10_000) as without_them:
        preview()

    assert before
    assert lost == before
    assert len(with_them) - len(without_them) < len(idle) * len(collective.labelled())
