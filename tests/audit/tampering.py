"""Sealed events, and everything that whoever owns the database could do to them afterwards."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from audit import anchors, canonical, sealing, verifying
from audit.merkle import Tree
from audit.models import Event, Leaf, Seal
from audit.services import record
from clearances.guards import SYSTEM
from tests import factories as make
from tests.roles import as_system


def fill(seals=5, each=8):
    """Events in several seals."""
    program = make.ProgramFactory()
    for _seal in range(seals):
        for number in range(each):
            record(SYSTEM, "program.amended", program, seats=number)
        with as_system():
            sealing.seal()
    return program


def anchored():
    return {line["seal"]: line["hash"] for line in anchors.read(Path(settings.AUDIT_ANCHORS))}


def verified(known=None):
    with as_system():
        return verifying.verify(anchored() if known is None else known)


class Database:
    """Its owner, to whom no trigger and no policy is a hindrance."""

    def __enter__(self):
        self.cursor = connection.cursor()
        self.cursor.execute("SET ROLE NONE")
        for table in ("audit_event", "audit_leaf", "audit_seal"):
            self.cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        return self.do

    def do(self, statement, *values):
        self.cursor.execute(statement, values)

    def __exit__(self, *problem):
        self.cursor.close()


def edit(do, pk):
    do("UPDATE audit_event SET action = 'exchange.amended' WHERE id = %s", pk)


def edit_facts(do, pk):
    do("UPDATE audit_event SET facts = jsonb_set(facts, '{seats}', '99') WHERE id = %s", pk)


def move_in_time(do, pk):
    do("UPDATE audit_event SET at = at - interval '1 second' WHERE id = %s", pk)


def erase_facts(do, pk):
    do("UPDATE audit_event SET facts = NULL, nonce = NULL WHERE id = %s", pk)


def rename_object(do, pk):
    do("UPDATE audit_event SET object_id = '17' WHERE id = %s", pk)


def delete(do, pk):
    do("DELETE FROM audit_event WHERE id = %s", pk)


def delete_with_leaf(do, pk):
    do("DELETE FROM audit_event WHERE id = %s", pk)
    do("DELETE FROM audit_leaf WHERE event_id = %s", pk)


def edit_with_leaf(do, pk):
    edit(do, pk)
    event = Event.objects.get(pk=pk)
    do("UPDATE audit_leaf SET digest = %s WHERE event_id = %s", canonical.leaf(canonical.covered(event)), pk)


def swap(do, pk):
    """Two events of one seal change places, leaves and all that points at them as it was."""
    other = pk + 1 if Leaf.objects.get(pk=pk).seal_id == Leaf.objects.get(pk=pk + 1).seal_id else pk - 1
    for a, b in ((pk, 0), (other, pk), (0, other)):
        do("UPDATE audit_event SET id = %s WHERE id = %s", b, a)


def cut_the_seal(do, pk):
    seal = Leaf.objects.get(pk=pk).seal_id
    do("DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_leaf WHERE seal_id = %s)", seal)
    do("DELETE FROM audit_leaf WHERE seal_id = %s", seal)
    do("DELETE FROM audit_seal WHERE number = %s", seal)


def cut_the_tail(do, pk):
    seal = Leaf.objects.get(pk=pk).seal_id
    do("DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_leaf WHERE seal_id >= %s)", seal)
    do("DELETE FROM audit_leaf WHERE seal_id >= %s", seal)
    do("DELETE FROM audit_seal WHERE number >= %s", seal)


def back_date(do, pk):
    do(
        "INSERT INTO audit_event (txid, at, action, outcome, session, request, object_type, object_id, object_key, "
        "party, salt, facts_digest, nonce, facts) SELECT txid, at, 'grant.given', outcome, session, request, "
        "object_type, object_id, object_key, party, salt, facts_digest, nonce, facts FROM audit_event WHERE id = %s",
        pk,
    )


def make_everything_anew(do, pk):
    """Edit one event, then compute every leaf, root and link after it again, as somebody who has read this code."""
    edit_with_leaf(do, pk)
    previous = sealing.START
    for seal in Seal.objects.order_by("number"):
        seal.root = Tree(list(seal.leaves.values_list("digest", flat=True))).root
        seal.previous = previous
        previous = canonical.seal_hash(seal)
        do(
            "UPDATE audit_seal SET root = %s, previous = %s, hash = %s WHERE number = %s",
            seal.root,
            seal.previous,
            previous,
            seal.number,
        )


TAMPERING = {
    edit: "edited",
    edit_facts: "edited",
    move_in_time: "edited",
    rename_object: "edited",
    erase_facts: "erased",
    delete: "deleted",
    delete_with_leaf: "count",
    edit_with_leaf: "root",
    swap: "edited",
    cut_the_seal: "seal deleted, or the tail",
    cut_the_tail: "tail deleted",
    back_date: "back-dated",
    make_everything_anew: "anchor",
}
EITHER = {"seal deleted, or the tail": {"seal deleted", "tail deleted"}}
NAMES_THE_EVENT = {edit, edit_facts, move_in_time, rename_object, erase_facts, delete}


def is_named(finding, problems, event):
    return finding is not None and finding.problem in problems and event in {None, finding.event}
