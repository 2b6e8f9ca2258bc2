"""The auditor's page and file: events of one's own parties at one's own level, and no sign of others."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Party
from audit import reading
from audit.models import Event
from audit.services import record
from clearances.guards import SYSTEM, roots_held
from clearances.models import PartyGrant
from clearances.roles import Role
from clearances.subjects import acting_as
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def nation():
    return make.NationFactory(code="AUD")


@pytest.fixture
def auditor(nation):
    return make.member(Role.AUDITOR, nation)


def programs(nation):
    """One that everybody of the nation may read about, one that nobody uncleared may, and one of somebody else."""
    other = make.NationFactory(code="OTH")
    return (
        make.ProgramFactory(owner=nation, label=make.label(nation)),
        make.ProgramFactory(owner=nation, label=make.label(nation, "S")),
        make.ProgramFactory(owner=other, label=make.label(other, to=[nation])),
    )


def told(client, query=""):
    response = client.get(reverse("audit:index") + query)
    assert response.status_code == 200
    return response.content.decode()


def keys(page):
    return set(re.findall(r"<code>([0-9a-f]{12})</code>", page))


def key_of(row):
    with as_system():
        return Event.objects.filter(object_id=str(row.pk)).first().object_key[:12]


def test_an_auditor_reads_at_their_own_level_and_of_their_own_party_only(nation, auditor, signed_in):
    open_one, secret, elsewhere = programs(nation)
    for program in (open_one, secret, elsewhere):
        record(SYSTEM, "program.amended", program)

    page = told(signed_in(auditor))

    assert key_of(open_one) in keys(page)
    assert not {key_of(secret), key_of(elsewhere)} & keys(page)
    assert not [row for row in (open_one, secret, elsewhere) if str(row.pk) in page or row.title in page]


def test_with_a_clearance_the_same_auditor_reads_more(nation, auditor, signed_in):
    _open_one, secret, elsewhere = programs(nation)
    record(SYSTEM, "program.amended", secret)
    record(SYSTEM, "program.amended", elsewhere)
    make.clearance(auditor, make.PolicyFactory(owner=nation), "S")

    page = told(signed_in(auditor))

    assert key_of(secret) in keys(page)
    assert key_of(elsewhere) not in keys(page)


def test_the_database_says_the_same_by_itself(nation, auditor):
    rows = programs(nation)
    for program in rows:
        record(SYSTEM, "program.amended", program)
    colleague = make.UserFactory(person__organisation=nation)

    def seen(user):
        with acting_as(user):
            return set(Event.objects.filter(action="program.amended").values_list("object_id", flat=True))

    assert seen(auditor) == {str(rows[0].pk)}
    assert seen(colleague) == set()


def test_the_queryset_says_the_same_without_the_database(nation, auditor):
    rows = programs(nation)
    for program in rows:
        record(SYSTEM, "program.amended", program)

    with acting_as(auditor), as_system():  # A role that row-level security doesn't bind.
        assert Event.objects.filter(action="program.amended").count() == 3
        found = reading.events(auditor, roots_held(auditor, "accounts.audit", Party)).filter(action="program.amended")
        assert [event.object_id for event in found] == [str(rows[0].pk)]


def test_an_office_that_has_ended_shows_nothing_any_more(nation, auditor, signed_in):
    program, *_others = programs(nation)
    record(SYSTEM, "program.amended", program)
    with as_system():
        PartyGrant.objects.filter(group=auditor.personal_team).update(
            until=date(2020, 1, 1), lapses_at="2020-01-02T00:00:00Z"
        )

    with acting_as(auditor):
        assert list(Event.objects.all()) == []
    assert signed_in(auditor).get(reverse("audit:index")).status_code == 404


def test_whoever_is_no_auditor_is_told_that_there_is_no_such_page(nation, signed_in):
    client = signed_in(make.member(Role.STAFF_OFFICER, nation))

    assert client.get(reverse("audit:index")).status_code == 404
    assert client.get(reverse("audit:export")).status_code == 404


def test_an_object_is_named_to_whoever_may_see_it(nation, auditor, signed_in):
    program, *_others = programs(nation)
    record(SYSTEM, "program.amended", program)
    client = signed_in(auditor)
    assert program.title not in told(client)

    with as_system():
        make.grant(Role.CELL_MEMBER, auditor.personal_team, program, by=SYSTEM, reason="test")

    assert program.title in told(client)
    assert key_of(program) in keys(told(client, f"?object={program.reference}"))


def test_every_filter_narrows(nation, auditor, signed_in):
    program, *_others = programs(nation)
    record(auditor, "program.amended", program)
    record(SYSTEM, "access.attempted", program, outcome=Event.Outcome.DENIED)
    client = signed_in(auditor)

    def actions(query):
        return {
            word
            for word in ("Program amended", "refused access to what is yours")
            if word in told(client, query).partition("<tbody>")[2]
        }

    both = {"Program amended", "refused access to what is yours"}
    assert actions(f"?object={key_of(program)}") == both
    assert actions("?action=program.amended") == {"Program amended"}
    assert actions("?outcome=denied") == {"refused access to what is yours"}
    assert actions(f"?actor={auditor.person.family_name}") == {"Program amended"}
    assert actions("?first_day=2020-01-01&last_day=2020-01-02") == set()
    assert "No event fits" in told(client, "?object=nothing")


def test_pages_go_on_by_key_and_back(nation, auditor, signed_in):
    program, *_others = programs(nation)
    for _time in range(120):
        record(SYSTEM, "program.amended", program)
    client = signed_in(auditor)

    first = told(client, "?action=program.amended")
    older = re.search(r'rel="next" href="([^"]+)"', first).group(1).replace("&amp;", "&")
    second = told(client, older)
    back = re.search(r'rel="prev" href="([^"]+)"', second).group(1).replace("&amp;", "&")

    assert first.count("<tr>") == second.count("<tr>") == 51
    assert times(told(client, back)) == times(first)
    assert told(client, "?after=nonsense")


def times(page):
    return re.findall(r'datetime="([^"]+)"', page)


def test_the_number_of_queries_does_not_grow_with_the_events(nation, auditor, signed_in, django_assert_max_num_queries):
    client = signed_in(auditor)
    counts = []
    for _round in range(3):
        for _time in range(10):
            record(SYSTEM, "program.amended", make.ProgramFactory(owner=nation, label=make.label(nation)))
        with django_assert_max_num_queries(80) as captured:
            told(client)
        counts.append(len(captured))

    assert counts[1] == counts[2]


def test_reading_the_record_is_recorded(nation, auditor, signed_in):
    told(signed_in(auditor))

    with as_system():
        [event] = Event.objects.filter(action="audit.read")
    assert (event.actor, event.party) == (auditor, "AUD")


def test_the_file_holds_what_the_page_shows_and_nothing_else(nation, auditor, signed_in):
    open_one, secret, elsewhere = programs(nation)
    for program in (open_one, secret, elsewhere):
        record(SYSTEM, "program.amended", program, program=secret.pk)

    response = signed_in(auditor).get(reverse("audit:export"))
    text = b"".join(response.streaming_content).decode()
    head, *lines = map(json.loads, text.splitlines())

    assert head["parties"] == ["AUD"]
    assert key_of(open_one) in text
    assert not [row for row in (open_one, secret, elsewhere) if str(row.pk) in text]
    assert not {key_of(secret), key_of(elsewhere)} & {line["event"]["object_key"][:12] for line in lines}
    with as_system():
        assert Event.objects.filter(action="audit.exported", party="AUD", actor=auditor).count() == 1
