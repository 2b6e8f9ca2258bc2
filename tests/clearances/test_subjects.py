"""Dates become instants, users become subjects: where zones, sign-in strength and suspension come in."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Group
from clearances import context, facts, labels
from clearances.guards import holds
from clearances.models.policies import Labelled
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import Subject, acting_as, subject_of
from exchanges.models import Exchange, ExchangeContent
from tests import factories as make
from tests.roles import as_system
from tests.world import build, guarded_models


@pytest.mark.parametrize(
    ("zone", "day", "start", "end"),
    [
        ("UTC", date(2026, 3, 1), "2026-03-01T00:00Z", "2026-03-02T00:00Z"),
        ("Europe/Oslo", date(2026, 3, 29), "2026-03-28T23:00Z", "2026-03-29T22:00Z"),  # 23 hours: summer time begins.
        ("Europe/Oslo", date(2026, 10, 25), "2026-10-24T22:00Z", "2026-10-25T23:00Z"),  # 25 hours.
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00Z", "2026-03-29T21:00Z"),  # Has no midnight.
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00Z", "2026-11-02T05:00Z"),  # Has midnight twice.
        ("Pacific/Kiritimati", date(2026, 1, 1), "2025-12-31T10:00Z", "2026-01-01T10:00Z"),
        ("Pacific/Pago_Pago", date(2026, 1, 1), "2026-01-01T11:00Z", "2026-01-02T11:00Z"),
    ],
)
def test_a_day_lasts_from_its_midnight_to_the_next_in_its_zone(zone, day, start, end):
    period = facts.period(day, day, ZoneInfo(zone))

    assert (period.start, period.end) == (instant(start), instant(end))
    assert not period.covers(instant(start) - timedelta(seconds=1))
    assert period.covers(instant(start))
    assert period.covers(instant(end) - timedelta(seconds=1))
    assert not period.covers(instant(end))


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_first_and_the_last_day_there_are_have_no_end(zone):
    period = facts.period(date.min, date.max, ZoneInfo(zone))

    assert (period.start, period.end) == (None, None)


def instant(text):
    return datetime.fromisoformat(text.replace("Z", ":00+00:00")).astimezone(UTC)


def test_no_date_is_open():
    period = facts.period(None, None, ZoneInfo("UTC"))

    assert (period.start, period.end) == (None, None)


@pytest.fixture
def classified(db):
    """Content that asks for a clearance and a second factor, and a planner who is cleared."""
    exchange = make.ExchangeFactory(
        content__label=make.label(make.NationFactory(code="HST"), "C"), program__owner__code="HST"
    )
    planner = make.member(Role.PLANNER, exchange)
    make.clearance(planner, exchange.label.policy, "S")
    return exchange, planner


@pytest.mark.parametrize(("assurance", "contents"), [(1, 0), (2, 1), (3, 1), (None, 1)])
def test_a_session_by_password_alone_does_not_see_what_asks_for_a_second_factor(classified, assurance, contents):
    _exchange, planner = classified
    planner.assurance = assurance

    with acting_as(planner):
        assert Exchange.objects.for_user(planner).count() == 1
        assert ExchangeContent.objects.for_user(planner).count() == contents
        assert ExchangeContent.objects.count() == contents  # Row-level security agrees.


@pytest.mark.parametrize(("factor", "shown"), [(1, False), (2, True)])
def test_the_session_says_how_strongly_somebody_signed_in(classified, signed_in, factor, shown):
    exchange, planner = classified

    answer = signed_in(planner, factor=factor).get(f"/api/v1/exchanges/{exchange.reference}/")

    assert (answer.status_code == 200 and "content" in answer.json()) is shown


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["account", "nation", "agency"])
def test_a_suspended_account_or_party_sees_nothing_at_once(who):
    nation = make.NationFactory(code="NAT")
    agency = make.NationFactory(code="NAT-AG", is_nation=False, nation=nation)
    exchange = make.ExchangeFactory(program__owner=nation)
    user = make.member(Role.PLANNER, exchange, organisation=agency)
    with as_system():
        grant(Role.STAFF_OFFICER, user.personal_team, nation, by=make.SYSTEM, reason="test")
    with acting_as(user):
        assert Exchange.objects.for_user(user).count() == 1
        assert holds(user, "accounts.plan_programs", nation)

    with as_system():
        if who == "account":
            user.is_active = False
            user.save()
        else:
            party = nation if who == "nation" else agency
            party.suspended_at = timezone.now()
            party.save()

    with acting_as(user):
        assert Exchange.objects.for_user(user).count() == 0
        assert Exchange.objects.count() == 0
        assert not holds(user, "accounts.plan_programs", nation)


@pytest.mark.django_db
def test_a_nation_that_is_named_and_excluded_sees_nothing_nor_do_its_agencies():
    host, nation = make.NationFactory(code="HST"), make.NationFactory(code="NAT")
    agency = make.NationFactory(code="NAT-AG", is_nation=False, nation=nation)
    named = make.label(host, to={nation, agency})
    without = make.label(host, to={nation, agency}, excluded={nation})

    for party in (nation, agency):
        dominated = Subject(make.UserFactory(person__organisation=party)).dominated_label_ids

        assert (named.pk in dominated, without.pk in dominated) == (True, False)


@pytest.mark.django_db
def test_a_group_opens_a_label_to_its_members_by_name_alone():
    host, member, other = (make.NationFactory(code=code) for code in ("HST", "MEM", "OTH"))
    with as_system():
        group = Group.objects.create(code="CTF", name_en="Task force", name_fr="Force")
        group.memberships.create(party=member, starts_on=date(2020, 1, 1))
        named = labels.intern(labels.LabelValue(make.levels_of(host)["U"], host, groups=frozenset({group})))

    for party, sees in ((member, True), (other, False)):
        subject = Subject(make.UserFactory(person__organisation=party))
        assert (named.pk in subject.dominated_label_ids) is sees


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Europe/Oslo"])
def test_a_grant_lasts_to_the_end_of_its_day_in_the_hosts_zone(zone):
    host = make.NationFactory(zone=zone)
    exchange = make.ExchangeFactory(program__owner=host)
    user = make.UserFactory(person__organisation=host)
    last = date(2026, 10, 25)
    with as_system():
        grant(Role.CELL_MEMBER, user.personal_team, exchange, by=make.SYSTEM, reason="test", until=last)
    midnight = datetime(2026, 10, 26, tzinfo=ZoneInfo(zone))

    def seen(at):
        with context.acting(Subject(user, at)):
            return Exchange.objects.for_user(user).count()

    assert (seen(midnight - timedelta(seconds=1)), seen(midnight)) == (1, 0)


@pytest.mark.django_db
def test_a_repeated_grant_moves_its_end_and_a_second_role_outlives_the_first():
    exchange = make.ExchangeFactory()
    user = make.UserFactory(person__organisation=exchange.host)
    with as_system():
        grant(Role.CELL_MEMBER, user.personal_team, exchange, by=make.SYSTEM, reason="a", until=date(2020, 1, 1))
    with acting_as(user):
        assert Exchange.objects.for_user(user).count() == 0

    with as_system():
        grant(Role.CELL_MEMBER, user.personal_team, exchange, by=make.SYSTEM, reason="b", until=date(2040, 1, 1))
    with acting_as(user):
        assert Exchange.objects.for_user(user).count() == 1


@pytest.mark.django_db
def test_within_one_request_the_same_subject_answers(django_assert_num_queries):
    user = make.UserFactory()

    with acting_as(user):
        first = subject_of(user)
        assert first.dominated_label_ids is subject_of(user).dominated_label_ids
        with django_assert_num_queries(0):
            assert subject_of(user) is first
    assert subject_of(user) is not first


@pytest.mark.django_db
def test_somebody_elses_subject_is_never_borrowed():
    one, other = make.UserFactory(), make.UserFactory()

    with acting_as(one):
        assert subject_of(other).user_id == other.pk
        same_person, weaker = subject_of(one), type(one).objects.get(pk=one.pk)
        weaker.assurance = 1
        assert subject_of(weaker) is not same_person


@pytest.mark.django_db
def test_the_guard_alone_and_row_level_security_alone_agree_about_labels():
    """Layer independence (L24): with either lock off, the other still yields what the decision allows."""
    world = build()

    for user in world.principals.values():
        subject = Subject(user)
        dominated = set(subject.dominated_label_ids)
        for model in guarded_models():
            if not issubclass(model, Labelled):
                continue
            with as_system():
                everything = dict(model.objects.values_list("pk", "label_id"))
                by_guard = set(model.objects.for_user(user).values_list("pk", flat=True))
            with context.acting(subject):
                by_database = set(model.objects.values_list("pk", flat=True))
                by_both = set(model.objects.for_user(user).values_list("pk", flat=True))

            assert by_database == {pk for pk, label in everything.items() if label in dominated}
            assert by_guard == by_both
            assert by_guard <= by_database


@pytest.mark.django_db
def test_deciding_about_all_labels_takes_no_more_than_three_queries_whatever_one_holds(django_assert_max_num_queries):
    host = make.NationFactory(code="HST")
    labels = [make.label(host, level) for level in ("U", "R", "C", "S")]
    user = make.UserFactory(person__organisation=host, person__nationalities=[host, make.NationFactory(code="SND")])
    for level in ("R", "C", "S"):
        make.clearance(user, labels[0].policy, level)
    make.waiver(user, labels[2])
    make.waiver(user, labels[3], status="requested", decided_at=None)
    facts.load()
    user = type(user).objects.get(pk=user.pk)

    with django_assert_max_num_queries(3):
        seen = set(Subject(user).dominated_label_ids)

    assert {label.pk for label in labels} & seen == {label.pk for label in labels[:3]}  # The waiver in force counts.
