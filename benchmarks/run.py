"""The run itself, in the database that ``python -m benchmarks`` made: fill it, measure, print the table, write it."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks import board, cases, report, use
from benchmarks.doors import without_security
from benchmarks.facts import LABELS, NATIONS, Facts, Reader
from benchmarks.measure import SAMPLES, alternately, timed
from benchmarks.report import Line
from benchmarks.rows import GRANTS_PER_EXCHANGE, fill
from clearances.subjects import Subject, acting_as
from exchanges.models import Exchange

ROWS = int(os.environ.get("ROWS", "100000"))
AIMED_AT = 100_000  # Rows: the targets are for so many.
MOST_QUERIES, MOST_CPU = 3, 5.0


LEAST_OVER_GUARDIAN = {"liaison": 5.0, "staff officer": 20.0, "headquarters": 20.0}


def main() -> int:
    """Exit code 1 if a target is missed."""
    logging.disable(logging.INFO)
    readers = _arrange()
    rows, grants = f"{ROWS} exchanges, {use.RESOURCES * use.EACH} bookings", f"{ROWS * GRANTS_PER_EXCHANGE} grants"
    print(f"{rows}, {grants}, {LABELS} labels, {NATIONS} nations.\n", flush=True)
    lines: list[Line] = []
    for reader in readers:
        found = list(_measured(reader))
        report.show(found, has_targets=ROWS == AIMED_AT)
        lines += found
    return report.finish(lines, rows=ROWS, has_targets=ROWS == AIMED_AT)


def _arrange() -> list[Reader]:
    with without_security():
        facts = Facts()
        labels, readers = facts.labels(), facts.readers()
        fill(facts, labels, readers, ROWS)
        use.fill(facts, readers, ROWS)
    return readers


def _measured(reader: Reader) -> Iterator[Line]:
    with acting_as(reader.user):
        yield _told(reader, "may see", Exchange.objects.for_user(reader.user).count(), "rows")
        for case in [*cases.of_queries(reader), *board.cases_of(reader), *use.cases_of(reader)]:
            yield from _compared(reader, case)
    yield from _deciding(reader)
    for case in cases.of_requests(reader, _signed_in(reader)):
        yield from _compared(reader, case)


def _compared(reader: Reader, case: cases.Case) -> Iterator[Line]:
    times = alternately(case)
    yield Line(reader.name, case.name, times["ours"] / times["none"], "× none", most=case.most, medians=times)
    if "guardian" in times:
        ratio, least = times["guardian"] / times["ours"], LEAST_OVER_GUARDIAN[reader.name]
        yield Line(reader.name, f"{case.name}, guardian", ratio, "× ours", least=least)


def _deciding(reader: Reader) -> Iterator[Line]:
    """The labels of a subject nobody has asked about yet. The least of many times: a busy neighbour only adds."""
    subject = Subject(_again(reader))
    with CaptureQueriesContext(connection) as queries:
        dominated = subject.dominated_label_ids
    yield _told(reader, "labels dominated", len(dominated), "labels")
    yield Line(reader.name, "labels dominated, queries", len(queries), "queries", most=MOST_QUERIES)
    times = [timed(_decide(Subject(_again(reader))), time.process_time) for _round in range(SAMPLES)]
    yield Line(reader.name, "labels dominated, CPU", min(times), "ms", most=MOST_CPU, medians={"median": median(times)})


def _again(reader: Reader) -> User:
    return User.objects.get(pk=reader.user.pk)


def _decide(subject: Subject) -> Callable[[], Any]:
    return lambda: subject.dominated_label_ids


def _told(reader: Reader, what: str, figure: float, unit: str) -> Line:
    return Line(reader.name, what, figure, unit)


def _signed_in(reader: Reader) -> Client:
    client = Client()
    client.force_login(reader.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session["account_authentication_methods_user"] = str(reader.user.pk)
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
    session.save()
    return client
