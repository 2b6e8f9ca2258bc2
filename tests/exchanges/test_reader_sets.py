"""Reader sets say what the grants say, after whatever is done to these and by however many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from clearances.roles import Role
from clearances.services import grant, take_back
from clearances.subjects import Subject, acting_as
from exchanges.models import Exchange, ExchangeGrant
from tests import factories as make
from tests.roles import as_system


def by_grants(user, at):
    """Whom the grants let see what, asked the slow way."""
    rows = ExchangeGrant.objects.filter(
        Q(lapses_at__isnull=True) | Q(lapses_at__gt=at),
        group__in=user.groups.all(),
        permission__codename="view_exchange",
    )
    return set(rows.values_list("content_object_id", flat=True))


def by_sets(user, at):
    subject = Subject(user)
    rows = Exchange.objects.filter(readers_id__held_by=(subject.team_ids, at))
    return set(rows.values_list("pk", flat=True))


def agree(users):
    now = timezone.now()
    for user in users:
        for at in (now, now + timedelta(days=5), now + timedelta(days=500)):
            assert by_sets(user, at) == by_grants(user, at)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_granted_and_taken_back_the_sets_say_what_the_grants_say(seed):
    chance = Random(seed)
    host = make.NationFactory()
    program = make.ProgramFactory(owner=host)
    exchanges = [make.ExchangeFactory(program=program) for _ in range(4)]
    users = [make.UserFactory(person__organisation=host) for _ in range(3)]
    roles = [Role.PLANNER, Role.CELL_MEMBER, Role.SECURITY_ADMINISTRATOR]

    with as_system():
        for _step in range(25):
            role, user, root = chance.choice(roles), chance.choice(users), chance.choice([program, *exchanges])
            until = chance.choice([None, timezone.localdate() + timedelta(days=chance.randrange(1, 400))])
            if chance.random() < 0.6:
                grant(role, user.personal_team, root, by=make.SYSTEM, reason="test", until=until)
            else:
                take_back(role, user.personal_team, root, by=make.SYSTEM, reason="test")
            agree(users)

        ExchangeGrant.objects.filter(group=users[0].personal_team).delete()
        ExchangeGrant.objects.update(until=timezone.localdate(), lapses_at=datetime(2020, 1, 1, tzinfo=UTC))
        agree(users)


@pytest.mark.django_db
def test_those_who_share_their_readers_share_the_set():
    host = make.NationFactory()
    one, other = (make.ExchangeFactory(program__owner=host) for _ in range(2))
    user = make.member(Role.PLANNER, one)
    with as_system():
        grant(Role.PLANNER, user.personal_team, other, by=make.SYSTEM, reason="test")
        one.refresh_from_db()
        other.refresh_from_db()

        assert one.readers_id is not None
        assert one.readers_id == other.readers_id


@pytest.mark.django_db
def test_an_exchange_saved_as_it_was_does_not_bring_former_readers_back():
    exchange = make.ExchangeFactory()
    user = make.member(Role.PLANNER, exchange)
    with as_system():
        stale = Exchange.objects.get(pk=exchange.pk)
        take_back(Role.PLANNER, user.personal_team, exchange, by=make.SYSTEM, reason="test")
        stale.save()

    with acting_as(user):
        assert not Exchange.objects.for_user(user).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO exchanges_readerset (digest) VALUES ('x')",
        "INSERT INTO exchanges_readersetmember (reader_set_id, team_id) VALUES (1, 1)",
        "UPDATE exchanges_readersetmember SET lapses_at = NULL",
    ],
)
def test_the_application_cannot_write_a_set(statement):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_those_who_grant_at_the_same_moment_are_all_counted(committed):
    exchange = make.ExchangeFactory()
    users = [make.UserFactory(person__organisation=exchange.host) for _ in range(6)]

    def give(user):
        try:
            with as_system():
                grant(Role.CELL_MEMBER, user.personal_team, exchange, by=make.SYSTEM, reason="test")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(give, users))

    with as_system():
        agree(users)
        exchange.refresh_from_db()
        assert exchange.readers.members.count() == len(users)
