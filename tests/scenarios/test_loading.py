"""Loading: through the services, all or nothing, once, and movable to another day."""

import json
import stat
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError
from django.utils import timezone

from accounts.models import Membership, Party, User
from audit.models import Event
from clearances.models import Clearance, SecurityAgreement
from clearances.subjects import acting_as
from exchanges.models import Exchange, ExchangeContent, ExchangeGrant
from logistics.models import Reminder, Task
from notifications.models import Notification
from participants.models import Delegation, Invitation, Reply
from programs.models import Program
from scenarios.models import Loaded, Scenario
from tests.roles import as_system
from tests.scenarios.conftest import SMALL
from threads.models import Thread, ThreadEntry

EVERYTHING = [
    Party,
    Membership,
    User,
    Clearance,
    SecurityAgreement,
    Program,
    Exchange,
    ExchangeContent,
    ExchangeGrant,
    Delegation,
    Invitation,
    Thread,
    ThreadEntry,
    Reply,
    Task,
    Reminder,
    Notification,
    Event,
    Authenticator,
    Loaded,
    Scenario,
]


def counts() -> dict[str, int]:
    with as_system():
        return {model.__name__: model.objects.count() for model in EVERYTHING}


def rows() -> list[object]:
    """Every value of every row, so that nothing can change unnoticed."""
    with as_system():
        return [
            list(model.objects.order_by("pk").values()) for model in EVERYTHING if model is not Event
        ]  # Write-only.


def test_the_small_scenario_becomes_what_it_says(load):
    load(SMALL)

    today = timezone.now().date()
    with acting_as(User.objects.get(username="planner")):
        exchange = Exchange.objects.select_related("host", "program").get()
        invitation = Invitation.objects.select_related("delegation__party").get()
        tasks = Task.objects.values_list("title", "due_on", "delegation__is_host")
        assert (exchange.title, exchange.host.code, exchange.state, exchange.zone) == (
            "Sail",
            "XHO",
            "planned",
            "Africa/Abidjan",
        )
        assert exchange.starts_on == today + timedelta(days=20)
        assert (exchange.content.place, exchange.content.domains, exchange.content.seats) == ("Bay", ["maritime"], 10)
        assert exchange.program.title == "Together"
        assert (invitation.delegation.party.code, invitation.state, invitation.seats) == ("XGU", "accepted", 4)
        assert list(Reply.objects.values_list("answer", "seats")) == [("accepted", 3)]
        assert list(Thread.objects.values_list("subject", "state")) == [("Where?", "answered")]
        assert list(ThreadEntry.objects.values_list("text", "is_answer")) == [("Where?", False), ("There.", True)]
        assert list(tasks) == [
            ("Paint the boats", today - timedelta(days=1), True),
            ("Name the crew", today + timedelta(days=5), False),
        ]


def test_the_past_is_told_in_its_own_time_and_by_its_people(load):
    load(SMALL)

    today = timezone.now().date()
    with as_system():
        reply = Reply.objects.select_related("replied_by").get()
        invitation = Invitation.objects.select_related("issued_by").get()
        assert reply.replied_at.date() == today - timedelta(days=10)
        assert reply.replied_by.username == "liaison"
        assert invitation.issued_at.date() == today - timedelta(days=30)
        assert invitation.issued_by.username == "planner"
        assert invitation.reply_by == today - timedelta(days=3)
        told = list(Notification.objects.order_by("pk").values_list("created_at", flat=True))
    assert told == sorted(told)
    assert timezone.now().date() == today


def test_people_sign_in_with_the_second_factor_of_the_file_and_belong_to_the_demonstration(load):
    load(SMALL)

    planner = User.objects.get(username="planner")
    assert planner.check_password("correct-horse-staple-1")
    assert Authenticator.objects.filter(user=planner, type=Authenticator.Type.TOTP).exists()
    assert set(User.objects.values_list("is_demonstration", flat=True)) == {True}
    assert User.objects.get(username="liaison").language == "fr"


def test_a_clearance_takes_two_administrators_and_one_alone_leaves_it_waiting(load):
    load(SMALL)

    found = Clearance.objects.values_list(
        "certificate_reference", "status", "requested_by__username", "decided_by__username"
    )
    assert sorted(found) == [
        ("A-1", "active", None, None),
        ("A-2", "active", None, None),
        ("L-1", "requested", "admin-2", None),
        ("P-1", "active", "admin-1", "admin-2"),
    ]


def test_the_liaison_sees_the_cover_and_not_the_content_above_her_clearance(load):
    load(SMALL)

    liaison = User.objects.get(username="liaison")
    with acting_as(liaison):
        assert [row.title for row in Exchange.objects.for_user(liaison)] == ["Sail"]
        assert list(ExchangeContent.objects.for_user(liaison)) == []


def test_loading_twice_changes_nothing(load):
    load(SMALL)
    before = rows()

    said = load(SMALL)

    assert rows() == before
    assert "nothing is new" in said


def test_what_people_did_since_is_left_alone_and_new_entries_are_added(load, edited):
    load(SMALL)
    planner = User.objects.get(username="planner")
    with acting_as(planner):
        Exchange.objects.update(title="Renamed")

    load(
        edited(
            ("title: Sail", "title: Something else"),
            ("title: Name the crew, due", "title: Name the crew again, due"),
            (
                "      - { id: crew",
                "      - { id: sails, party: XGU, title: Mend the sails, due: +6d }\n      - { id: crew",
            ),
        )
    )

    with acting_as(planner):
        assert [row.title for row in Exchange.objects.all()] == ["Renamed"]
        assert sorted(Task.objects.values_list("title", flat=True)) == [
            "Mend the sails",
            "Name the crew",
            "Paint the boats",
        ]


def test_a_refusal_by_a_service_names_the_place_and_writes_nothing(load, edited):
    before = counts()
    file = edited(("seats: 4", "seats: 40"))

    with pytest.raises(CommandError) as refused:
        load(file)

    assert "exchanges[0].invitations[0]: planner can't do this" in str(refused.value)
    assert "seats" in str(refused.value)
    assert "nothing was written" in str(refused.value)
    assert counts() == before


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "by: planner\n    at: -40d",
            "by: admin-1\n    at: -40d",
            "exchanges[0]: admin-1 can't do this",
        ),
        (
            "by: planner\n    label",
            "by: liaison\n    label",
            "programs[0]: liaison can't do this",
        ),
        (
            "level: C, certificate: P-1",
            "level: U, certificate: P-1",
            "exchanges[0]: planner can't do this (exchanges/sail): content_label: You could not see this yourself",
        ),
        (
            "level: U, parties: [XGU] }\n    content",
            "level: U }\n    content",
            "exchanges[0]: planner can't do this (exchanges/sail): content_label: The content must be marked",
        ),
    ],
)
def test_nobody_in_a_story_does_what_they_may_not(load, edited, old, new, expected):
    before = counts()

    with pytest.raises(CommandError) as refused:
        load(edited((old, new)))

    assert expected in str(refused.value)
    assert counts() == before


def test_a_file_with_mistakes_lists_them_all_and_writes_nothing(load, edited):
    before = counts()

    with pytest.raises(CommandError) as refused:
        load(edited(("kind: livex", "kind: regatta"), ("host: XHO\n", "host: XZZ\n")))

    assert "exchanges[0].kind" in str(refused.value)
    assert "exchanges[0].host" in str(refused.value)
    assert counts() == before


def test_checking_writes_nothing(load, var):
    before = counts()

    assert load(SMALL, "--check") == "small.yaml is in order.\n"

    assert counts() == before
    assert not var.exists()


def test_an_entry_described_twice_is_refused(load, edited):
    agreement = "  - { owner: XHO, policy: XHO, level: C, parties: [XGU], from: -1y, reference: invented }\n"

    with pytest.raises(CommandError, match="described twice"):
        load(edited((agreement, agreement * 2)))


def test_accounts_are_written_for_their_owner_only(load, var):
    load(SMALL)

    path = var / "demo-accounts.json"
    accounts = json.loads(path.read_text(encoding="utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [account["username"] for account in accounts] == ["planner", "admin-1", "admin-2", "liaison"]
    assert accounts[0] == {
        "username": "planner",
        "password": "correct-horse-staple-1",
        "totp_secret": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "role": "Staff officer",
        "organisation": "Headquarters",
        "name": "Planner",
    }


def test_the_first_anchor_may_be_named_and_is_kept(load):
    load(SMALL, "--reanchor", "2031-05-01")
    load(SMALL)

    with as_system():
        assert Exchange.objects.get().starts_on == date(2031, 5, 21)
    assert Scenario.objects.get().anchor_on == date(2031, 5, 1)


def test_reanchoring_moves_offsets_and_leaves_dates(load):
    load(SMALL)
    anchor = Scenario.objects.get().anchor_on
    with as_system():
        before = Exchange.objects.get()
        until = ExchangeGrant.objects.filter(until__isnull=False).values_list("until", flat=True).first()

    said = load(SMALL, "--reanchor", str(anchor + timedelta(days=30)))

    shift = timedelta(days=30)
    with as_system():
        after = Exchange.objects.get()
        assert (after.starts_on, after.ends_on) == (before.starts_on + shift, before.ends_on + shift)
        assert Invitation.objects.get().reply_by == anchor + timedelta(days=27)
        assert sorted(Task.objects.values_list("due_on", flat=True)) == [
            anchor + timedelta(days=29),
            anchor + timedelta(days=35),
        ]
        assert (
            ExchangeGrant.objects.filter(until__isnull=False).values_list("until", flat=True).first() == until + shift
        )
        assert Clearance.objects.get(certificate_reference="L-1").valid_to == date(2099, 12, 31)
        assert Clearance.objects.get(certificate_reference="P-1").valid_to > anchor + timedelta(days=390)
    assert "1 exchanges and" in said


def test_reanchoring_to_the_same_day_changes_nothing(load):
    load(SMALL)
    before = rows()

    load(SMALL, "--reanchor")

    assert rows() == before


def test_reanchoring_wants_a_date(load):
    with pytest.raises(CommandError, match="expected a date such as 2026-03-01"):
        load(SMALL, "--reanchor", "soon")
