"""Loading public holidays: once a year, from a real package, without ever undoing what a keeper corrected."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from calendars import sources
from calendars.models import Holiday, LoadedYear, StandDown, Weekend
from calendars.services import keep_loaded, load_holidays
from calendars.services.loading import Loaded
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nations():
    """Two that exist, one that doesn't, and an office: only the first two have public holidays."""
    for code in ("SEN", "DZA"):
        make.NationFactory(code=code, is_fictitious=False)
    make.NationFactory(code="XAA")
    make.NationFactory(code="SEN-NAVY", is_nation=False, is_fictitious=False)


def loaded(code, year=2027):
    return Holiday.objects.filter(party__code=code, day__year=year)


def test_a_year_is_loaded_with_names_estimates_source_weekend_and_stand_downs():
    with as_system():
        load_holidays([2027])

    feast = loaded("SEN").get(day=date(2027, 3, 9))
    assert (feast.name_en, feast.name_fr, feast.is_estimate) == ("Eid al-Fitr", "Journée de la Korité", True)
    assert feast.source == sources.SOURCE
    assert loaded("SEN").get(day=date(2027, 4, 4)).is_estimate is False
    assert {row.party.code: row.weekdays for row in Weekend.objects.all()} == {"SEN": [6, 7], "DZA": [5, 6]}
    assert StandDown.objects.get(party__code="SEN", key="ramadan").starts_on == date(2027, 2, 8)
    assert set(Holiday.objects.values_list("party__code", flat=True)) == {"SEN", "DZA"}


def test_loading_again_changes_nothing():
    with as_system():
        first, again = load_holidays([2027]), load_holidays([2027])

    assert first.added > 20
    assert again == Loaded()


def test_what_a_keeper_corrected_stays_and_what_the_source_gave_up_goes():
    with as_system():
        load_holidays([2027])
        feast = loaded("SEN").get(day=date(2027, 3, 9))
        Holiday.objects.filter(pk=feast.pk).update(day=date(2027, 3, 10), is_corrected=True, is_estimate=False)
        wrong = date(2027, 6, 1)
        party = feast.party
        Holiday.objects.create(party=party, day=wrong, source_day=wrong, name_en="Withdrawn", source="holidays 0")
        Holiday.objects.create(
            party=party, day=wrong, source_day=wrong, name_en="Own Day", source="nation", is_corrected=True
        )

        done = load_holidays([2027])

    assert done == Loaded(removed=1)
    assert list(loaded("SEN").filter(name_en="Eid al-Fitr").values_list("day", flat=True)) == [date(2027, 3, 10)]
    assert list(loaded("SEN").filter(day=wrong).values_list("name_en", flat=True)) == ["Own Day"]


def test_a_newer_estimate_of_a_day_that_was_corrected_is_not_added_beside_it():
    with as_system():
        load_holidays([2027])
        feast = loaded("SEN").filter(day=date(2027, 3, 9))
        feast.update(source_day=date(2027, 3, 8), is_corrected=True)  # As an older package had given it.

        done = load_holidays([2027])

    assert done == Loaded()


def test_the_sweep_loads_what_is_missing_and_then_rests():
    at = datetime(2026, 11, 22, tzinfo=UTC)

    with as_system():
        counts = [keep_loaded(at), keep_loaded(at)]

    assert counts == [2, 0]
    assert set(LoadedYear.objects.values_list("year", flat=True)) == {2026, 2027, 2028, 2029}


@pytest.mark.parametrize("years", [["1889"], ["2026", "2226"], [str(year) for year in range(2020, 2032)]])
def test_years_that_nobody_can_mean_are_refused_by_name(years):
    with pytest.raises(CommandError, match="years from 1990 to 2150"):
        call_command("load_holidays", *years)


def test_every_real_nation_of_the_demonstration_has_holidays():
    """The package's own codes differ from ISO 3166 in places: a nation without holidays would be such a place."""
    codes = ["BGR", "CIV", "FRA", "GHA", "IND", "MAR", "SEN", "USA", "VUT"]

    assert [code for code in codes if not sources.holidays_of(code, 2027)] == []
    assert any(each.is_estimate for each in sources.holidays_of("CIV", 2027))


def test_a_stand_down_may_run_into_the_next_year():
    found = {each.key: (each.starts_on, each.ends_on) for each in sources.stand_downs_of("USA", 2026)}

    assert found == {"year-end": (date(2026, 12, 24), date(2027, 1, 1))}
