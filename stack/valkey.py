"""One Valkey: the broker. It may lose everything at any time, so nothing it left behind may keep it from starting."""

import contextlib
import shutil
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from stack import binaries, processes
from stack.account import SetUpError, give, own_folder
from stack.places import Place

DATABASES = 64
ATTEMPTS = 4


@dataclass
class Valkey:
    """The broker of *place*, on a loopback port that stays the same from start to start if it can."""

    place: Place
    password: str

    @property
    def data(self) -> Path:
        return self.place.state / "valkey"

    @property
    def port(self) -> int:
        """Where it listens, or listened last; 0 before the first start."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            return int((self.place.records / "valkey.port").read_text())
        return 0

    def start(self) -> None:
        """Have it run. Repeating it changes nothing."""
        if self.running() and self._answers():
            return
        self.stop()
        own_folder(self.data)
        for attempt in range(ATTEMPTS):
            if attempt == ATTEMPTS - 1:
                shutil.rmtree(self.data / "appendonlydir", ignore_errors=True)  # Damaged beyond what it repairs itself.
            if self._launch(self.port if attempt == 0 and self.port else _free_port()):
                return
        raise SetUpError(f"Valkey doesn't start; {self._log()} says why.")

    def stop(self) -> None:
        """Shut down; what was acknowledged is on the disk."""
        for process in processes.at_work_in(self.data, ""):
            processes.end(process, signal.SIGTERM)

    def running(self) -> psutil.Process | None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return processes.find(int((self.place.records / "valkey.pid").read_text()), self.data)
        return None

    def _launch(self, port: int) -> bool:
        (self.place.records / "valkey.port").write_text(str(port))
        configuration = self.data / "valkey.conf"
        configuration.write_text(
            f"bind 127.0.0.1\nport {port}\nrequirepass {self.password}\ndir {self.data}\ndatabases {DATABASES}\n"
            'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\ndaemonize no\n'
        )
        give(configuration)
        child = processes.launch([binaries.valkey(), configuration], self.data, self._log())
        (self.place.records / "valkey.pid").write_text(str(child.pid))
        while processes.alive(child):
            if self._answers():
                return True
            time.sleep(0.02)
        return False

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=2) as peer:
            peer.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            reply = peer.makefile("rb")
            return [reply.readline(), reply.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        return False

    def _log(self) -> Path:
        return self.place.logs / f"valkey-{self.place.name}.log"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
