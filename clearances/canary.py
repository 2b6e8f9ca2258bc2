"""The behavioural canary: at every start, and for every readiness probe, see that the database's own lock works.

Two rows lie in ``clearances_canary``, under the labels -1 and -2. Acting for nobody must show neither, acting under the
first label must show that one alone, and a context that wasn't signed for this connection must be refused.
"""

from collections.abc import Iterator
from time import time

from django.db import DatabaseError, ProgrammingError, connection, transaction

from clearances import catalogue, context, signing
from clearances.models import Canary

SEEN, HIDDEN = -1, -2
# The refusal is caught in the database, so that its log tells of attempts and not of every probe.
TRIED = """
DO $$ BEGIN
    PERFORM FROM public.clearances_canary;
    RAISE 'believed';
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$
"""
APPLICATION, SYSTEM = "accord_app", "accord_system"


class Unlocked(Exception):
    """The database's own lock is not what it must be; nothing may start."""


class _Watcher:
    """Acts under the canary's visible label and no other."""

    def claim(self) -> context.Claim:
        return context.Claim(0, "canary", (SEEN,))

    def knows(self, label_id: int) -> bool:
        return True

    def forget(self) -> None:
        """It has no facts to forget."""


def refuse_unless_locked(role: str = APPLICATION) -> None:
    """Stop this process from starting unless it works as *role* and row-level security holds.

    Raises:
        Unlocked: with every finding, a sentence each.
    """
    found = [*_role(role), *catalogue.findings()]
    if role == APPLICATION:
        found += findings()
    if found:
        raise Unlocked("Accord doesn't start, because the database's own lock isn't complete:\n" + "\n".join(found))


def _role(wanted: str) -> Iterator[str]:
    """Signed in as that role too: whoever merely put it on could take it off again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user::text, current_user::text")
        signed_in, role = cursor.fetchone()
    if role != wanted:
        yield f"This process works as {role} in the database and must work as {wanted}: mend its DATABASE_URL."
    elif signed_in != wanted:
        yield f"This process signs in to the database as {signed_in} and must as {wanted}: mend its DATABASE_URL."


def findings() -> list[str]:
    """What the two rows say against the lock, as the application's role; empty if it holds."""
    return [*_shown(), *_believed()]


def _shown() -> Iterator[str]:
    for subject, wanted in ((None, set()), (_Watcher(), {SEEN})):
        try:
            with context.acting(subject), transaction.atomic():
                shown = set(Canary.objects.values_list("label_id", flat=True))
        except ProgrammingError:
            yield "The database refuses what this process signs: run manage.py migrate with this SECRET_KEY."
            continue
        if shown != wanted:
            yield f"Row-level security shows the canaries {sorted(shown)} instead of {sorted(wanted)}."


def _believed() -> Iterator[str]:
    """Whether the database believes what wasn't signed, or was signed for another connection, or long ago."""
    connection.ensure_connection()
    pid, now = connection.connection.info.backend_pid, int(time())
    claim = context.Claim(0, "canary", (SEEN, HIDDEN))
    signed = signing.sign(claim, pid, now)
    lies = {
        "a context with a broken seal": f"{signed[:-1]}{'0' if signed[-1] != '0' else '1'}",
        "another connection's context": signing.sign(claim, pid + 1, now),
        "an old context": signing.sign(claim, pid, now - 2 * signing.LASTS),
    }
    for name, text in lies.items():
        if not _is_refused(text):
            yield f"The database believes {name}."


def _is_refused(text: str) -> bool:
    try:
        with context.acting(None), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('accord.context', %s, true)", [text])
            cursor.execute(TRIED)
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True
