"""Creating and amending exchanges, and everything that refuses to be created."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges import services
from exchanges.models import Exchange, ExchangeContent
from participants.models import Delegation
from programs.versions import Stale
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return make.ProgramFactory()


@pytest.fixture
def planner(program):
    return make.member(Role.PLANNER, program)


def create(planner, program, **kwargs):
    given = {
        "kind": "livex",
        "title": "Flintlock",
        "host": program.owner,
        "starts_on": date(2031, 3, 1),
        "ends_on": date(2031, 3, 14),
        "label": make.label(program.owner),
        **kwargs,
    }
    with acting_as(planner):
        return services.create_exchange(program=program, by=planner, **given)


def refusal(planner, program, **kwargs):
    with pytest.raises(ValidationError) as refused:
        create(planner, program, **kwargs)
    with as_system():
        assert not Exchange.objects.exists()
        assert not Delegation.objects.exists()
    return set(refused.value.message_dict)


def test_an_exchange_begins_as_a_draft_in_the_zone_of_its_host_with_the_hosts_delegation(program, planner):
    with as_system():
        program.owner.zone = "Africa/Abidjan"
        program.owner.save()

    exchange = create(planner, program, domains=["land"], place="Abidjan", seats=200)

    with acting_as(planner):
        content = ExchangeContent.objects.for_user(planner).get()
        host = Delegation.objects.for_user(planner).get()
    assert (exchange.state, exchange.zone, exchange.version) == ("draft", "Africa/Abidjan", 1)
    assert (content.place, content.seats, content.domains) == ("Abidjan", 200, ["land"])
    assert (host.party, host.is_host, host.team) == (program.owner, True, None)


def test_whoever_holds_a_role_on_the_program_holds_it_on_the_new_exchange_and_nobody_else_does(program, planner):
    colleague, stranger = make.member(Role.CELL_MEMBER, program), make.UserFactory()

    exchange = create(planner, program)

    for person, seen in ((colleague, [exchange]), (stranger, [])):
        with acting_as(person):
            assert list(Exchange.objects.for_user(person)) == seen


def test_somebody_who_does_not_plan_in_the_program_creates_nothing(program):
    member = make.member(Role.CELL_MEMBER, program)

    with pytest.raises(PermissionDenied):
        create(member, program)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": date(2031, 2, 28)}, "ends_on"),
        ({"ends_on": date.max}, "ends_on"),
        ({"starts_on": date.min}, "starts_on"),
        ({"zone": "Atlantis/Capital"}, "zone"),
        ({"kind": "picnic"}, "kind"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"state": "running"}, "state"),
        ({"domains": ["underground"]}, "domains"),
        ({"seats": -1}, "seats"),
    ],
)
def test_what_can_not_be_is_refused_under_its_field_and_leaves_nothing(program, planner, wrong, field):
    assert refusal(planner, program, **wrong) == {field}


def test_a_label_above_the_ceiling_is_refused_under_its_field(program, planner, settings):
    from_above = make.label(program.owner, "R")
    settings.SYSTEM_CEILINGS = {from_above.policy.code: "U"}
    value = make.labels.LabelValue(from_above.classification, program.owner)

    assert refusal(planner, program, label=value) == {"label"}


def test_an_author_without_a_clearance_can_not_mark_above_it(program, planner):
    assert refusal(planner, program, content_label=make.label(program.owner, "S")) == {"content_label"}

    make.clearance(planner, make.PolicyFactory(owner=program.owner), "S")
    planner.assurance = 2

    assert create(planner, program, content_label=make.label(program.owner, "S")).title == "Flintlock"


def test_content_may_not_be_released_further_than_its_cover(program, planner):
    friend = make.NationFactory()

    fields = refusal(planner, program, content_label=make.label(program.owner, to=[friend]))

    assert fields == {"content_label"}


def test_a_host_that_could_not_see_its_own_exchange_is_refused(program, planner):
    assert refusal(planner, program, host=make.NationFactory()) == {"host"}


def test_a_change_based_on_an_older_version_is_refused_and_leaves_the_row_alone(program, planner):
    exchange = create(planner, program)

    with acting_as(planner):
        services.amend(exchange, title="First", kind="cpx", version=1, by=planner)
        with pytest.raises(Stale):
            services.amend(exchange, title="Second", kind="ttx", version=1, by=planner)
        stored = Exchange.objects.get(pk=exchange.pk)

    assert (stored.title, stored.kind, stored.version, stored.changed_by) == ("First", "cpx", 2, planner)


def test_a_change_of_the_content_does_not_show_in_the_version_of_the_cover(program, planner):
    exchange = create(planner, program)

    with acting_as(planner):
        content = ExchangeContent.objects.get(exchange=exchange)
        services.amend_content(content, domains=["air"], place="X", seats=None, version=1, by=planner)
        stored = Exchange.objects.get(pk=exchange.pk)

    assert (stored.version, stored.changed_at) == (1, None)


@pytest.mark.parametrize("role", [Role.CELL_MEMBER, Role.INVITED, Role.PARTICIPANT])
def test_readers_change_nothing(role):
    exchange = make.ExchangeFactory()
    reader = make.member(role, exchange)

    with acting_as(reader), pytest.raises(PermissionDenied):
        services.amend(exchange, title="Mine", kind="cpx", version=1, by=reader)
