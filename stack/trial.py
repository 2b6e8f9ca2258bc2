"""The test environment: servers shared by everybody who tests in this checkout, and a database of one's own.

``accord_template`` is an empty, migrated database, made again whenever a migration changes. Each run works on copies
of it named after the run, so that several can go on at once.
"""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import psutil

from stack import environment, leftovers, local, processes
from stack.account import SetUpError
from stack.places import ROOT
from stack.servers import Servers, in_use

TEMPLATE = "accord_template"
OF_A_RUN = re.compile(r"(?:^|_)s(\d+)(?:_|$)")
NOT_APPS = {".venv", "var", "static", "tests", "node_modules"}


@contextlib.contextmanager
def trial(*, strict: bool = True) -> Iterator[dict[str, str]]:
    """Servers, a migrated template and a private database; yields the environment to test in.

    Not *strict*: where the migrations fail, say so and go on with what there is, so that they can be repaired.
    """
    servers = Servers("test")
    with processes.lock(in_use(servers), shared=True):
        leftovers.clear()
        servers.start()
        try:
            prepare_template(servers)
        except SetUpError as problem:
            if strict:
                raise
            print(f"{problem}\nGoing on without these migrations.", file=sys.stderr)
        run = f"s{os.getpid()}"
        database = f"accord_{run}"
        servers.drop_database(database)
        servers.create_database(database, TEMPLATE if TEMPLATE in servers.databases() else None)
        try:
            yield variables(servers, run, database)
        finally:
            sweep(servers, run)


def variables(servers: Servers, run: str, database: str) -> dict[str, str]:
    """The environment of a test run.

    ``DATABASE_URL`` is a migrated database of this run's own, as the application's role; ``TEST_DATABASE_URL`` the
    template, as superuser. Every database whose name contains ``TEST_RUN`` is dropped when the run ends.
    """
    return {
        **environment.base(),
        **local.settings(),
        **environment.TESTING,
        **environment.connections(servers, "app", database, broker=os.getpid()),
        "MIGRATE_DATABASE_URL": servers.database_url("migrate", database),
        "SYSTEM_DATABASE_URL": servers.database_url("system", database),
        "TEST_DATABASE_URL": servers.database_url("superuser", TEMPLATE),
        "TEST_RUN": run,
    }


def prepare_template(servers: Servers) -> None:
    """Have the template match the migrations; a failed attempt leaves the old one alone."""
    with processes.lock(servers.place.var / "servers" / "template.lock"):
        wanted = migrations()
        if servers.databases().get(TEMPLATE) == wanted:
            return
        draft = f"{TEMPLATE}_draft"
        servers.drop_database(draft)
        servers.create_database(draft)
        _migrate(servers, draft)
        servers.describe_database(draft, wanted)
        servers.drop_database(TEMPLATE)
        servers.rename_database(draft, TEMPLATE)


def sweep(servers: Servers, run: str) -> None:
    """Drop the databases of *run*, and those of runs that died without doing so."""
    for name in servers.databases():
        found = OF_A_RUN.search(name)
        if found and (f"s{found.group(1)}" == run or not psutil.pid_exists(int(found.group(1)))):
            servers.drop_database(name)


def stop_if_unused(servers: Servers) -> bool:
    """Stop the test servers unless somebody else works with them; says whether they were stopped."""
    with processes.lock_if_free(in_use(servers)) as free:
        if free:
            servers.stop()
    return free


def _migrate(servers: Servers, database: str) -> None:
    done = subprocess.run(
        environment.manage("migrate", "--no-input", "--verbosity=0"),
        cwd=ROOT,
        env={
            **environment.base(),
            **local.settings(),
            **environment.TESTING,
            **environment.connections(servers, "migrate", database),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetUpError(f"The migrations failed:\n{done.stdout}{done.stderr}")


def migrations() -> str:
    """What the template is made from: migrations, roles, the versions of the packages that bring their own, our key."""
    key = local.settings()["SECRET_KEY"]  # The database believes its signatures and no others.
    files = [path for path in ROOT.glob("*/migrations/*.py") if path.parts[-3] not in NOT_APPS]
    return local.fingerprint([*files, *ROOT.glob("stack/*.sql"), ROOT / "requirements.txt", ROOT / "manage.py"], key)
