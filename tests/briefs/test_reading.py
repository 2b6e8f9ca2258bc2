"""What changed since a visit: all that one sees and nothing that one doesn't, whatever the number."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Party
from briefs import composing
from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges import services as exchanges
from exchanges.models import Exchange
from logistics import services as logistics
from participants.models import Delegation
from participants.states import State
from programs.models import Program
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def of(user, since, until=None, **choice):
    with acting_as(user):
        return composing.brief(user, since, until or timezone.now(), **choice)


def said(brief):
    """Each news in one line: group, noun, title, what happened, and the values."""
    return [
        " | ".join(
            [
                group.title,
                str(news.noun),
                news.title,
                str(news.happened),
                *(f"{w}: {o} > {n}" for w, o, n in news.lines),
            ]
        )
        for group in brief.groups
        for news in group.news
    ]


@pytest.fixture
def made():
    world = build("XAA", "XBB", title="Brave Tern")
    world.colleague = make.member(Role.PLANNER, world.exchange, organisation=world.exchange.host)
    return world


def task(made, code, title, by=None):
    with as_system():
        delegation = Delegation.objects.get(exchange=made.exchange, party__code=code)
    with acting_as(by or made.planner):
        return logistics.add_task(
            delegation, title=title, detail="", due_on=date(2031, 1, 5), remind_days=7, by=by or made.planner
        )


def test_a_planner_reads_what_others_did_and_a_nation_only_its_own(made):
    since = timezone.now()
    made.bring("XAA", State.ACCEPTED)
    made.issue("XBB")
    task(made, "XAA", "Name your players")
    with acting_as(made.planner):
        exchanges.amend(made.exchange, title="Brave Heron", kind=made.exchange.kind, by=made.planner)

    for_colleague = said(of(made.colleague, since))
    for_xaa = said(of(made.liaisons["XAA"], since))

    assert "Brave Heron | Exchange |  | Changed | Title: Brave Tern > Brave Heron" in for_colleague
    assert any(line.startswith("Brave Heron | Task | Name your players | New") for line in for_colleague)
    assert len([line for line in for_colleague if " | Invitation | " in line]) == 2
    assert any(" | Reply | " in line for line in for_colleague)
    assert not any("XBB" in line or str(Party.objects.get(code="XBB")) in line for line in for_xaa)
    assert not any(" | Reply | " in line for line in for_xaa), "It sent that itself."
    assert any(" | Task | Name your players | New" in line for line in for_xaa)
    assert not any(" | Exchange | " in line for line in said(of(made.planner, since))), "Own changes are no news."
    assert said(of(made.colleague, timezone.now())) == []


def test_an_exchange_makes_news_also_where_its_program_is_marked_above_its_reader(made):
    since = timezone.now()
    with acting_as(made.planner):
        exchanges.amend(made.exchange, title="Brave Heron", kind=made.exchange.kind, by=made.planner)
    before = said(of(made.colleague, since))
    secret = make.label(made.exchange.host, "S")
    with as_system():
        Program.objects.filter(pk=made.exchange.program_id).update(label=secret)

    assert before == said(of(made.colleague, since))
    assert any(" | Exchange | " in line for line in before)


def test_what_is_hidden_leaves_no_trace(made):
    """A version above the reader's label is passed over: neither its time, nor that it was, nor what it said."""
    secret = make.label(made.exchange.host, "S")
    cleared_to_all = made.exchange.label
    made.bring("XAA", State.ACCEPTED)
    since = timezone.now()
    with as_system():
        row = Exchange.objects.get(pk=made.exchange.pk)
        row.title, row.label = "Secret Tern", secret
        row.save()
    hidden_until = timezone.now()
    while_hidden = of(made.liaisons["XAA"], since, hidden_until)
    with as_system():
        row.title, row.label = "Brave Tern", cleared_to_all
        row.save()

    after = of(made.liaisons["XAA"], since)

    assert not any("Exchange" in line or "Secret" in line for line in said(while_hidden))
    assert not any(" | Exchange | " in line for line in said(after)), "It reads as it read before."
    assert "Secret" not in repr(after)


def test_a_nation_hears_nothing_from_before_it_was_invited(made):
    since = timezone.now()
    with acting_as(made.planner):
        exchanges.amend(made.exchange, title="Brave Egret", kind=made.exchange.kind, by=made.planner)
        made.exchange.refresh_from_db()
    made.issue("XAA")

    lines = said(of(made.liaisons["XAA"], since))

    assert any(" | Invitation | " in line and line.endswith("New") for line in lines)
    assert not any("Egret >" in line or "> Brave Egret" in line for line in lines)
    assert not of(made.liaisons["XBB"], since).groups


def test_queries_and_pages_do_not_depend_on_how_much_changed(made, monkeypatch):
    made.bring("XAA", State.ACCEPTED)
    since = timezone.now()
    counts = []
    for round_ in range(2):
        for number in range(3):
            task(made, "XAA", f"Task {round_}{number}")
        with acting_as(made.colleague), CaptureQueriesContext(connection) as queries:
            composing.brief(made.colleague, since, timezone.now())
        counts.append(len(queries))
    assert counts[0] == counts[1]

    monkeypatch.setattr("briefs.reading.SIZE", 4)
    first, second = of(made.colleague, since), of(made.colleague, since, page=2)
    assert (len(said(first)), first.has_older, len(said(second)), second.has_older) == (4, True, 2, False)
    assert said(first)[0].startswith("Brave Tern | Task | Task 12")
    assert not set(said(first)) & set(said(second))
    assert "4 new tasks" in first.paragraph


def test_what_ends_as_it_began_is_no_news_and_several_steps_are_one(made):
    since = timezone.now()
    with acting_as(made.planner):
        for title in ("One", "Two"):
            exchanges.amend(made.exchange, title=title, kind=made.exchange.kind, by=made.planner)
    middle = timezone.now()
    assert said(of(made.colleague, since)) == ["Two | Exchange |  | Changed | Title: Brave Tern > Two"]
    with acting_as(made.planner):
        exchanges.amend(made.exchange, title="Brave Tern", kind=made.exchange.kind, by=made.planner)
    assert said(of(made.colleague, since)) == []
    assert said(of(made.colleague, middle)) == ["Brave Tern | Exchange |  | Changed | Title: Two > Brave Tern"]
