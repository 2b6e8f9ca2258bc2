"""Break one line in a copy of the tree, run the tests that should notice, and say whether they did.

A copy is made once and repaired after each mutant. Its tests use the servers of the run they belong to, with
databases of their own whose names hold the run's, so that they go when the run ends.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from tests.evidence.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", "dist", "docs")
NOTICED, SURVIVED = 1, 0  # What pytest exits with.
SECONDS = 240


@dataclass
class Copy:
    """A copy of the tree for one mutant at a time. Every write gets a time of its own, so that Python reads it anew."""

    folder: Path
    name: str
    written: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        shutil.copytree(ROOT, self.folder, ignore=LEFT_OUT, dirs_exist_ok=True)
        (self.folder / "static" / "dist").mkdir(parents=True, exist_ok=True)

    def try_out(self, mutant: Mutant) -> tuple[int, str]:
        """What the killers of *mutant* exit with, and say."""
        if mutant.place == "SQL":
            with self._database(mutant.old) as address:
                return self._run(mutant.killers, {"TEST_DATABASE_URL": address})
        path = self.folder / mutant.place
        sound = path.read_text(encoding="utf-8")
        self._write(path, sound.replace(mutant.old, mutant.new))
        try:
            return self._run(mutant.killers, {})
        finally:
            self._write(path, sound)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8")
        moment = path.stat().st_mtime + next(self.written)
        os.utime(path, (moment, moment))

    def _run(self, tests: tuple[str, ...], extra: dict[str, str]) -> tuple[int, str]:
        quiet = ["-x", "-q", "-p", "no:randomly", "--no-header", "--show-capture=no", "--tb=line"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *quiet, *tests],
            cwd=self.folder,
            env={**self._environment(), **extra},
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        return done.returncode, done.stdout[-600:]

    def _environment(self) -> dict[str, str]:
        mine = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "ASSURANCE"))}
        return {**mine, "TEST_RUN": f"{os.environ['TEST_RUN']}_{self.name}", "PYTHONPATH": ""}

    @contextmanager
    def _database(self, statement: str) -> Iterator[str]:
        """A template in which *statement* was executed by its owner."""
        template = os.environ["TEST_DATABASE_URL"]
        original = urlsplit(template).path.lstrip("/")
        name = f"accord_{os.environ['TEST_RUN']}_{self.name}_template"
        address = template.replace(f"/{original}", f"/{name}")
        execute(template.replace(f"/{original}", "/postgres"), "DROP DATABASE IF EXISTS {name} WITH (FORCE)", name)
        execute(template.replace(f"/{original}", "/postgres"), f"CREATE DATABASE {{name}} TEMPLATE {original}", name)
        try:
            execute(address, statement, name)
            yield address
        finally:
            execute(template.replace(f"/{original}", "/postgres"), "DROP DATABASE {name} WITH (FORCE)", name)


def execute(address: str, statement: str, name: str) -> None:
    link = psycopg2.connect(address)
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(name=sql.Identifier(name)))
    link.close()


def missing(mutants: list[Mutant] = MUTANTS) -> list[str]:
    """Mutants whose text isn't in its file exactly once: the code has moved on."""
    return [
        f"{mutant} occurs {found}×"
        for mutant in mutants
        if mutant.place != "SQL" and (found := (ROOT / mutant.place).read_text(encoding="utf-8").count(mutant.old)) != 1
    ]


def survivors(mutants: list[Mutant], folder: Path, *, hands: int = 1) -> list[str]:
    """Try out *mutants*, *hands* at a time; name those that nobody noticed, and those that broke the tests instead."""
    shares = [mutants[hand::hands] for hand in range(hands)]
    with ThreadPoolExecutor(hands) as pool:
        jobs = [pool.submit(_try_out, share, folder / f"hand{hand}", hand) for hand, share in enumerate(shares)]
        return [name for job in jobs for name in job.result()]


def _try_out(mutants: list[Mutant], folder: Path, hand: int) -> list[str]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")  # Two of them at once must not share a database.
    copy, found = Copy(folder, f"{worker}h{hand}"), []
    for mutant in mutants:
        code, said = copy.try_out(mutant)
        if code == SURVIVED:
            found.append(f"survived: {mutant}")
        elif code != NOTICED:
            found.append(f"exit {code}: {mutant}\n{said}")
    return found
