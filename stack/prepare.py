"""What has to be there before the first page: a migrated database, static files, the demonstration."""

import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from stack import environment, local
from stack.account import SetUpError
from stack.places import ROOT, VAR
from stack.programs import DATABASE
from stack.servers import Role, Servers
from stack.trial import migrations

ACCOUNTS = VAR / "demo-accounts.json"
# What packages bring along and no page names: the explorer's other half asks strangers for fonts, DRF's own pages are
# switched off, htmx is built into our own script. The same as in the Dockerfile.
UNUSED = ("redoc", "rest_framework", "django_htmx")
SCENARIO = ROOT / "scenarios" / "demonstration.yaml"
EQUIVALENCES = ROOT / "clearances" / "data" / "equivalences.yaml"


@dataclass
class Preparation:
    """Brings one thing after the other up to date, and leaves alone what is; *say* hears of each."""

    servers: Servers
    common: Mapping[str, str]
    say: Callable[[str], None]

    def all(self) -> None:
        Path(self.common["MAILBOX_DIR"]).mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(1) as pool:  # Two cores: compressing files and filling tables don't meet.
            files = pool.submit(self.static_files)
            new = self.database()
            self.equivalences(new)
            self.demonstration(new)
            files.result()

    def database(self) -> bool:
        """The tables; says whether the database is new."""
        known, wanted = self.servers.databases(), migrations()
        if DATABASE not in known:
            self.servers.create_database(DATABASE)
            self._set_anchors_aside()
        if known.get(DATABASE) != wanted:
            self.manage("migrations", "migrate", "migrate", "--no-input", "--verbosity=0")
            self.servers.describe_database(DATABASE, wanted)
        return DATABASE not in known

    def _set_anchors_aside(self) -> None:
        """The audit's anchors of another database would contradict the seals of this one."""
        anchors = VAR / "audit" / "anchors.jsonl"
        if anchors.exists():
            anchors.rename(anchors.with_name(f"anchors-until-{time.strftime('%Y%m%dT%H%M%S')}.jsonl"))

    def static_files(self) -> None:
        """Hashed and compressed copies of what the front end was built into."""
        built = [path for path in (ROOT / "static" / "dist").rglob("*") if path.is_file()]
        mark = _mark(built, ROOT / "requirements.txt")
        if not (VAR / "static").exists() or not local.is_done("static files", mark):
            self.manage(
                "static files",
                "app",
                "collectstatic",
                "--no-input",
                "--clear",
                "--verbosity=0",
                *(f"--ignore={name}" for name in UNUSED),
            )
            local.done("static files", mark)

    def equivalences(self, new: bool) -> None:
        """The national table that is shipped; recognitions may rest on its verified rows."""
        mark = _mark([EQUIVALENCES])
        if new or not local.is_done("equivalences", mark):
            self.manage("equivalences", "app", "load_equivalences")
            local.done("equivalences", mark)

    def demonstration(self, new: bool) -> None:
        """The scenario. Loading it again would change nothing; not loading it is quicker."""
        mark = _mark(SCENARIO.parent.rglob("*.yaml"))
        if new or not ACCOUNTS.exists() or not local.is_done("demonstration", mark):
            self.manage("demonstration", "app", "load_scenario", str(SCENARIO))
            local.done("demonstration", mark)

    def manage(self, name: str, role: Role, *command: str) -> None:
        began = time.monotonic()
        variables = {**self.common, **environment.connections(self.servers, role, DATABASE)}
        done = subprocess.run(
            environment.manage(*command),
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SetUpError(f"{done.stdout}{done.stderr}\nStarting failed at: {name}; the above says why.")
        self.say(f"  {name:<14}{time.monotonic() - began:6.1f} s")


def _mark(files: Iterable[Path], *others: Path) -> str:
    return local.fingerprint([*files, *others])
