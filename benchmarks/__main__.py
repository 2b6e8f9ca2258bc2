"""Make a database of our own among the test servers, and measure in it: ``ROWS=1000000 python -m benchmarks``.

A word after it names another part than ``run``: ``python -m benchmarks bookings``.
"""

import subprocess
import sys

from stack.account import SetUpError
from stack.places import ROOT
from stack.servers import Servers
from stack.trial import stop_if_unused, trial

RUN = "import sys, django; django.setup(); from benchmarks.{part} import main; sys.exit(main())"
PARTS = {"run", "bookings", "desk", "finder"}


def main() -> int:
    """The database goes when the run ends; the exit code says whether every target was met."""
    part = next(iter(sys.argv[1:]), "run")
    if part not in PARTS:
        raise SetUpError(f"There is no part {part}: choose one of {', '.join(sorted(PARTS))}.")
    servers = Servers("test")
    try:
        with trial() as variables:
            name = variables["DATABASE_URL"].partition("@/")[2].partition("?")[0]
            superuser = servers.database_url("superuser", name)
            done = subprocess.run(
                [sys.executable, "-c", RUN.format(part=part)],
                cwd=ROOT,
                env={**variables, "BENCH_DATABASE_URL": superuser},
                check=False,
            )
            return done.returncode
    finally:
        stop_if_unused(servers)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SetUpError as problem:
        sys.exit(str(problem))
