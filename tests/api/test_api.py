"""The REST contract: the same rows as the pages show, and no way to ask about others."""

import base64
import uuid

import pytest
from django.urls import reverse

from clearances.roles import Role
from exchanges.models import Exchange
from exchanges.states import State
from participants.models import Invitation, PacketPortion
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

RESOURCES = ["program", "exchange", "invitation", "task"]


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def guest():
    return make.NationFactory(code="GST")


@pytest.fixture
def world(host, guest):
    """One of each kind, released to host and guest, with content for the host only."""
    program = make.ProgramFactory(owner=host, title="Canary program", label=make.label(host))
    exchange = make.ExchangeFactory(
        program=program,
        title="Canary cover",
        label=make.label(host, to=[guest]),
        content__label=make.label(host),
        content__place="Canary place",
        content__domains=["land"],
    )
    delegation = make.DelegationFactory(exchange=exchange, party=guest)
    with as_system():
        Invitation.objects.create(
            delegation=delegation,
            label=delegation.label,
            seats=5,
            reply_by="2031-01-01",
            reply_due_at="2031-01-02T00:00:00Z",
            state="issued",
            issued_at="2030-01-01T00:00:00Z",
        )
        PacketPortion.objects.create(delegation=delegation, label=delegation.label, sort_key="i", text="Canary packet")
    return {
        "program": program.reference,
        "exchange": exchange.reference,
        "invitation": delegation.pk,
        "task": make.TaskFactory(delegation=delegation, title="Canary task").pk,
        "rows": (program, exchange, delegation),
    }


def listed(client, resource, **query):
    answer = client.get(reverse(f"api:{resource}-list"), query)
    return answer.json()["results"] if answer.status_code == 200 else answer.status_code


def address(resource, key):
    return reverse(f"api:{resource}-detail", args=[key])


def test_a_planner_reads_covers_contents_invitations_and_tasks(world, signed_in):
    program, exchange, delegation = world["rows"]
    client = signed_in(make.member(Role.PLANNER, program))

    assert listed(client, "program") == [
        {
            "reference": program.reference,
            "title": "Canary program",
            "owner": {"code": "HST", "name": "Nation HST"},
            "marking": {"text": "HST U for Nation HST only", "level": "HST U"},
            "content": {
                "purpose": "Purpose of Canary program",
                "authority": "",
                "cadence": "",
                "marking": {"text": "HST U for Nation HST only", "level": "HST U"},
            },
        }
    ]
    [found] = listed(client, "exchange")
    assert (found["program"], found["content"]["place"]) == (program.reference, "Canary place")
    assert found == client.get(address("exchange", exchange.reference)).json()
    [invitation] = listed(client, "invitation")
    assert (invitation["id"], invitation["exchange"]) == (str(delegation.pk), exchange.reference)
    [task] = listed(client, "task")
    assert (task["title"], task["delegation"]) == ("Canary task", str(delegation.pk))


def test_an_invited_nation_reads_the_cover_and_its_own_invitation_and_no_sign_of_the_rest(world, guest, signed_in):
    _program, exchange, delegation = world["rows"]
    liaison = make.member(Role.LIAISON, delegation)
    with as_system():
        make.grant(Role.INVITED, liaison.personal_team, exchange, by=make.SYSTEM, reason="test")
    client = signed_in(liaison)

    [found] = listed(client, "exchange")
    [invitation] = listed(client, "invitation")

    assert "content" not in found
    assert "program" not in found
    assert invitation["message"] == "Canary packet"
    assert (listed(client, "program"), listed(client, "task")) == ([], [])
    everything = b"".join(client.get(reverse(f"api:{resource}-list")).content for resource in RESOURCES)
    assert b"Canary place" not in everything
    assert b"Canary program" not in everything


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "patch", "delete"])
def test_what_is_hidden_answers_as_what_never_existed(world, signed_in, resource, method):
    client = signed_in(make.UserFactory())
    never = "ZZZZ-ZZ" if resource in {"program", "exchange"} else uuid.uuid4()

    hidden, random = (getattr(client, method)(address(resource, key)) for key in (world[resource], never))

    assert hidden.status_code == random.status_code == (404 if method in {"get", "head"} else 405)
    assert hidden.content == random.content
    assert dict(hidden.headers) == dict(random.headers)
    assert listed(client, resource) == []


@pytest.mark.parametrize("resource", RESOURCES)
def test_nobody_reads_without_signing_in(world, client, resource):
    for path in (reverse(f"api:{resource}-list"), address(resource, world[resource])):
        answer = client.get(path)
        assert answer.status_code == 403
        assert b"Canary" not in answer.content


@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ("exchange", {"content__place": "Canary place"}),
        ("exchange", {"label": 1}),
        ("exchange", {"program__owner": 1}),
        ("exchange", {"ordering": "content__place"}),
        ("program", {"exchanges__title": "x"}),
        ("task", {"page_size": 1000}),
        ("exchange", {"kind": "nonsense"}),
        ("exchange", {"first_day": "soon"}),
    ],
)
def test_an_unknown_or_unreadable_filter_is_refused_by_name(world, signed_in, resource, query):
    client = signed_in(make.member(Role.PLANNER, world["rows"][0]))

    answer = client.get(reverse(f"api:{resource}-list"), query)

    assert answer.status_code == 400
    assert set(answer.json()) == set(query)


def test_a_detail_takes_no_parameters(world, signed_in):
    client = signed_in(make.member(Role.PLANNER, world["rows"][0]))

    assert client.get(address("exchange", world["exchange"]), {"state": "planned"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"title": "canary"}, 1),
        ({"title": "other"}, 0),
        ({"kind": ["livex", "cpx"]}, 1),
        ({"state": State.CANCELLED}, 0),
        ({"host": "HST"}, 1),
        ({"domain": "land"}, 1),
        ({"domain": "air"}, 0),
        ({"first_day": "2031-03-14", "last_day": "2031-03-01"}, 1),
        ({"first_day": "2031-03-15"}, 0),
        ({"last_day": "2031-02-28"}, 0),
    ],
)
def test_filters_narrow_the_list(world, signed_in, query, found):
    client = signed_in(make.member(Role.PLANNER, world["rows"][0]))

    assert len(listed(client, "exchange", **query)) == found


def test_a_filter_through_a_hidden_relation_finds_nothing(world, guest, signed_in):
    """The guest sees the cover, but neither its program nor its content: asking for those must not match the cover."""
    program, exchange, _delegation = world["rows"]
    client = signed_in(make.member(Role.INVITED, exchange, organisation=guest))

    assert len(listed(client, "exchange")) == 1
    for query in ({"program": program.reference}, {"program": "ZZZZ-ZZ"}, {"domain": "land"}, {"domain": "air"}):
        assert listed(client, "exchange", **query) == []


def test_pages_have_neighbours_and_no_total(world, host, signed_in):
    program = world["rows"][0]
    for _each in range(60):
        make.ExchangeFactory(program=program)
    client = signed_in(make.member(Role.PLANNER, program))

    first = client.get(reverse("api:exchange-list")).json()
    second = client.get(first["next"]).json()

    assert set(first) == {"next", "previous", "results"}
    assert (len(first["results"]), len(second["results"]), second["next"]) == (50, 11, None)
    assert client.get(reverse("api:exchange-list"), {"cursor": "nonsense"}).status_code == 404
    for resource, position in (
        ("exchange", "p=soon"),
        ("invitation", "p=soon"),
        ("program", "p=%00"),
        ("task", "o=-1"),
    ):
        forged = base64.b64encode(position.encode()).decode()
        assert client.get(reverse(f"api:{resource}-list"), {"cursor": forged}).status_code == 404


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_list_of_twice_as_many_asks_the_database_as_often(
    world, host, signed_in, django_assert_max_num_queries, resource
):
    def queries(rows):
        for _each in range(rows):
            exchange = make.ExchangeFactory(program=make.ProgramFactory(owner=host))
            delegation = make.DelegationFactory(exchange=exchange)
            make.TaskFactory(delegation=delegation)
        planner = make.UserFactory(person__organisation=host)
        with as_system():
            for each in Exchange.objects.all():
                make.grant(Role.PLANNER, planner.personal_team, each.program, by=make.SYSTEM, reason="test")
        client = signed_in(planner)
        client.get(reverse(f"api:{resource}-list"))
        with django_assert_max_num_queries(60) as captured:
            client.get(reverse(f"api:{resource}-list"))
        return len(captured)

    assert queries(3) == queries(6)


def test_the_contract_and_its_explorer_come_from_here(signed_in, client):
    reader = signed_in(make.UserFactory())

    contract = reader.get(reverse("api:schema")).json()
    page = reader.get(reverse("api:docs")).content.decode()
    script = reader.get(reverse("api:docs"), {"script": ""})

    assert set(contract["paths"]) >= {f"/api/v1/{resource}s/" for resource in RESOURCES}
    written = {path.split("/")[3] for path, methods in contract["paths"].items() if methods.keys() - {"get"}}
    kept = {"bookings", "kept-bookings", "blackouts", "serials", "phases", "ballots", "find-dates"}
    assert written <= kept, "Everything else is read only."
    listed = contract["paths"]["/api/v1/exchanges/"]["get"]["responses"]
    moved = contract["paths"]["/api/v1/blackouts/{id}/"]["patch"]["responses"]
    assert {"200", "400", "403"} <= listed.keys()
    assert {"200", "400", "403", "404", "409", "412", "428", "429"} <= moved.keys()
    assert "Retry-After" in moved["429"]["headers"]
    assert "<style" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert client.get(reverse("api:docs")).status_code == 302
    assert client.get(reverse("api:schema")).status_code == 403
