"""Why can / can't I see this?: facts about oneself, and not a word that depends on what is hidden."""

import re
import uuid

import pytest
from django.urls import reverse

from clearances.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


def why(client, kind, key):
    return client.get(reverse("clearances:why", args=[kind, key]))


def text(response):
    """The page without what differs at every request."""
    return re.sub(r'csrf[^"]*"[^"]*"[^"]*"|value="[A-Za-z0-9]{64}"|x-csrftoken[^}]*', "", response.content.decode())


def test_each_part_that_somebody_sees_is_explained_rule_by_rule(host, signed_in):
    exchange = make.ExchangeFactory(program__owner=host, content__label=make.label(host, "S"))
    planner = make.member(Role.PLANNER, exchange)
    make.clearance(planner, exchange.label.policy, "S")

    answer = why(signed_in(planner), "exchange", exchange.reference)

    cover, content = answer.context["parts"]
    assert [line.passed for line in cover.answer.lines] == [True] * len(cover.answer.lines)
    assert any("HST S reaches this part" in line.text for line in content.answer.lines)


@pytest.mark.parametrize("kind", ["exchange", "program", "delegation", "task"])
def test_what_is_hidden_answers_as_what_never_existed(host, signed_in, kind):
    exchange = make.ExchangeFactory(program__owner=host)
    delegation = make.DelegationFactory(exchange=exchange)
    hidden = {
        "exchange": exchange.reference,
        "program": exchange.program.reference,
        "delegation": delegation.pk,
        "task": make.TaskFactory(delegation=delegation).pk,
    }[kind]
    never = "ZZZZ-ZZ" if kind in {"exchange", "program"} else uuid.uuid4()
    client = signed_in(make.UserFactory())

    answers = [why(client, kind, key) for key in (hidden, never, "nonsense")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.content for answer in answers}) == 1


def test_an_unknown_kind_does_not_exist_either(signed_in):
    client = signed_in(make.UserFactory())

    for kind in ("person", "exchangecontent", "reply", "x"):
        assert why(client, kind, "1").status_code == 404


def test_every_reason_for_denied_content_reads_the_same(host, signed_in):
    """Whether a level, an audience, a compartment or the missing need-to-know hides it, the page is the same one."""
    other = make.NationFactory()
    labels = [
        make.label(host, "S", to=[other]),
        make.label(host, "U"),
        make.label(host, "C", to=[other], compartments=["ALPHA"]),
        make.label(host, "U", to=[other]),
    ]
    roles = [Role.PARTICIPANT, Role.PARTICIPANT, Role.PARTICIPANT, Role.INVITED]
    program = make.ProgramFactory(owner=host)
    cover = make.label(host, to=[other])
    exchanges = [
        make.ExchangeFactory(program=program, title="Same", label=cover, content__label=label, reference="K7QF-4M")
        if position == 0
        else make.ExchangeFactory(program=program, title="Same", label=cover, content__label=label)
        for position, label in enumerate(labels)
    ]
    pages = []
    for exchange, role in zip(exchanges, roles, strict=True):
        person = make.member(role, exchange, organisation=other, person__family_name="Same")
        answer = why(signed_in(person), "exchange", exchange.reference)
        assert answer.context["parts"][1].answer.lines == []
        pages.append(text(answer).replace(exchange.reference, "REFERENCE"))

    assert len(set(pages)) == 1


def test_the_page_tells_people_what_counts_about_themselves_only(host, signed_in):
    exchange = make.ExchangeFactory(program__owner=host)
    person = make.member(Role.CELL_MEMBER, exchange)
    own = make.clearance(person, exchange.label.policy, "C")
    make.clearance(make.UserFactory(), exchange.label.policy, "S")

    answer = why(signed_in(person, factor=2), "exchange", exchange.reference)

    assert answer.context["reader"].clearances == [own]
    assert answer.context["reader"].has_second_factor
