"""Month, week and agenda: every day right, and nothing of what is hidden."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from calendars.items import Item, Kind
from clearances.roles import Role
from planning.calendar import Period, Shape, agenda_of, entries_of, month_of, week_of
from tests import factories as make

SHAPES = ["month", "week", "agenda"]


def ask(client, **query):
    return client.get(reverse("planning:calendar"), {"on": "2031-03-03", **query})


@pytest.mark.django_db
@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_shows_what_is_open_and_nothing_else(signed_in, shape):
    exchange = make.ExchangeFactory(title="Flintlock")
    make.ExchangeFactory(title="Hidden")
    client = signed_in(make.member(Role.PLANNER, exchange.program))

    page = ask(client, shape=shape).content.decode()

    assert "Flintlock" in page
    assert "Hidden" not in page
    assert "Nothing in this time" in ask(client, shape=shape, on="2033-03-03").content.decode()


@pytest.mark.django_db
def test_the_filter_narrows_and_every_link_keeps_it(signed_in):
    exchange = make.ExchangeFactory(title="Flintlock")
    make.ExchangeFactory(title="Obangame", program=exchange.program)
    client = signed_in(make.member(Role.PLANNER, exchange.program))

    page = ask(client, text="flint", kind="exchange").content.decode()

    assert "Flintlock" in page
    assert "Obangame" not in page
    assert "on=2031-02-01&amp;text=flint&amp;kind=exchange" in page
    assert "Nothing in this time" in ask(client, kind="task").content.decode()
    assert "Nothing in this time" in ask(client, program=make.ProgramFactory().reference).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"on": "soon"}, {"on": "9999-12-31"}, {"shape": "spiral"}])
def test_a_time_that_no_calendar_shows_is_not_found(signed_in, query):
    assert ask(signed_in(make.UserFactory()), **query).status_code == 404


def item(title, starts, ends, zone="UTC"):
    return Item(title, Kind.SERIAL, title, starts, ends, zone, "/", (1,))


def test_an_instant_lies_on_the_day_of_its_place_and_midnight_ends_the_day_before():
    late = item("late", datetime(2031, 3, 3, 22, tzinfo=UTC), datetime(2031, 3, 3, 23, tzinfo=UTC), "Asia/Tokyo")
    night = item("night", datetime(2031, 3, 3, 20, tzinfo=UTC), datetime(2031, 3, 4, tzinfo=UTC))

    found = {entry.item.title: (entry.starts_on, entry.ends_on) for entry in entries_of([late, night])}

    assert found == {
        "late": (date(2031, 3, 4), date(2031, 3, 4)),
        "night": (date(2031, 3, 3), date(2031, 3, 3)),
    }


def test_a_month_counts_what_its_lanes_can_not_hold():
    entries = entries_of(item(str(number), date(2031, 3, 5), date(2031, 3, 5)) for number in range(9))

    weeks = month_of(Period(Shape.MONTH, date(2031, 3, 1)), entries, today=date(2031, 3, 5))

    cells = {cell.day.date: cell for _week, cells in weeks for cell in cells}
    assert (len(cells[date(2031, 3, 5)].slots), cells[date(2031, 3, 5)].more) == (6, 3)
    assert cells[date(2031, 3, 6)].more == 0


def test_a_week_repeats_what_lasts_and_an_agenda_says_it_once():
    entries = entries_of([item("long", date(2031, 2, 1), date(2031, 3, 5))])
    week, agenda = (Period(shape, date(2031, 3, 3)) for shape in (Shape.WEEK, Shape.AGENDA))

    days = week_of(week, entries, today=date(2031, 3, 3))

    assert [len(day.entries) for day in days] == [1, 1, 1, 0, 0, 0, 0]
    assert [day.date for day in agenda_of(agenda, entries, today=date(2031, 3, 3))] == [date(2031, 3, 3)]


@pytest.mark.parametrize("shape", Shape)
def test_earlier_and_later_lead_to_neighbours(shape):
    period = Period(shape, date(2031, 3, 3))

    assert period.earlier is not None
    assert period.later is not None
    assert Period(shape, period.earlier).first < period.first < Period(shape, period.later).first
