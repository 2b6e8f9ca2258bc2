"""The shipped scenario: what it must hold, what may happen to whom, and that the tour can be played with it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Party, User
from clearances import effects
from clearances.guards import SYSTEM
from clearances.models import Classification, Clearance, Recognition, SecurityAgreement, Suspension
from clearances.roles import Role
from clearances.services import confirm_clearance, request_clearance, revoke_clearance, suspensions
from clearances.subjects import acting_as
from exchanges.changes import Verb
from exchanges.models import DescriptionPortion, Domain, Exchange, ExchangeContent, Kind
from exchanges.states import State
from participants.models import Delegation, Invitation, Reply
from participants.services import reply
from phases.editions import beside
from planning.effects import people_told
from planning.services import prepare
from programs.models import Program
from serials.models import Serial
from tests.roles import as_system
from tests.scenarios.conftest import SHIPPED
from tests.threads.world import ask
from threads import services as threads

WITHOUT_WORK = {"t.barlow", "e.thalor", "s.kelmar", "t.ioane"}  # Their offices have nothing to decide yet.
NOTHING_WAITS = {"releases.worklist.items"}  # Somebody asks for a release first: the story holds none.


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Loaded once for all tests of this module, which undo what they change."""
    cheap = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], VAR_DIR=tmp_path_factory.mktemp("var")
    )
    with django_db_blocker.unblock(), cheap, transaction.atomic():
        call_command("load_scenario", str(SHIPPED), stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def user(name: str) -> User:
    return User.objects.get(username=name)


def test_it_holds_eight_programs_and_exchanges_of_every_kind_domain_and_state():
    with as_system():
        exchanges = Exchange.objects.all()
        domains = {domain for content in ExchangeContent.objects.all() for domain in content.domains}

        assert Program.objects.count() == 8
        assert 20 <= exchanges.count() <= 24
        assert {exchange.kind for exchange in exchanges} == set(Kind)
        assert {exchange.state for exchange in exchanges} == set(State)
        assert domains == set(Domain)


def test_it_has_people_of_every_role_in_both_languages():
    roles = set(Party.grants.rel.related_model.objects.values_list("role", flat=True))

    assert User.objects.count() >= 24
    assert set(User.objects.values_list("language", flat=True)) == {"en", "fr"}
    assert roles == {
        Role.STAFF_OFFICER,
        Role.POINT_OF_CONTACT,
        Role.SECURITY_ADMINISTRATOR,
        Role.RELEASING_OFFICER,
        Role.SECURITY_OFFICE,
        Role.AUDITOR,
    }


def test_it_is_alive_today():
    today = timezone.now().date()
    with as_system():
        running = Exchange.objects.filter(state=State.RUNNING)
        soon = Exchange.objects.filter(state=State.PLANNED, starts_on__range=(today, today + timedelta(days=7)))

        assert all(exchange.starts_on <= today <= exchange.ends_on for exchange in running)
        assert running.exists()
        assert soon.exists()


def test_something_needs_doing_today_for_everybody_who_has_something_to_decide():
    waiting = {path: set() for path in settings.WORKLIST_CONTRIBUTORS}
    for person in User.objects.all():
        with acting_as(person):
            for path, people in waiting.items():
                people.update({person.username} if import_string(path)(person) else ())

    assert {path for path, people in waiting.items() if not people} == NOTHING_WAITS
    entered = User.objects.filter(is_demonstration=True)
    assert set(entered.values_list("username", flat=True)) - set().union(*waiting.values()) == WITHOUT_WORK


def test_what_could_offend_happens_to_nations_that_do_not_exist():
    ended = Clearance.objects.filter(status__in=["refused", "revoked", "suspended"])
    lapsed = SecurityAgreement.objects.filter(ends_on__isnull=False)
    with as_system():
        declined = Delegation.objects.filter(replies__answer="declined")
        withdrawn = Delegation.objects.filter(invitation__state__in=["withdrawn", "expired"])
        concerned = {
            *(delegation.party for delegation in declined),
            *(delegation.party for delegation in withdrawn),
            *(clearance.person.organisation for clearance in ended),
            *(agreement.party for agreement in lapsed),
        }

    assert concerned
    assert [party for party in concerned if not party.is_fictitious] == []


def test_agreements_say_that_they_are_invented_and_treat_every_real_nation_alike():
    agreements = SecurityAgreement.objects.select_related("party", "highest", "policy")
    real = [row for row in agreements if not row.party.is_fictitious]

    ceilings = {(row.owner_id, row.policy.code): set() for row in real}
    for row in real:
        ceilings[row.owner_id, row.policy.code].add(row.highest.code)
    assert {len(levels) for levels in ceilings.values()} == {1}
    assert {row.reference for row in [*agreements, *Recognition.objects.all()]} == {"invented for the demonstration"}


def test_flintlock_is_known_to_two_invited_nations_and_to_no_third():
    with as_system():
        flintlock = Exchange.objects.get(title="Flintlock")
        invited = Invitation.objects.filter(delegation__exchange=flintlock)
        assert {row.delegation.party.code: row.state for row in invited} == {"SEN": "accepted", "XAA": "issued"}

    for name, sees in {
        "l.maris": True,
        "m.diop": True,
        "k.asante": False,
        "o.brandal": False,
        "c.moreau": False,
    }.items():
        person = user(name)
        with acting_as(person):
            assert Exchange.objects.for_user(person).filter(title="Flintlock").exists() is sees
            assert not sees or Delegation.objects.for_user(person).filter(exchange=flintlock).count() == 1


def sees_content(person: User) -> bool:
    with acting_as(person):
        return ExchangeContent.objects.for_user(person).filter(exchange__title="Flintlock").exists()


def test_the_tour_can_be_played(undone):
    maris, mercer, tran, hoffman = (user(name) for name in ("l.maris", "j.mercer", "w.tran", "s.hoffman"))
    with acting_as(maris):
        delegation = Delegation.objects.for_user(maris).get(title="Flintlock")
        question = ask(delegation, text="Where do we lodge?", by=maris)
    with acting_as(mercer):
        threads.write(question, text="In the camp.", is_answer=True, by=mercer)
    with acting_as(maris):
        invitation = Invitation.objects.for_user(maris).get(delegation=delegation)
        reply(invitation, answer="caveats", seats=12, caveats="No night firing.", version=invitation.version, by=maris)
    assert not sees_content(maris)

    level = Classification.objects.get(policy__code="USA", code="C")
    sponsor = Party.objects.get(code="XAA")
    today = timezone.localdate(timezone=sponsor.zone_info)  # Validity begins with the sponsor's own day.
    with acting_as(tran):
        clearance = request_clearance(
            maris.person,
            classification=level,
            sponsor=sponsor,
            certificate_reference="XA-0001",
            valid_from=today,
            valid_to=today + timedelta(days=365),
            by=tran,
        )
    assert not sees_content(maris)
    with acting_as(hoffman):
        confirm_clearance(clearance, by=hoffman)
    assert sees_content(maris)

    with acting_as(hoffman):
        revoke_clearance(clearance, by=hoffman, reason="End of the tour")
    assert not sees_content(maris)
    with acting_as(maris):
        assert Reply.objects.for_user(maris).filter(delegation=delegation).exists()


def test_flintlock_was_carried_over_from_last_year():
    planner, liaison = user("j.mercer"), user("l.maris")
    with acting_as(planner):
        flintlock = Exchange.objects.get(title="Flintlock")
        last = beside(planner, flintlock)["previous"]
        assert (last.state, last.title) == (State.CLOSED, "Flintlock of last year")
        texts = [
            [row.text for row in DescriptionPortion.objects.for_user(planner).of(each)] for each in (last, flintlock)
        ]
        assert texts[0] == texts[1]
        assert len(texts[0]) == 5
        assert Serial.objects.for_user(planner).filter(exchange=flintlock, title="Closing parade").count() == 1
    with acting_as(liaison):
        assert beside(liaison, flintlock)["previous"] is None  # Atlantis wasn't invited last year.


def test_a_slip_of_flintlock_tells_eleven_people_once_each():
    planner, days = user("j.mercer"), timedelta(days=10)
    with acting_as(planner):
        exchange = Exchange.objects.get(title="Flintlock")
        wishes = {"starts_on": exchange.starts_on + days, "ends_on": exchange.ends_on + days, "by": planner}
        told = people_told(prepare(exchange, Verb.MOVE, **wishes))

    assert len({person.pk for person in told}) == len(told) == 11


def test_shutting_atlantis_out_is_foreseen_in_numbers(undone):
    """The scene of a nation that is suspended: three exchanges, nine people, two bookings."""
    administrator, atlantis = user("w.tran"), Party.objects.get(code="XAA")
    with acting_as(administrator):
        effect = effects.foreseen(
            lambda: suspensions.suspend(atlantis, imposed_by=administrator.organisation, reason="A coup.", by=SYSTEM),
            None,
            administrator,
        )

    (line,) = [line.text for line in effect.lines if line.side == "lost"]
    assert line.startswith("Loses sight: 9 people of Atlantis, of ")
    assert ", 3 exchanges, " in line
    assert re.findall(r"(\d+) bookings?", line) == ["2"]
    assert Suspension.objects.count() == 0
