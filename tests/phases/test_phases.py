"""Phases: within the exchange's dates, marked by themselves, following STARTEX, silent about who else takes part."""

import html
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from calendars.items import Scope, items_for
from clearances.context import noting_labels
from clearances.subjects import acting_as
from participants.models import Delegation, Invitation
from participants.services import withdraw
from participants.states import State as Invited
from phases import effects, services
from phases.bands import bands
from phases.models import Phase
from phases.reading import shown
from planning import services as planning
from programs.versions import Stale
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        start = timezone.localdate() + timedelta(days=60)
        world = build("XAA", "XBB", starts_on=start, ends_on=start + timedelta(days=9))
        for code in ("XAA", "XBB"):
            world.bring(code, Invited.ACCEPTED, reply_by=start - timedelta(days=9))
        yield world


@pytest.fixture
def made(arranged):
    return deepcopy(arranged)


def plan(made, name="Sea phase", first=0, last=4, *, by=None, **facts):
    by, start = by or made.planner, made.exchange.starts_on
    days = {"starts_on": start + timedelta(days=first), "ends_on": start + timedelta(days=last)}
    with acting_as(by):
        return services.add_phase(made.exchange.content, name=name, by=by, **{**days, **facts})


def stored(phase):
    with as_system():
        return Phase.objects.get(pk=phase.pk)


def test_a_calendar_marks_a_phase_with_the_delegation_whose_nation_its_title_names(made):
    plan(made, name="Hosted", host=made.nation("XAA"))
    plan(made, name="Plain", first=5, last=6)
    with as_system():
        delegation = Delegation.objects.get(exchange=made.exchange, party__code="XAA")
    day = made.exchange.starts_on
    with acting_as(made.planner):
        found = items_for(made.planner, day, made.exchange.ends_on, Scope(exchange=made.exchange.pk))
    marked = {item.title.split(" (")[0]: set(item.label_ids) for item in found}
    assert delegation.label_id in marked["Hosted"]
    assert delegation.label_id not in marked["Plain"]


def test_a_host_that_is_named_raises_the_banner_by_the_label_of_its_delegation(made):
    rows = [plan(made, name="Hosted", host=made.nation("XAA")), plan(made, name="Plain", first=5, last=6)]
    with as_system():
        label = Delegation.objects.get(exchange=made.exchange, party__code="XAA").label_id
    noted = []
    for row in rows:
        with acting_as(made.planner), noting_labels() as labels:
            shown(made.planner, [row])
        noted.append(label in labels)
    assert noted == [True, False]


def test_a_phase_is_marked_as_the_content_and_kept_within_the_exchange(made):
    phase = plan(made, first=5, last=12, is_cut=True)

    assert phase.label == made.exchange.content.label
    assert phase.ends_on == made.exchange.ends_on
    for first, last, field in ((5, 12, "starts_on"), (20, 22, "starts_on"), (4, 2, "ends_on")):
        with pytest.raises(ValidationError) as refused:
            plan(made, first=first, last=last)
        assert field in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        plan(made, first=20, last=22, is_cut=True)
    assert "starts_on" in refused.value.message_dict


def test_only_planners_plan_and_only_who_takes_part_hosts(made):
    stranger = make.NationFactory(code="XST")

    with pytest.raises(PermissionDenied):
        plan(made, by=made.liaisons["XAA"])
    with pytest.raises(ValidationError) as unknown:
        plan(made, host=stranger)
    with pytest.raises(ValidationError) as unreleased:
        plan(made, host=made.nation("XAA"), label=make.label(made.exchange.host))
    assert "host" in unknown.value.message_dict
    assert "host" in unreleased.value.message_dict
    assert plan(made, host=made.nation("XAA")).host == made.nation("XAA")


def test_a_host_whose_invitation_is_withdrawn_stays_named_with_a_warning_until_another_one_is_chosen(made, signed_in):
    nation = made.nation("XAA")
    phase, index = plan(made, host=nation), reverse("phases:index", args=[made.exchange.reference])
    client, warning = signed_in(made.planner), "Doesn't take part any more"
    edit = reverse("phases:edit", args=[phase.pk])
    said = {"name": "Sea", "starts_on": phase.starts_on, "ends_on": phase.ends_on, "zone": "UTC"}
    assert warning not in html.unescape(client.get(index).content.decode())

    with as_system():
        invitation = Invitation.objects.get(delegation__party=nation)
    with acting_as(made.planner):
        withdraw(invitation, reason="Changed plans", by=made.planner)

    assert warning in html.unescape(client.get(index).content.decode())
    assert client.post(edit, {**said, "host": nation.pk, "version": 1}).status_code == 302
    assert stored(phase).host == nation
    assert client.post(edit, {**said, "host": "", "version": 2}).status_code == 302
    with acting_as(made.planner), pytest.raises(ValidationError, match="doesn't take part any more"):
        services.amend_phase(stored(phase), host=nation, by=made.planner)


def test_a_phase_is_never_more_open_than_the_cover(made):
    with pytest.raises(ValidationError) as refused:
        plan(made, label=make.label(made.exchange.host, to=[make.NationFactory(code="XOU")]))

    assert "label" in refused.value.message_dict


def test_a_change_of_what_was_read_before_is_stale(made):
    phase = plan(made)
    with acting_as(made.planner):
        services.amend_phase(phase, name="Harbour phase", version=1, by=made.planner)
        with pytest.raises(Stale):
            services.amend_phase(phase, name="Shore phase", version=1, by=made.planner)
        with pytest.raises(Stale):
            services.remove_phase(phase, version=1, by=made.planner)
        services.remove_phase(phase, version=2, by=made.planner)
    with as_system():
        assert not Phase.objects.exists()


def test_phases_follow_startex_and_are_cut_by_an_earlier_endex(made):
    early, late = plan(made, "Harbour", 0, 3), plan(made, "Sea", 4, 9)
    start = made.exchange.starts_on + timedelta(days=10)

    with acting_as(made.planner):
        change = planning.prepare(
            made.exchange, planning.Verb.MOVE, starts_on=start, ends_on=start + timedelta(days=6), by=made.planner
        )
        told = effects.describe(change)
        planning.move(made.exchange, starts_on=start, ends_on=start + timedelta(days=6), by=made.planner)

    assert [(row.title, row.after, row.is_problem) for row in told[0].rows] == [
        ("Harbour", start, False),
        ("Sea", start + timedelta(days=4), True),
    ]
    assert (stored(early).starts_on, stored(early).ends_on) == (start, start + timedelta(days=3))
    assert (stored(late).starts_on, stored(late).ends_on) == (start + timedelta(days=4), start + timedelta(days=6))


def test_a_nation_reads_its_phases_and_learns_of_no_other_nation_or_phase(made, signed_in):
    hidden = plan(made, "Red phase", label=make.label(made.exchange.host), place="Bunker 9")
    plan(made, "Harbour phase", 0, 2, host=made.nation("XBB"), place="Port")
    client, nation = signed_in(made.liaisons["XAA"]), made.nation("XBB")

    page = client.get(reverse("phases:index", args=[made.exchange.reference])).content.decode()
    (row,) = client.get(reverse("api:phase-list")).json()["results"]

    assert "Harbour phase" in page
    assert not [each for each in ("Red phase", "Bunker 9", f"<td>{nation}</td>") if each in page]
    assert (row["name"], row["host"]) == ("Harbour phase", None)
    assert client.get(reverse("phases:edit", args=[hidden.pk])).status_code == 404
    own = signed_in(made.liaisons["XBB"]).get(reverse("phases:index", args=[made.exchange.reference]))
    assert f"<td>{nation}</td>" in own.content.decode()


def test_pages_offer_to_cut_and_the_list_asks_as_often_for_many_as_for_few(
    made, signed_in, django_assert_max_num_queries
):
    client, start = signed_in(made.planner), made.exchange.starts_on
    said = {"name": "Sea", "starts_on": start, "ends_on": start + timedelta(days=30)}
    add = reverse("phases:add", args=[made.exchange.reference])

    refused = client.post(add, said)
    assert refused.status_code == 400
    assert "Cut it to the dates of the exchange" in refused.content.decode()
    assert client.post(add, {**said, "is_cut": "on"}).status_code == 302
    with as_system():
        phase = Phase.objects.get()
    edit = reverse("phases:edit", args=[phase.pk])
    changed = client.post(edit, {**said, "name": "Sea phase", "ends_on": start, "version": 1})
    assert changed.status_code == 302
    assert stored(phase).ends_on == start
    assert client.post(edit, {**said, "ends_on": start, "version": 1}).status_code == 409
    counts = []
    for number in range(2):
        for _each in range(number * 3):
            plan(made, host=made.nation("XAA"))
        with django_assert_max_num_queries(100) as asked:
            client.get(reverse("phases:index", args=[made.exchange.reference]))
        counts.append(len(asked))
    assert counts[0] + 1 >= counts[1]
    assert client.post(reverse("phases:remove", args=[phase.pk]), {"version": 2}).status_code == 302
    with as_system():
        assert not Phase.objects.filter(pk=phase.pk).exists()


def test_calendars_and_the_board_hold_the_phases_that_their_reader_sees_with_a_host_that_they_know(made):
    start, other = made.exchange.starts_on, made.nation("XBB")
    plan(made, "Red phase", label=make.label(made.exchange.host))
    plan(made, "Harbour phase", 0, 2, host=other, place="Port")
    liaison = made.liaisons["XAA"]

    def told(user):
        with acting_as(user):
            items = items_for(user, start, start, Scope(exchange=made.exchange.pk))
            drawn = bands(user, [made.exchange]).get(made.exchange.pk, [])
        return {item.title for item in items if item.kind == "phase"}, [(band.name, band.host) for band in drawn]

    title = f"Harbour phase ({made.exchange.title})"
    assert told(liaison) == ({title}, [("Harbour phase", "")])
    titles, drawn = told(made.planner)
    assert titles == {f"{title}, hosted by {other}", f"Red phase ({made.exchange.title})"}
    assert set(drawn) == {("Red phase", ""), ("Harbour phase", str(other))}
