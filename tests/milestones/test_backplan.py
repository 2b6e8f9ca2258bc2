"""From STARTEX backwards: calendar months, the host's working days, lead times."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.weekends import WeekendRule
from calendars.workdays import WorkCalendar
from milestones import shipped
from milestones.backplan import Anchor, Lead, Rule, Unit, standing
from milestones.steps import Step

STARTS, ENDS = date(2027, 3, 31), date(2027, 4, 9)  # A Wednesday to a Friday.


def calendar(*free: date) -> WorkCalendar:
    weekend = WeekendRule(frozenset({6, 7}))
    return WorkCalendar(date(2020, 1, 1), date(2032, 1, 1), (weekend,), frozenset(free))


def test_months_are_calendar_months_and_the_last_day_of_a_month_stays_its_last():
    rule = Rule(Anchor.STARTEX, months=-1, is_rounded=False)

    assert rule.day(STARTS, ENDS, calendar()) == date(2027, 2, 28)


def test_a_day_off_gives_way_to_the_working_day_before_it():
    rule = Rule(Anchor.STARTEX, months=-1)  # 28 February 2027 is a Sunday.

    assert rule.day(STARTS, ENDS, calendar()) == date(2027, 2, 26)
    assert rule.day(STARTS, ENDS, calendar(date(2027, 2, 26))) == date(2027, 2, 25)


def test_an_offset_from_endex_counts_from_the_last_day():
    assert Rule(Anchor.ENDEX, days=30).day(STARTS, ENDS, calendar()) == date(2027, 5, 7)  # 9 May is a Sunday.


def test_lead_times_count_working_days_of_the_host_or_all_days():
    day = date(2027, 3, 24)  # A Wednesday.

    assert Lead(3, Unit.WORKING).latest_start(day, calendar()) == date(2027, 3, 19)
    assert Lead(3, Unit.WORKING).latest_start(day, calendar(date(2027, 3, 22))) == date(2027, 3, 18)
    assert Lead(3, Unit.CALENDAR).latest_start(day, calendar()) == date(2027, 3, 21)


@pytest.mark.parametrize(
    ("today", "begun", "red", "left"),
    [
        (date(2027, 3, 19), False, False, 0),
        (date(2027, 3, 20), False, True, -1),
        (date(2027, 3, 20), True, False, 4),
    ],
)
def test_what_takes_longer_than_is_left_is_red_at_once_unless_it_is_under_way(today, begun, red, left):
    found = standing(date(2027, 3, 24), Lead(3), is_begun=begun, calendar=calendar(), today=today)

    assert (found.is_infeasible, found.float_days) == (red, left)


@given(months=st.integers(-36, 0), days=st.integers(-90, 90), start=st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_rounding_never_makes_a_day_later_and_a_later_startex_never_an_earlier_milestone(months, days, start):
    rule, known = Rule(Anchor.STARTEX, months, days), calendar()

    raw, found = rule.raw_day(start, start), rule.day(start, start, known)
    later = rule.day(start + timedelta(days=10), start + timedelta(days=10), known)

    assert raw - timedelta(days=3) <= found <= raw
    assert found <= later
    assert known.is_working(found)


def test_six_templates_come_with_the_portal_in_both_languages_and_each_cites_its_source():
    found = shipped.templates()

    assert {template.key for template in found} == {"africom", "course", "imet", "jelc", "nato-2013", "nato-2023"}
    for template in found:
        assert template.source
        assert len({step.code for step in template.steps}) == len(template.steps)
        assert all({"en", "fr"} <= set(step.name) for step in template.steps)
        assert all(step.role for step in template.steps), "Each milestone is somebody's."


def test_of_a_range_of_offsets_the_earlier_counts():
    steps = {step.code: step.months for step in shipped.template("africom").steps}
    cited = {"SELECT": -36, "CDE": -10, "IPE": -8, "MPE": -5, "FPE": -2}

    assert {code: steps[code] for code in cited} == cited
    assert list(steps).index("SELECT") < list(steps).index("REQUEST") < list(steps).index("PROPONENT")


# The notes of the field, section 4.2: calendar months and days from STARTEX, a leading E for ENDEX.
CITED = {
    "africom": "SELECT -36m, CDE -10m, IPE -8m, MPE -5m, FPE -2m",
    "jelc": "CDC -12m, IPC -9m, MPC -6m, MSEL -4m, FPC -2m, ACADEMICS -1m, HOTWASH E1d, AAR E30d, CLOSURE E90d",
    "nato-2013": "EXSPEC-CONF -24m, IPC -12m, MPC -8m, MELMIL -6m, FCC -3m, FIR E30d, FER E90d",
    "nato-2023": "EXSPEC-CONF -24m, IPC -12m, MPC -8m, MELMIL -6m, FCC -3m, FEEDBACK E30d, LESSONS E90d",
    "course": "PUBLISH -12m, NOMINATE -6m, SELECT -42d, JOIN -28d, FREEZE -14d, CERTIFY E5d",
    "imet": (
        "CETPP -24m, SCETWG -15m, QUOTA -9m, NOMINEE -4m, ECL -4m, VETTING -90d, MEDICAL -60d, VISA -45d, "
        "ITO -45d, TRAVEL -3d, FOLLOW-UP E12m"
    ),
}


def test_the_six_templates_keep_the_offsets_of_their_sources():
    for key, cited in CITED.items():
        steps = {step.code: offset(step) for step in shipped.template(key).steps}
        expected = dict(words.split() for words in cited.split(", "))

        assert {code: steps[code] for code in expected} == expected, key


def test_a_stage_opens_no_later_than_what_belongs_to_it():
    steps = shipped.template("nato-2023").steps
    opened = [step.code.removeprefix("STAGE-") for step in steps if step.code.startswith("STAGE-")]
    named = [
        step.name["en"].split(":")[0].removeprefix("Stage ") for step in steps if step.name["en"].startswith("Stage")
    ]

    assert opened == ["0", "1", "2", "3"]
    assert named == sorted(named)


def offset(step: Step) -> str:
    end = "E" if step.anchor == Anchor.ENDEX else ""
    return end + (f"{step.months}m" if step.months else "") + (f"{step.days}d" if step.days else "")
