"""What a request showed and what it was refused: exactly the events that belong there, whoever asks and however."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import canonical, writing
from audit.models import Event
from clearances.guards import SYSTEM
from clearances.models import Clearance
from clearances.roles import Role
from clearances.services import grant
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db
NEVER = "ZZZZ-ZZ"


def since(mark=0, **wanted):
    with as_system():
        return list(Event.objects.filter(pk__gt=mark, **wanted).order_by("pk"))


def mark():
    with as_system():
        return Event.objects.order_by("pk").values_list("pk", flat=True).last() or 0


@pytest.fixture
def nation():
    return make.NationFactory(code="NOT")


@pytest.fixture
def program(nation):
    """Its cover is open; what it is about is CONFIDENTIAL, from where a clearance is needed."""
    return make.ProgramFactory(owner=nation, label=make.label(nation), content__label=make.label(nation, "C"))


@pytest.fixture
def planner(program):
    user = make.member(Role.PLANNER, program)
    make.clearance(user, make.PolicyFactory(owner=program.owner), "S")
    return user


def detail(program):
    return reverse("programs:detail", args=[program.reference])


def test_reading_what_is_classified_is_one_event_at_its_label(program, planner, signed_in):
    client = signed_in(planner)
    before = mark()

    assert client.get(detail(program)).status_code == 200

    [event] = since(before)
    assert (event.action, event.outcome, event.actor) == ("content.read", "done", planner)
    assert (event.object_type, event.object_id) == ("programs.programcontent", str(program.content.pk))
    assert (event.label_id, event.party) == (program.content.label_id, "NOT")
    assert event.facts["route"] == "programs:detail"
    assert len(event.session) == 16
    assert len(event.request) == 32


@pytest.mark.parametrize("name", ["programs:detail", "programs:edit_content", "api:program-detail", "api:program-list"])
def test_every_surface_that_shows_it_says_so_with_one_statement(program, planner, signed_in, settings, name):
    client, address = signed_in(planner), reverse(name, args=[] if name.endswith("list") else [program.reference])
    client.get(address)

    def ask(level):
        settings.AUDIT_READS_FROM = {"NOT": level}
        before = mark()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries), [(event.action, event.label_id) for event in since(before)]

    (without, nothing), (with_it, events) = ask("S"), ask("C")

    assert nothing == []
    assert events == [("content.read", program.content.label_id)]
    assert with_it == without + 1


def test_reading_what_is_not_classified_is_no_event(program, signed_in):
    client = signed_in(make.member(Role.PLANNER, program))  # Without a clearance: the cover alone.
    before = mark()

    assert client.get(detail(program)).status_code == 200

    assert since(before) == []


def test_from_which_level_reads_count_can_be_set(program, signed_in, settings):
    settings.AUDIT_READS_FROM = {"NOT": "U"}
    client = signed_in(make.member(Role.PLANNER, program))
    before = mark()

    client.get(detail(program))

    assert [(event.object_type, event.label_id) for event in since(before)] == [("programs.program", program.label_id)]


def test_a_list_is_one_event_that_names_what_it_showed(nation, program, planner, signed_in):
    label = make.label(nation, "S")
    shown = [make.ProgramFactory(owner=nation, label=label, content__label=label) for _each in range(3)]
    with as_system():
        for each in shown:
            grant(Role.PLANNER, planner.personal_team, each, by=SYSTEM, reason="test")
    client = signed_in(planner)
    before = mark()

    assert client.get(reverse("programs:index")).status_code == 200

    [event] = since(before, label_id=label.pk)
    named = {name for name in event.facts["rows"] if name.startswith("programs.program:")}
    assert named == {f"programs.program:{each.pk}" for each in shown}


@pytest.mark.parametrize("address", ["programs:detail", "api:program-detail"])
def test_hidden_and_never_are_refused_alike_and_both_are_recorded(program, signed_in, address):
    client = signed_in(make.member(Role.PLANNER, make.ProgramFactory()))
    client.get(reverse(address, args=[NEVER]))

    def ask(reference):
        before = mark()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse(address, args=[reference]))
        asked = len([query for query in queries if "django_session" not in query["sql"]])
        return (response.status_code, response.content, dict(response.headers), asked), since(before)

    (hidden, of_hidden), (never, of_never) = ask(program.reference), ask(NEVER)

    assert hidden == never
    assert [shape(event) for event in of_hidden] == [shape(event) for event in of_never]
    [event] = of_hidden
    assert (event.action, event.outcome, event.object_id) == ("access.denied", "denied", program.reference)
    assert (event.label_id, event.party) == (None, event.actor.organisation.code)


def shape(event):
    return event.action, event.outcome, event.object_type, event.actor_id, event.party, event.label_id


def test_what_may_be_seen_but_not_done_is_refused_and_recorded(program, signed_in):
    member = make.member(Role.CELL_MEMBER, program)
    client = signed_in(member)
    before = mark()

    assert client.post(reverse("programs:edit", args=[program.reference]), {"title": "x"}).status_code == 403

    [event] = since(before)
    assert (event.action, event.outcome, event.actor) == ("access.denied", "denied", member)
    assert event.facts["status"] == 403
    assert event.facts["method"] == "POST"


def test_an_office_that_somebody_does_not_hold_is_refused_and_recorded(nation, signed_in):
    client = signed_in(make.UserFactory(person__organisation=nation))
    before = mark()

    assert client.get(reverse("audit:index")).status_code == 404

    assert [(event.action, event.object_type) for event in since(before)] == [("access.denied", "accounts.party")]


def test_what_is_shown_again_after_a_mistake_was_read_too(program, planner, signed_in):
    client = signed_in(planner)
    before = mark()

    assert client.post(reverse("programs:edit_content", args=[program.reference]), {"purpose": "x"}).status_code == 400

    assert [event.action for event in since(before)] == ["content.read"]


def test_without_its_event_there_is_no_answer(program, planner, signed_in, monkeypatch):
    """Fail closed: the record can't be written, so the page isn't shown."""
    client = signed_in(planner)
    client.raise_request_exception = False
    monkeypatch.setattr(writing, "INSERT", "SELECT 1 / 0 FROM (SELECT %s) AS nothing")

    response = client.get(detail(program))

    assert response.status_code == 500
    assert program.content.purpose.encode() not in response.content


def test_signing_in_and_out_and_failing_to_are_events(client):
    user = make.UserFactory()
    with as_system():
        user.set_password("a long enough password")
        user.save()
    before = mark()

    client.post("/accounts/login/", {"login": user.username, "password": "no"})
    client.post("/accounts/login/", {"login": "nobody-of-that-name", "password": "no"})
    client.post("/accounts/login/", {"login": user.username, "password": "a long enough password"})
    client.post("/accounts/logout/")

    found = [(event.action, event.outcome, event.object_id) for event in since(before, action__startswith="account.")]
    assert found == [
        ("account.sign_in_failed", "failed", str(user.pk)),
        ("account.sign_in_failed", "failed", ""),
        ("account.signed_in", "done", str(user.pk)),
        ("account.signed_out", "done", str(user.pk)),
    ]
    told = str([event.facts for event in since(before)])
    assert "nobody-of-that-name" not in told
    assert user.username not in told


def test_facts_hold_no_contents(nation, planner, program, signed_in):
    """Whatever is typed into forms, none of it is in the record."""
    client = signed_in(planner)
    before = mark()
    client.post(
        reverse("programs:edit", args=[program.reference]),
        {"title": "Canary title", "version": program.version, "purpose": "Canary purpose", "starts_on": "2031-01-01"},
    )
    with as_system():
        clearance = Clearance.objects.get(person=planner.person)
    client.get(clearance.get_absolute_url())

    assert since(before)
    assert not [event for event in since(before) if "Canary" in str(event.facts) + event.object_id]


def test_an_objects_key_tells_nothing_of_its_id():
    key = canonical.object_key("programs.program", "17")

    assert len(key) == 64
    assert key != canonical.object_key("exchanges.exchange", "17")
    assert canonical.object_key("", "") == ""
