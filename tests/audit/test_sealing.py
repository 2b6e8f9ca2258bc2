"""Seals in a database where transactions really commit: tampering is found, writers and crashes lose nothing."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from audit import anchors, canonical, exports, sealing, verifying
from audit.merkle import leads_to
from audit.models import Event, Leaf, Seal, Sealer
from audit.reading import events
from audit.services import record
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.subjects import acting_as
from tests import factories as make
from tests.audit.tampering import (
    EITHER,
    NAMES_THE_EVENT,
    TAMPERING,
    Database,
    anchored,
    cut_the_tail,
    edit,
    fill,
    is_named,
    make_everything_anew,
    verified,
)
from tests.roles import as_system

SEED = 4774
POSITIONS = 12  # Of each kind of tampering.


def test_every_tampering_is_found_wherever_it_is_done(committed):
    fill()
    assert verified().finding is None
    chance = random.Random(SEED)
    with as_system():
        ids = sorted(Leaf.objects.exclude(event_id__in=[1]).values_list("event_id", flat=True))[:-2]
    missed = []

    for tamper, problem in TAMPERING.items():
        for pk in chance.sample(ids, POSITIONS):
            with transaction.atomic():
                with Database() as do:
                    tamper(do, pk)
                finding = verified().finding
                transaction.set_rollback(True)
            if not is_named(finding, EITHER.get(problem, {problem}), pk if tamper in NAMES_THE_EVENT else None):
                missed.append((tamper.__name__, pk, finding))

    assert missed == []
    assert verified().finding is None


def test_without_anchors_a_cut_tail_and_a_chain_made_anew_look_sound(committed):
    """What the anchors are for."""
    fill(seals=3)
    for tamper in (cut_the_tail, make_everything_anew):
        with transaction.atomic():
            with Database() as do:
                tamper(do, 12)
            without, against = verified({}).finding, verified().finding
            transaction.set_rollback(True)
        assert without is None
        assert against is not None


def test_the_sealer_itself_notices_that_the_database_contradicts_the_anchors(committed):
    program = fill(seals=2)
    with transaction.atomic():
        with Database() as do:
            cut_the_tail(do, 12)
        with pytest.raises(anchors.Contradiction), as_system():
            anchors.append(Seal.objects.all())
        transaction.set_rollback(True)
    record(SYSTEM, "program.amended", program)
    with as_system():
        assert sealing.seal() == 1  # Whole again, it goes on.


def test_the_command_names_the_first_bad_event(committed, tmp_path):
    fill(seals=2)
    assert command(committed).returncode == 0
    with Database() as do:
        edit(do, 5)
        edit(do, 9)

    words, told = command(committed), command(committed, "--json")

    assert (words.returncode, told.returncode) == (1, 1)
    assert "Event 5" in words.stdout
    assert json.loads(told.stdout)["finding"]["event"] == 5
    assert "a part of the record" in command(committed, role="DATABASE_URL").stderr


def command(name, *arguments, role="SYSTEM_DATABASE_URL"):
    return subprocess.run(
        [sys.executable, "manage.py", "audit_verify", *arguments],
        env=environment(name, role),
        capture_output=True,
        text=True,
        check=False,
    )


def environment(name, role="SYSTEM_DATABASE_URL"):
    start, _slash, rest = os.environ[role].rpartition("/accord_")
    address = f"{start}/{name}?{rest.partition('?')[2]}"
    return {**os.environ, "DATABASE_URL": address, "AUDIT_ANCHORS": settings.AUDIT_ANCHORS}


def test_since_a_day_only_the_newer_seals_are_checked(committed):
    fill(seals=3)
    with as_system():
        newest = Seal.objects.get(number=3)
    with Database() as do:
        edit(do, 5)

    with as_system():
        newer = verifying.verify(anchored(), newest.sealed_at)
        everything = verifying.verify(anchored())

    assert (newer.finding, newer.seals) == (None, 1)
    assert everything.finding.event == 5


def test_an_event_of_a_transaction_that_goes_on_waits_for_it(committed):
    """A later event that commits first is sealed first; the earlier one isn't lost behind it."""
    program = make.ProgramFactory()
    began, may_end = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                record(SYSTEM, "program.amended", program, seats=1)
                began.set()
                may_end.wait(10)
        finally:
            connections.close_all()

    writer = threading.Thread(target=slow)
    writer.start()
    began.wait(10)
    record(SYSTEM, "program.amended", program, seats=2)
    with as_system():
        sealing.seal()
        sealed_while_it_goes_on = Leaf.objects.count()
    may_end.set()
    writer.join()
    with as_system():
        sealing.seal()
        assert Leaf.objects.count() == Event.objects.count() > sealed_while_it_goes_on
        assert Sealer.objects.get().caught_up_at is not None
    assert verified().finding is None


def test_writers_at_once_and_sealers_that_are_killed_lose_nothing(committed):
    program = make.ProgramFactory()
    chance = random.Random(SEED)
    pauses = [[chance.random() / 50 for _event in range(40)] for _writer in range(6)]
    writers = [threading.Thread(target=write, args=[program, each]) for each in pauses]
    sealers = [a_sealer(committed), a_sealer(committed)]

    for writer in writers:
        writer.start()
    for sealer in sealers:
        until(Seal.objects.exists)
        time.sleep(chance.random() / 10)  # Wherever it is by then.
        sealer.send_signal(signal.SIGKILL)
        sealer.wait()
    for writer in writers:
        writer.join()

    with as_system():
        until(lambda: sealing.seal() == 0 and Leaf.objects.count() == Event.objects.count())  # The server lets go.
        written = sum(pause >= CHANGED_MIND for each in pauses for pause in each)
        assert Event.objects.filter(action="program.amended").count() == written
        assert len(anchored()) == Seal.objects.count()
    report = verified()
    assert report.finding is None
    assert report.unused_ids > 0


CHANGED_MIND = 0.002


def write(program, pauses):
    """One event a transaction; some are rolled back and leave an unused number."""
    try:
        for pause in pauses:
            with transaction.atomic():
                record(SYSTEM, "program.amended", program)
                time.sleep(pause)
                transaction.set_rollback(pause < CHANGED_MIND)
    finally:
        connections.close_all()


def until(is_so):
    """What another process does takes its time; how long isn't what is tested."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline


def a_sealer(name):
    """A process that seals and seals."""
    code = (
        "import django; django.setup(); from audit.sealing import seal; print(seal(), flush=True)\nwhile True: seal()"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=environment(name), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    return process


def test_after_a_restore_into_a_new_cluster_events_go_on_being_sealed(committed):
    """Transactions are counted anew there: what is new has lower numbers than what is sealed."""
    program = fill(seals=2)
    with Database() as do:
        do("UPDATE audit_event SET txid = '900000000000'::xid8 WHERE id <= 16")
        do("UPDATE audit_seal SET horizon = 900000000001")
    record(SYSTEM, "program.amended", program)

    with as_system():
        made = [sealing.seal(), sealing.seal()]
        assert Leaf.objects.count() == Event.objects.count()
    assert made == [1, 0]


def test_the_owner_of_what_somebody_was_refused_learns_of_it_when_it_is_sealed(committed, signed_in):
    program = make.ProgramFactory()
    stranger = make.UserFactory()
    signed_in(stranger).get(f"/programs/{program.reference}/")

    with as_system():
        assert not Event.objects.filter(action="access.attempted").exists()
        sealing.seal()
        [event] = Event.objects.filter(action="access.attempted")

    assert (event.object_id, event.label_id, event.party) == (str(program.pk), program.label_id, program.owner.code)
    assert event.actor_id == stranger.pk


def test_a_proof_in_the_file_leads_to_the_anchored_seal(committed):
    nation = make.NationFactory(code="PRF")
    auditor = make.member(Role.AUDITOR, nation)
    program = make.ProgramFactory(owner=nation, label=make.label(nation))
    for _time in range(7):
        record(SYSTEM, "program.amended", program)
    with as_system():
        sealing.seal()
    record(SYSTEM, "program.amended", program)

    with acting_as(auditor):
        rows = events(auditor, type(nation).objects.filter(pk=nation.pk))
        _head, *lines = [json.loads(line) for line in exports.lines(auditor, rows, [nation])]

    sealed = [line for line in lines if line["seal"]]
    assert len(lines) - len(sealed) == 1
    for line in sealed:
        assert canonical.leaf(line["event"]) == line["leaf"]
        assert leads_to(line["leaf"], line["path"], line["seal"]["root"])
        seal = line["seal"]
        told = (seal["number"], seal["span"], seal["root"], seal["sealed_at"], seal["previous"])
        assert canonical.digest("seal", *told) == seal["hash"] == anchored()[seal["number"]]
    assert not leads_to(sealed[0]["leaf"], sealed[0]["path"], "0" * 64)


def test_facts_can_be_erased_after_their_time_and_no_seal_breaks(committed):
    fill(seals=2)
    with as_system(), transaction.atomic():
        with connection.cursor() as cursor, pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            cursor.execute("UPDATE audit_event SET facts = NULL, nonce = NULL")
        call_command("audit_erase")
        assert not Event.objects.filter(facts__isnull=True).exists()
    an_old_record()

    with as_system():
        call_command("audit_erase")
        erased = Event.objects.filter(facts__isnull=True)
        assert erased.count() == 17
        assert not erased.filter(nonce__isnull=False).exists()
        assert Event.objects.get(action="audit.erased", facts__count=17)
    assert verified({}).finding is None


def an_old_record():
    """The same events, recorded and sealed a hundred days ago."""
    with Database() as do:
        do("UPDATE audit_event SET at = at - interval '100 days'")
        do("DELETE FROM audit_leaf")
        do("DELETE FROM audit_seal")
        for table in ("audit_event", "audit_leaf", "audit_seal"):
            do(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            do(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_added_to")
    Path(settings.AUDIT_ANCHORS).unlink()
    with as_system():
        sealing.seal()
