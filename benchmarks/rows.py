"""What there is to read: the bulk is written by SQL, as superuser, past triggers."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import psycopg2
from django.contrib.auth.models import Permission

from benchmarks.facts import Facts, Reader
from clearances.subjects import Subject

GRANTS_PER_EXCHANGE = 3
EXCHANGES = Path(__file__).with_name("rows.sql").read_text(encoding="utf-8")
# Whole programs, in an order of the teams' own, until as many exchanges with one of the labels are granted as wanted.
GRANTS = """
    INSERT INTO exchanges_exchangegrant (role, origin, reason, granted_at, content_object_id, group_id, permission_id)
    WITH sized AS (
        SELECT program_id, count(*) FILTER (WHERE label_id = ANY (%(labels)s)) AS wanted
        FROM exchanges_exchange GROUP BY program_id
    ), chosen AS (
        SELECT program_id, sum(wanted) OVER (ORDER BY md5(program_id::text || %(salt)s)) - wanted AS before FROM sized
    )
    SELECT 'cell_member', '', 'bench', now(), id,
        (%(teams)s)[1 + abs(hashtext(program_id::text) %% cardinality(%(teams)s))], %(permission)s
    FROM exchanges_exchange JOIN chosen USING (program_id) WHERE before < %(number)s
"""


READERS = """
    SET session_replication_role = origin;
    SELECT accord_set_readers(array_agg(id)) FROM exchanges_exchange
"""


def fill(facts: Facts, labels: list[int], readers: Iterable[Reader], rows: int) -> None:
    """*rows* exchanges, of which each reader may see its share by the labels it dominates; three grants to each."""
    link = psycopg2.connect(os.environ["BENCH_DATABASE_URL"])
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(EXCHANGES, {"labels": labels, "rows": rows, "owner": facts.headquarters.pk})
        for reader in readers:
            dominated = Subject(reader.user).dominated_label_ids
            _grant(cursor, [team.pk for team in reader.teams], dominated, int(rows * reader.share))
        for number, team in enumerate(facts.others):
            missing = rows * GRANTS_PER_EXCHANGE - count(cursor, "exchanges_exchangegrant")
            _grant(cursor, [team.pk], labels, missing // (len(facts.others) - number))
        cursor.execute(READERS)  # The triggers sleep.
        cursor.execute("VACUUM ANALYZE")
    link.close()


def _grant(cursor: Any, teams: list[int], labels: list[int], number: int) -> None:
    permission = Permission.objects.get(codename="view_exchange", content_type__app_label="exchanges").pk
    values: Mapping[str, Any] = {
        "teams": teams, "labels": labels, "number": number, "salt": str(teams), "permission": permission
    }  # fmt: skip
    cursor.execute(GRANTS, values)


def count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return int(cursor.fetchone()[0])
