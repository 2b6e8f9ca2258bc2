"""Working days: the pure calendar by its properties, and the loader against rows."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from calendars import workdays
from calendars.days_off import Kind, Reason
from calendars.models import Holiday, StandDown, Weekend
from calendars.weekends import WeekendRule
from tests import factories as make
from tests.roles import as_system

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
days = st.dates(date(2026, 7, 1), date(2028, 6, 30))
calendars = st.builds(
    workdays.WorkCalendar,
    first=st.just(FIRST),
    last=st.just(LAST),
    weekends=st.lists(st.builds(WeekendRule, st.frozensets(st.integers(1, 7), max_size=4)), max_size=1).map(tuple),
    free=st.frozensets(days, max_size=40),
)


@given(calendars, days)
def test_the_nearest_working_days_are_working_days_with_none_in_between(calendar, day):
    before, after = calendar.previous(day), calendar.next(day)

    assert before <= day <= after
    assert calendar.is_working(before)
    assert calendar.is_working(after)
    assert calendar.count(before, after) == (1 if before == after else 2)


@given(calendars, days, st.integers(1, 30))
def test_so_many_working_days_on_there_are_so_many_in_between(calendar, day, n):
    ahead, back = calendar.add(day, n), calendar.add(day, -n)

    assert calendar.count(day + timedelta(days=1), ahead) == n
    assert calendar.count(back, day - timedelta(days=1)) == n
    assert calendar.add(ahead, -n) <= day or not calendar.is_working(day)


@given(calendars, days)
def test_nothing_added_is_the_next_working_day(calendar, day):
    assert calendar.add(day, 0) == calendar.next(day)


def test_a_day_beyond_what_was_loaded_is_refused_and_never_guessed():
    calendar = workdays.WorkCalendar(FIRST, FIRST)

    with pytest.raises(workdays.NoWorkingDay):
        calendar.is_working(FIRST + timedelta(days=1))


@pytest.fixture
def nation(db):
    """A nation that rests on Friday and Saturday, on 5 August, and from 10 to 21 August 2026 altogether."""
    nation = make.NationFactory(code="XQQ")
    with as_system():
        Weekend.objects.create(party=nation, weekdays=[5, 6])
        make_holiday(nation, date(2026, 8, 5), "Founding Day")
        StandDown.objects.create(
            party=nation,
            key="summer",
            name_en="Summer stand-down",
            starts_on=date(2026, 8, 10),
            ends_on=date(2026, 8, 21),
            source_day=date(2026, 8, 10),
            stops_work=True,
        )
    return nation


def make_holiday(party, day, name, **more):
    return Holiday.objects.create(party=party, day=day, source_day=day, name_en=name, source="test", **more)


def test_a_nation_works_except_on_its_weekend_holidays_and_stand_downs_that_stop_work(nation):
    with as_system():
        make_holiday(nation, date(2026, 8, 4), "Not kept", is_kept=False, is_corrected=True)
        fast = {"starts_on": date(2026, 8, 2), "ends_on": date(2026, 8, 31), "source_day": date(2026, 8, 2)}
        StandDown.objects.create(party=nation, key="fast", name_en="Fast", **fast)
        gone = {"starts_on": date(2026, 8, 23), "ends_on": date(2026, 8, 25), "source_day": date(2026, 8, 23)}
        StandDown.objects.create(party=nation, key="gone", name_en="Gone", stops_work=True, is_kept=False, **gone)

    free = [day for day in range(1, 32) if not workdays.is_working_day(nation, date(2026, 8, day))]

    assert free == [1, 5, 7, 8, *range(10, 23), 28, 29]
    assert workdays.previous_working_day(nation, date(2026, 8, 15)) == date(2026, 8, 9)
    assert workdays.next_working_day(nation, date(2026, 8, 15)) == date(2026, 8, 23)
    assert workdays.add_working_days(nation, date(2026, 8, 4), 3) == date(2026, 8, 23)
    assert workdays.add_working_days(nation, date(2026, 8, 23), -3) == date(2026, 8, 4)


def test_an_agency_keeps_the_days_of_its_nation_and_an_organisation_of_none_works_monday_to_friday(nation):
    agency = make.NationFactory(code="XQQ-CG", is_nation=False, nation=nation)
    office = make.NationFactory(code="NGO", is_nation=False)
    founding, friday = date(2026, 8, 5), date(2026, 8, 7)

    assert [workdays.is_working_day(each, founding) for each in (agency, office)] == [False, True]
    assert [workdays.is_working_day(each, friday) for each in (agency, office)] == [False, True]


def test_a_weekend_that_changes_is_kept_as_it_was_on_each_day(nation):
    with as_system():
        Weekend.objects.filter(party=nation).update(ends_on=date(2026, 12, 31))
        Weekend.objects.create(party=nation, weekdays=[6, 7], starts_on=date(2027, 1, 1))

    assert not workdays.is_working_day(nation, date(2026, 12, 25))  # The last Friday of the old weekend.
    assert workdays.is_working_day(nation, date(2027, 1, 1))  # A Friday of the new one.


def test_a_year_of_days_off_says_the_strongest_reason_of_each(nation):
    with as_system():
        make_holiday(nation, date(2026, 8, 14), "Feast", is_estimate=True)  # A Friday within the stand-down.

    found = workdays.days_off([nation], date(2026, 8, 4), date(2026, 8, 15))[nation.pk]

    away = Reason(Kind.STAND_DOWN, "Summer stand-down")
    assert found == {
        date(2026, 8, 5): Reason(Kind.HOLIDAY, "Founding Day"),
        date(2026, 8, 7): Reason(Kind.WEEKEND),
        date(2026, 8, 8): Reason(Kind.WEEKEND),
        **{date(2026, 8, day): away for day in (10, 11, 12, 13, 15)},
        date(2026, 8, 14): Reason(Kind.HOLIDAY, "Feast", is_estimate=True),
    }


def test_the_number_of_queries_depends_on_neither_nations_nor_days(nation):
    nations = [nation, *(make.NationFactory() for _n in range(3))]

    assert queries([nation], date(2026, 8, 1)) == queries(nations, date(2027, 8, 1))


def queries(parties, last):
    with CaptureQueriesContext(connection) as seen:
        workdays.days_off(parties, date(2026, 8, 1), last)
        workdays.work_calendars(parties, date(2026, 8, 1), last)
    return len(seen)


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 8, 2), date(2026, 8, 1)), (date(2026, 1, 1), date(2149, 1, 1)), (date(226, 1, 1), date(226, 1, 2))],
)
def test_days_that_nobody_can_mean_are_refused_by_name(nation, first, last):
    with pytest.raises(ValidationError) as refused:
        workdays.days_off([nation], first, last)

    assert set(refused.value.message_dict) <= {"starts_on", "ends_on"}


def test_a_way_out_of_the_known_years_is_refused(nation):
    with pytest.raises(workdays.NoWorkingDay):
        workdays.add_working_days(nation, date(2150, 12, 1), 60)
