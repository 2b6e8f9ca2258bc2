"""Where a checkout keeps what it makes: under ``var/``, and, for root, under a folder made for the servers."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from stack.account import own_folder

ROOT = Path(__file__).resolve().parent.parent
CHECKOUT_VAR = ROOT / "var"  # What set-up makes belongs to the checkout, whoever uses it.
VAR = Path(os.environ.get("ACCORD_VAR") or CHECKOUT_VAR)  # A second set of everything, for tests of all this.
HOME = Path("/var/lib/accord")  # Root's servers live here: no folder of anybody else's has to be opened for them.
LONGEST_SOCKET = 100  # The kernel refuses paths of more than 107 bytes; ours end in "/.s.PGSQL.5432".


@dataclass(frozen=True)
class Place:
    """One set of servers: *name* is ``run`` or ``test``, *var* the folder of the checkout it belongs to."""

    name: str
    var: Path = VAR

    @property
    def records(self) -> Path:
        """What the checkout knows of its servers: passwords, locks. Readable by its owner only."""
        return self.var / "servers" / self.name

    @property
    def state(self) -> Path:
        """The servers' own files."""
        folder = HOME / self._digest / self.name if os.geteuid() == 0 else self.records
        return folder.resolve()  # As the kernel names a process's working folder.

    @property
    def logs(self) -> Path:
        return self.var / "log"

    def sockets(self) -> Path:
        """The folder of PostgreSQL's socket, private and short enough for the kernel."""
        folder = self.state / "socket"
        if len(str(folder)) + len("/.s.PGSQL.5432") > LONGEST_SOCKET:
            folder = Path(tempfile.gettempdir()) / f"accord-{os.geteuid()}-{self._digest}-{self.name}"
        return own_folder(folder)

    @property
    def _digest(self) -> str:
        return hashlib.sha256(str(self.var.resolve()).encode()).hexdigest()[:12]
