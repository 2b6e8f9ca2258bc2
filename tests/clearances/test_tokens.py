"""Tokens: who makes and ends them, what they open; the ceiling in the decision, querysets and the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.administration.sessions import end_all
from accounts.models import Party, User
from audit.models import Event
from clearances import decisions
from clearances.decisions import Ceiling, Reason, Rule
from clearances.models import Token
from clearances.roles import Role
from clearances.services.tokens import LONGEST_DAYS, MOST, bearer_of, end_token, make_token, note_use
from clearances.subjects import Subject, acting_as
from exchanges.models import Exchange
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db
FEED = Token.Purpose.FEED


@pytest.fixture
def planner():
    """Somebody cleared to S who plans two exchanges: one at the lowest level, one a level higher."""
    host = make.NationFactory(code="HST")
    low = make.ExchangeFactory(program__owner=host, title="Low")
    somebody = make.member(Role.PLANNER, low)
    make.clearance(somebody, make.PolicyFactory(owner=host), "S")
    for level in ("R", "C"):
        row = make.ExchangeFactory(program=low.program, title=level, label=make.label(host, level))
        with as_system():
            make.grant(Role.PLANNER, somebody.personal_team, row, by=make.SYSTEM, reason="test")
    somebody.assurance = 2
    return somebody


def token_of(user, **facts):
    until = facts.pop("until", timezone.localdate() + timedelta(days=30))
    with acting_as(user):
        return make_token(user, purpose=FEED, name="My phone", until=until, by=user, **facts)


def titles_by_queryset(user):
    with acting_as(user):
        return set(Exchange.objects.for_user(user).values_list("title", flat=True))


def titles_by_the_database_alone(user):
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute("SELECT title FROM exchanges_exchange")
        return {title for (title,) in cursor.fetchall()}


def test_a_token_opens_what_its_user_sees_up_to_its_ceiling_in_querysets_and_in_the_database_alike(planner):
    assert titles_by_queryset(planner) == {"Low", "R", "C"}
    _lowest, secret = token_of(planner)
    _higher, wider = token_of(planner, reach=Token.Reach.UNCLEARED)

    (_token, bearer), (_other, farther) = bearer_of(secret, FEED), bearer_of(wider, FEED)

    assert titles_by_queryset(bearer) == titles_by_the_database_alone(bearer) == {"Low"}
    assert titles_by_queryset(farther) == titles_by_the_database_alone(farther) == {"Low", "R"}
    assert titles_by_queryset(planner) == {"Low", "R", "C"}


def test_a_session_and_a_token_of_one_person_are_two_subjects(planner):
    _token, secret = token_of(planner)
    _found, bearer = bearer_of(secret, FEED)

    planner.assurance = None  # As a delivery to them: as weak as a token by its sign-in, but without a ceiling.
    with acting_as(planner):
        assert set(Exchange.objects.for_user(bearer).values_list("title", flat=True)) == {"Low"}
    with acting_as(bearer):
        assert "C" not in set(Exchange.objects.for_user(planner).values_list("title", flat=True))


def test_a_level_may_be_chosen_for_one_policy_and_never_reaches_what_needs_a_clearance(planner):
    policy = planner.organisation.policies.get()
    _one, restricted = token_of(planner, levels=[policy.classifications.get(code="R")])
    _two, secret = token_of(planner, levels=[policy.classifications.get(code="S")])

    assert titles_by_queryset(bearer_of(restricted, FEED)[1]) == {"Low", "R"}
    assert titles_by_queryset(bearer_of(secret, FEED)[1]) == {"Low", "R"}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, Reason.ACCOUNT_OPEN),
        ({"rank": 1}, Reason.ABOVE_CEILING),
        ({"compartments": frozenset({"SEA"})}, Reason.ABOVE_CEILING),
        ({"orcon": True}, Reason.ABOVE_CEILING),
    ],
)
def test_the_ceiling_replaces_the_strength_of_a_sign_in(planner, changed, reason):
    subject = Subject(planner)
    label = next(each for each in subject.facts.labels.values() if each.rank == 0 and each.owner == "HST")

    known = replace(subject.known, assurance=None, ceiling=Ceiling())
    step = next(iter(decisions.decide(known, replace(label, **changed), datetime.now(UTC), granted=True)))

    assert (step.rule, step.fact.reason) == (Rule.ACCOUNT, reason)


def test_a_label_that_was_lowered_still_counts_as_what_it_was_named(planner):
    subject = Subject(planner)
    label = next(each for each in subject.facts.labels.values() if each.rank == 0 and each.owner == "HST")
    lowered = replace(label, rank=1, successor=label, succeeds_at=datetime(2020, 1, 1, tzinfo=UTC))

    known = replace(subject.known, assurance=None, ceiling=Ceiling())

    assert decisions.decide(known, lowered, datetime.now(UTC), granted=True).rule == Rule.ACCOUNT


def test_only_a_hash_is_kept_and_the_record_never_holds_the_secret(planner):
    token, secret = token_of(planner)
    note_use(token)

    with as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM clearances_token AS t")
        rows = cursor.fetchall()
        said = [str(row) for row in Event.objects.filter(object_id=str(token.pk)).values()]
    assert len(said) == 2
    known, _prefix, hidden = secret.partition(f"{token.prefix}-")
    assert known == "accord-"
    assert hidden not in str(rows) + str(said)


def ended(token, planner):
    end_token(token, by=planner)


def expired(token, planner):
    Token.objects.filter(pk=token.pk).update(
        made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(seconds=1)
    )


def sessions_ended(token, planner):
    end_all(planner)


def deactivated(token, planner):
    User.objects.filter(pk=planner.pk).update(is_active=False)


def posting_over(token, planner):
    yesterday = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=planner.pk).update(posting_ends_on=yesterday.date(), posting_ends_at=yesterday)


def party_suspended(token, planner):
    Party.objects.filter(pk=planner.organisation.pk).update(suspended_at=timezone.now())


@pytest.mark.parametrize("happened", [ended, expired, sessions_ended, deactivated, posting_over, party_suspended])
def test_a_token_opens_nothing_from_the_moment_on_in_which(planner, happened):
    token, secret = token_of(planner)
    assert bearer_of(secret, FEED)

    with as_system():
        happened(token, planner)

    assert bearer_of(secret, FEED) is None


def test_nobody_guesses_one(planner):
    _token, secret = token_of(planner)

    assert bearer_of(secret[:-1], FEED) is None
    assert bearer_of("", FEED) is None
    assert bearer_of(secret, "other") is None


def test_one_makes_tokens_for_oneself_only(planner):
    other = make.UserFactory(person__organisation=planner.organisation)

    with pytest.raises(PermissionDenied):
        make_token(planner, purpose=FEED, name="x", until=timezone.localdate(), by=other)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"until": timezone.localdate() - timedelta(days=2)}, "until"),
        ({"until": timezone.localdate() + timedelta(days=LONGEST_DAYS + 2)}, "until"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(planner, facts, field):
    wanted = {"name": "x", "until": timezone.localdate(), **facts}

    with acting_as(planner), pytest.raises(ValidationError) as refused:
        make_token(planner, purpose=FEED, by=planner, **wanted)

    assert list(refused.value.message_dict) == [field]


def test_one_level_of_a_policy_is_enough(planner):
    levels = list(planner.organisation.policies.get().classifications.all()[:2])

    with pytest.raises(ValidationError, match="one level of a policy"):
        token_of(planner, levels=levels)


def test_nobody_has_more_than_they_can_keep_in_mind(planner):
    for _number in range(MOST):
        token_of(planner)

    with pytest.raises(ValidationError, match="End one first"):
        token_of(planner)


def test_its_user_and_their_security_administrator_may_end_it_and_nobody_else(planner):
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, planner.organisation)
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory())
    colleague = make.UserFactory(person__organisation=planner.organisation)
    mine, others = token_of(planner)[0], token_of(planner)[0]

    for nobody in (stranger, colleague):
        with acting_as(nobody), pytest.raises(PermissionDenied):
            end_token(mine, by=nobody)
        assert not Token.objects.for_user(nobody).exists()
    with acting_as(administrator):
        assert end_token(others, by=administrator).ended_by == administrator
    assert end_token(mine, by=planner).ended_at is not None
    assert list(Token.objects.live(timezone.now())) == []


def test_using_it_is_one_event_a_day(planner):
    token, _secret = token_of(planner)

    note_use(token)
    note_use(token)

    with as_system():
        assert Event.objects.filter(action="token.used").count() == 1
    token.refresh_from_db()
    assert token.last_used_on == timezone.now().date()
