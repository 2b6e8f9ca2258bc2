"""One text to many nations: what each reads, who wouldn't, and that nothing tells who asked."""

import re
from difflib import unified_diff

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from clearances.previews import undone
from clearances.subjects import acting_as
from notifications.models import Notification
from programs.versions import Stale
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system
from tests.threads.world import ask, own, stored, texts
from threads import services
from threads.audience import reach
from threads.models import Thread
from threads.services import Words

pytestmark = pytest.mark.django_db

ANSWER = Words(subject="Ammunition", question="Which ammunition may be brought?", text="5.56 mm only.")
CODES = ("XAA", "XBB", "XCC")
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|csrfmiddlewaretoken\" value=\"\w+|x-csrftoken\": \"\w+|nonce=\"[^\"]+")


def after(world: World, asker: str, clock, client) -> list[str]:
    """Every page of XCC, byte by byte but for random keys, after *asker* asked and all were answered."""
    clock.move_to("2031-01-01 09:00Z")
    for number in range(1 + 2 * (asker == "XBB")):  # One asks more, and at another time.
        clock.shift(60 * (number + 1))
        thread = ask(own(world, asker), text=f"CANARY from {asker}", by=world.liaisons[asker])
    clock.move_to("2031-01-01 09:10Z")
    with acting_as(world.planner):
        rows = services.invited(world.exchange, by=world.planner)
        made = services.answer_all(thread, rows, ANSWER, version=1, by=world.planner)
        copy = next(row for row in made if row.delegation.party.code == "XCC")
    key = copy.delegation_id
    addresses = [
        reverse("threads:thread", args=[copy.pk]),
        reverse("participants:delegation", args=[key]),
        reverse("threads:delegation", args=[key]),
        reverse("threads:delegation", args=[key]) + "?show=mine",
        reverse("clearances:history", args=["thread", copy.pk]),
        reverse("notifications:inbox"),
        reverse("portal:home"),
    ]
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return [KEYS.sub("key", answer.content.decode()) for answer in answers]


def test_a_nation_reads_the_very_same_whoever_asked(signed_in):
    with time_machine.travel("2031-01-01 09:00Z", tick=False) as clock:
        world = build(*CODES)
        for code in CODES:
            world.issue(code)
        client = signed_in(world.liaisons["XCC"])
        shown = []
        for asker in ("XAA", "XBB"):
            with undone():
                shown.append(after(world, asker, clock, client))

    assert "5.56 mm only." in shown[0][0]
    for one, other in zip(*shown, strict=True):
        assert "\n".join(unified_diff(one.splitlines(), other.splitlines(), n=0)) == ""
    assert "CANARY" not in "".join(shown[0])


def test_all_get_a_copy_of_their_own_and_whoever_asked_is_answered_where_they_asked():
    world = build(*CODES)
    for code in CODES[:2]:
        world.issue(code)
    world.bring("XCC", "declined")
    asker, other, planner = world.liaisons["XAA"], world.liaisons["XBB"], world.planner
    thread = ask(own(world, "XAA"), text="May XAA bring 7.62?", by=asker)

    with acting_as(other), pytest.raises(PermissionDenied):
        services.answer_all(thread, [], ANSWER, by=other)
    with acting_as(planner):
        rows = services.invited(world.exchange, by=planner)
        assert [row.party.code for row in rows] == ["XAA", "XBB"]  # Who declined isn't told.
        with pytest.raises(ValidationError, match="Write the question anew"):
            services.answer_all(thread, rows, Words(subject="A", text="B"), by=planner)
        with pytest.raises(PermissionDenied):
            services.answer_all(thread, [own(world, "XCC")], ANSWER, by=planner)
        made = services.answer_all(thread, rows, ANSWER, version=1, by=planner)
        with pytest.raises(Stale):
            services.answer_all(thread, rows, ANSWER, version=1, by=planner)

    assert len(made) == 2
    assert len({(row.opened_at, row.subject, row.opened_by_id) for row in made}) == 1
    assert texts(asker, thread) == ["May XAA bring 7.62?", ANSWER.text]
    for user, copy, mine in ((asker, made[0], 2), (other, made[1], 1)):
        with acting_as(user):
            assert Thread.objects.for_user(user).count() == mine
        assert texts(user, copy) == [ANSWER.question, ANSWER.text]
    assert texts(other, thread) == texts(other, made[0]) == []
    assert stored(made[0]).label_id != stored(made[1]).label_id  # Released to one nation each.
    told = Notification.objects.filter(kind="published").values_list("recipient", flat=True)
    assert sorted(told) == sorted([asker.pk, other.pk])


def test_what_isnt_released_to_a_nation_doesnt_go_there_and_the_check_says_so():
    world = build("XAA", "XBB", level="C")
    for code in ("XAA", "XBB"):
        world.issue(code)
    planner, host = world.planner, world.exchange.host
    with as_system():
        label = make.label(host, "C", to=[world.nation("XAA")])
        make.clearance(planner, label.policy, "C")
        make.clearance(world.liaisons["XAA"], label.policy, "C")
    with acting_as(planner):
        rows = services.invited(world.exchange, by=planner)
        found = {row.delegation.party.code: (row.readers, row.people, row.why) for row in reach(label, rows)}
        assert found["XAA"] == (1, 1, "")
        assert found["XBB"] == (0, 1, "It isn't released to this nation: it gets nothing.")
        assert all(row.reads for row in reach(None, rows))
        words = Words(subject="Range", text="Closed on Friday")
        with pytest.raises(ValidationError, match="isn't released"):
            services.announce(world.exchange, rows, words, label=label, by=planner)
        made = services.announce(world.exchange, rows[:1], words, label=label, by=planner)

    assert texts(world.liaisons["XAA"], made[0]) == ["Closed on Friday"]
    with as_system():
        assert not Thread.objects.filter(delegation__party__code="XBB").exists()
