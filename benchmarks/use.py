"""A million bookings: what planning asks of them, with every right and without any (see ``benchmarks.board``)."""

import os
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg2
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import Party
from benchmarks.board import MOST, QUARTER, ROWS, ways_of
from benchmarks.cases import Case
from benchmarks.facts import Facts, Reader
from clearances.guards import SYSTEM
from clearances.labels import LabelValue, intern
from clearances.models import Label
from clearances.roles import Role
from clearances.services import grant
from exchanges.models import Exchange
from planning.board import as_use_data
from planning.board_bookings import use_of
from resources.availability import conflicts
from resources.models import Resource

BOOKINGS = Path(__file__).with_name("bookings.sql").read_text(encoding="utf-8")
RESOURCES, EACH = 2_000, 500  # So many bookings of each; all resources but the rows of the board are retired.


def fill(facts: Facts, readers: Iterable[Reader], rows: int) -> None:
    """Two of three resources that are offered publish when they are taken; of the others their owners know it."""
    label = _for_everybody(facts)
    owners = [facts.headquarters, facts.officers, *facts.nations[2:]]
    Resource.objects.bulk_create(_resource(number, owners, label) for number in range(RESOURCES))
    for reader in readers:
        grant(Role.STAFF_OFFICER, reader.teams[0], reader.user.organisation, by=SYSTEM, reason="bench")
    with psycopg2.connect(os.environ["BENCH_DATABASE_URL"]) as link, link.cursor() as cursor:
        shown = {"cover": _permission("view_exchange"), "content": _permission("view_content")}
        cursor.execute(BOOKINGS, {"rows": rows, "each": EACH, **shown})
    link.close()
    _vacuum()


def _for_everybody(facts: Facts) -> Label:
    policy = facts.policies[0]
    audience = frozenset([facts.headquarters, *facts.nations])
    return intern(LabelValue(policy.classifications.get(code="U"), policy.owner, parties=audience))


def _resource(number: int, owners: list[Party], label: Label) -> Resource:
    return Resource(
        owner=owners[number % len(owners) if number % 3 else number // 3 % 2],
        kind="area",
        name=f"Area {number:04}",
        zone="UTC",
        label=label,
        bookings_label=label,
        publishes_busy=bool(number % 3),
        is_active=number < ROWS,
    )


def _permission(codename: str) -> int:
    return Permission.objects.get(codename=codename, content_type__app_label="exchanges").pk


def _vacuum() -> None:
    link = psycopg2.connect(os.environ["BENCH_DATABASE_URL"])
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    link.close()


def cases_of(reader: Reader) -> list[Case]:
    """To be measured while *reader* acts."""
    today = timezone.localdate()
    return [
        Case("board by resource, 60 rows a quarter", ways_of(reader.user, lambda: _board(reader.user, today)), MOST),
        Case("clashes of 60 resources, a window", _clashes(reader.user), MOST),
    ]


def _board(user: Any, today: Any) -> Any:
    seen = Exchange.objects.for_user(user).overlapping(today, today + QUARTER)
    return as_use_data(use_of(user, seen, today, today + QUARTER))


def _clashes(user: Any) -> dict[str, Callable[[], Any]]:
    """Without rights it is one query for all that is taken."""
    starts_at = timezone.now() + timedelta(days=30)
    ends_at, offered = starts_at + timedelta(days=14), list(Resource.objects.for_user(user).offered()[:ROWS])
    return {
        "none": lambda: conflicts(offered, starts_at, ends_at, user=SYSTEM),
        "ours": lambda: conflicts(offered, starts_at, ends_at, user=user),
    }
