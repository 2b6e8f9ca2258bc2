"""The board's rows, filters, conflicts and views: whole for whoever may see, and without a trace of the rest."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from calendars.models import Holiday
from clearances.roles import Role
from milestones.models import Milestone
from participants.models import Invitation
from phases.models import Phase
from planning import saved_views
from planning.models import SavedView
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db
WINDOW = {"from": "2031-01-01", "to": "2031-12-31"}
NATIONAL = date(2031, 3, 6)


def ask(client, page="bars", **query):
    return client.get(reverse(f"planning:{page}"), {**WINDOW, "group": "program", **query})


def titles(client, **query):
    return {bar["title"] for bar in ask(client, **query).json()["bars"]}


def rows(client, group):
    return {row["title"] for row in ask(client, group=group).json()["rows"]}


def invite(exchange, party=None):
    with as_system():
        delegation = make.DelegationFactory(exchange=exchange, **({"party": party} if party else {}))
        delegation.label = exchange.label
        delegation.save()
        Invitation.objects.create(
            delegation=delegation,
            label=exchange.label,
            state="issued",
            issued_at="2031-01-01T00:00Z",
            seats=5,
            reply_by=date(2031, 2, 1),
            reply_due_at="2031-02-02T00:00Z",
        )
    return delegation


def test_rows_are_planners_for_planners_and_hosts_for_everybody_else(signed_in):
    exchange = make.ExchangeFactory()
    planner = make.member(Role.PLANNER, exchange, person__family_name="Mercer")
    reader = make.member(Role.CELL_MEMBER, exchange)

    assert rows(signed_in(planner), "person") == {str(planner.person)}
    assert rows(signed_in(reader), "person") == {str(exchange.host)}


def test_every_filter_narrows_and_none_reaches_what_is_hidden(signed_in):
    shown = make.ExchangeFactory(title="Flintlock", kind="cpx", content__domains=["land"])
    other = make.ExchangeFactory(title="Obangame", kind="talks", state="draft", program=shown.program)
    hidden = make.ExchangeFactory(title="Hidden", kind="cpx", content__domains=["land"])
    guest = invite(other).party
    client = signed_in(make.member(Role.PLANNER, shown.program))

    assert titles(client) == {"Flintlock", "Obangame"}
    assert titles(client, kind="cpx") == titles(client, text="flint") == titles(client, domain="land") == {"Flintlock"}
    assert titles(client, state="draft") == titles(client, nation=guest.code) == {"Obangame"}
    assert titles(client, program=shown.program.reference) == {"Flintlock", "Obangame"}
    unseen = {"program": hidden.program.reference}, {"nation": hidden.host.code}, {"program": "ZZZZ-ZZ"}
    assert [titles(client, **query) for query in unseen] == [set(), set(), set()]


def test_a_domain_finds_nothing_by_content_that_is_hidden(signed_in):
    exchange = make.ExchangeFactory(content__domains=["cyber"])
    client = signed_in(make.member(Role.INVITED, exchange))

    assert titles(client) == {exchange.title}
    assert titles(client, domain="cyber") == set()


def test_filters_offer_only_what_the_readers_own_exchanges_show(signed_in):
    exchange, hidden = make.ExchangeFactory(), make.ExchangeFactory()
    page = ask(signed_in(make.member(Role.PLANNER, exchange.program)), "board").content.decode()

    assert exchange.program.reference in page
    assert hidden.program.reference not in page
    assert f'value="{hidden.host.code}"' not in page


def test_conflicts_name_holidays_late_milestones_and_a_nation_that_is_wanted_twice(signed_in):
    one = make.ExchangeFactory(title="Flintlock")
    two = make.ExchangeFactory(title="Obangame", program=one.program, label=one.label)
    party = invite(one).party
    invite(two, party)
    with as_system():
        Holiday.objects.create(
            party=party, day=NATIONAL, source_day=NATIONAL, name_en="Independence Day", source="nation"
        )
        late = {"planned_on": date(2020, 1, 6), "ends_on": date(2020, 1, 6)}
        Milestone.objects.create(exchange=one, label=one.content.label, title="Clearance", **late)
    client = signed_in(make.member(Role.PLANNER, one.program))

    found = ask(client, "details").json()

    texts = [each["text"] for each in found["conflicts"][str(one.pk)]]
    assert texts == [
        "“Clearance” was due on 06 JAN 2020.",
        f"{party}: Independence Day, 06 MAR 2031.",
        f"{party} also takes part in “Obangame”, 01 MAR 2031 – 14 MAR 2031.",
    ]
    assert [mark["title"] for mark in found["marks"][str(one.pk)]] == ["Clearance"]
    assert "Independence Day" in ask(client, "board", view="table").content.decode()


def test_conflicts_and_marks_say_nothing_of_what_is_hidden(signed_in):
    shown, hidden = make.ExchangeFactory(), make.ExchangeFactory(title="Hidden")
    party = invite(shown).party
    invite(hidden, party)
    with as_system():
        late = {"planned_on": date(2020, 1, 6), "ends_on": date(2020, 1, 6)}
        Milestone.objects.create(exchange=shown, label=shown.content.label, title="Clearance", **late)
        strict = make.label(make.NationFactory())
        for name, label in {"Harbour": shown.content.label, "Hidden": strict}.items():
            days = {"starts_on": date(2031, 3, 1), "ends_on": date(2031, 3, 4)}
            Phase.objects.create(exchange=shown, name=name, zone="UTC", label=label, **days)
    invited, planner = make.member(Role.INVITED, shown), make.member(Role.PLANNER, shown.program)

    assert ask(signed_in(invited), "details").json() == {"conflicts": {}, "marks": {}, "phases": {}}
    found = ask(signed_in(planner), "details").json()["phases"][str(shown.pk)]
    assert [(each["title"], each["starts_on"], each["ends_on"]) for each in found] == [
        ("Harbour", "2031-03-01", "2031-03-04")
    ]
    assert "Hidden" not in ask(signed_in(planner), "details").content.decode()


@pytest.mark.parametrize("page", ["bars", "details", "board"])
@pytest.mark.parametrize("group", ["nation", "person"])
def test_the_number_of_queries_is_that_of_one_exchange(signed_in, django_assert_max_num_queries, page, group):
    first = make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, first.program))
    invite(first)
    ask(client, page, group=group)
    with django_assert_max_num_queries(200) as few:
        ask(client, page, group=group)
    for _number in range(3):
        invite(make.ExchangeFactory(program=first.program))
    ask(client, page, group=group)  # Names of new nations are read once, then kept.
    with django_assert_max_num_queries(200) as many:
        ask(client, page, group=group)

    assert len(many) == len(few)


def test_a_view_is_kept_for_its_owner_alone_and_holds_only_what_the_board_reads(signed_in):
    mine, other = make.UserFactory(), make.UserFactory()
    client = signed_in(mine)

    client.post(reverse("planning:save_view"), {"name": "Autumn", "query": "?group=host&kind=cpx&next=//evil"})

    assert list(SavedView.objects.values_list("user", "name", "query")) == [(mine.pk, "Autumn", "group=host&kind=cpx")]
    assert "Autumn" in client.get(reverse("planning:board")).content.decode()
    assert "Autumn" not in signed_in(other).get(reverse("planning:board")).content.decode()
    signed_in(other).post(reverse("planning:delete_view"), {"name": "Autumn"})
    assert SavedView.objects.count() == 1
    client.post(reverse("planning:delete_view"), {"name": "Autumn"})
    assert SavedView.objects.count() == 0


def test_views_are_replaced_by_name_and_limited_in_number(monkeypatch):
    user = make.UserFactory()
    monkeypatch.setattr(saved_views, "MOST", 1)
    saved_views.save_view("Autumn", "group=host", by=user)
    saved_views.save_view("Autumn", "group=nation", by=user)

    with pytest.raises(ValidationError):
        saved_views.save_view("Spring", "", by=user)

    assert [view.query for view in saved_views.views_of(user)] == ["group=nation"]


def test_a_host_proposed_by_the_board_is_chosen_and_asked_about(signed_in):
    exchange, party = make.ExchangeFactory(), make.NationFactory()
    client = signed_in(make.member(Role.PLANNER, exchange))
    address = reverse("planning:step", args=[exchange.reference, "rehost"])

    page = client.get(address, {"host": party.code}).content.decode()

    assert f'<option value="{party.pk}" selected>' in page
    assert client.get(address, {"host": "nobody"}).status_code == 200
