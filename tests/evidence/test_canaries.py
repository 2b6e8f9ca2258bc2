"""Every text of every guarded row is a canary. Nothing that leaves the pages may sing: mail, message, log, file."""

import logging
import time
from copy import deepcopy
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.db import connection, transaction

from audit.models import Event
from jobs import services as jobs
from jobs.models import Lease, OutboxItem
from jobs.tasks import sweep
from notifications.models import Notification
from notifications.services import notify
from tests.asking import COMBINATIONS, VARIANTS, ask, strong
from tests.evidence.scale import FULL, counted
from tests.pages import addresses, pages
from tests.roles import as_system
from tests.world import RIVAL, TOKEN, build, guarded_models

pytestmark = pytest.mark.django_db

READERS = ["a planner with a clearance", "a participating liaison with a clearance", "a security administrator", RIVAL]
BIG = 5_000_000
QUOTES = "log_min_error_statement"


class Heard(logging.Handler):
    """Everything that any logger says, with its arguments and its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(message)s %(args)r"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def heard():
    """The whole of the log, but for the SQL of Django's own debugging, which the settings keep at INFO."""
    handler, root = Heard(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture(scope="module")
def built(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(built):
    return deepcopy(built)


def read_everything(world, signed_in):
    """As those who may see most of it, and somebody who may see none: pages, and forms sent empty."""
    places = [list(addresses(page, world))[:1] for page in pages()]
    for who, name in enumerate(READERS):
        client = strong(signed_in, world.principals[name])
        for number, place in enumerate(places):
            for address, _never in place:
                for turned, (method, variant) in enumerate(COMBINATIONS):
                    if (number + who + turned) % (3 if FULL else 48) == 0:
                        ask(client, method, address, VARIANTS[variant])


def tell_everybody(world):
    people = list(world.principals.values())[: None if FULL else 3]
    with as_system():
        for model in guarded_models():
            for row in world.rows(model)[:1]:
                notify(people, "dates_changed", row, key=f"canary {model.__name__} {row.pk}")


def everything_in_redis():
    link = redis.Redis.from_url(settings.REDIS_URL)
    for key in link.scan_iter():
        yield f"{key!r} {link.dump(key)!r}"
        if link.type(key) == b"list":
            yield repr(link.lrange(key, 0, -1))


def files_since(moment):
    """What the portal wrote meanwhile, but for servers' own files, static ones and the store of contents.

    The store holds contents as the tables hold rows, those of other runs as well; what leaves it is asked at the pages.
    """
    folder, store = Path(settings.VAR_DIR), Path(settings.FILES_DIR)
    for path in folder.rglob("*") if folder.exists() else ():
        is_ours = not {"servers", "static", "log"} & set(path.relative_to(folder).parts) and store not in path.parents
        if is_ours and path.is_file() and path.stat().st_mtime >= moment and path.stat().st_size < BIG:
            yield f"{path.name} {path.read_bytes()!r}"


def test_no_canary_is_heard_outside_the_pages(world, signed_in, heard):
    began = time.time()
    read_everything(world, signed_in)
    tell_everybody(world)
    with as_system():
        sweep()  # Hands ids to the workers through the real broker.
        ids = list(OutboxItem.objects.values_list("pk", flat=True))
    with transaction.atomic():
        assert jobs.deliver(ids) > 0
    with as_system():
        emitted = {
            "mail": [f"{sent.subject} {sent.body} {sent.extra_headers} {sent.to}" for sent in mail.outbox],
            "log": heard.lines,
            "outbox": [repr(row) for row in OutboxItem.objects.values()],
            "lease": [repr(row) for row in Lease.objects.values()],
            "notification": [repr(row) for row in Notification.objects.values()],
            "record": [repr(row) for row in Event.objects.values()],
            "broker": list(everything_in_redis()),
            "file": list(files_since(began)),
        }

    assert emitted["mail"]
    assert emitted["log"]
    assert emitted["broker"]
    sung = [(sink, line[:200]) for sink, lines in emitted.items() for line in lines if TOKEN.search(line)]
    counted("canaries: things emitted", sum(map(len, emitted.values())), sung)


def test_a_mail_goes_to_one_reader_and_names_nobody_else(world):
    tell_everybody(world)
    with as_system():
        jobs.deliver(list(OutboxItem.objects.values_list("pk", flat=True)))

    people = {user.email for user in world.principals.values()}
    assert mail.outbox
    for sent in mail.outbox:
        assert len(sent.recipients()) == 1
        assert not [other for other in people - set(sent.to) if other in str(sent.message())]


def test_the_database_keeps_no_values_in_its_log():
    """A statement that fails would be written with what it was to store (L26)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)",
            [["log_statement", "log_min_duration_statement", "log_parameter_max_length_on_error", QUOTES]],
        )
        found = dict(cursor.fetchall())

    assert found["log_statement"] == "none"
    assert found["log_min_duration_statement"] == "-1"
    assert found["log_parameter_max_length_on_error"] == "0"
    assert found[QUOTES] in {"fatal", "panic"}


def test_the_application_reads_no_sequence_and_no_statistics_of_hidden_rows(world):
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
                AND CASE WHEN relkind = 'S' THEN has_sequence_privilege('accord_app', oid, 'SELECT') ELSE false END
        """)
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'exchanges_exchange'")
        assert cursor.fetchone() == (0,)
