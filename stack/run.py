"""``make run``: servers, database, demonstration, web, worker, tick and beat, together until Ctrl-C."""

import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

from stack import admission, environment, local
from stack.account import SetUpError
from stack.places import ROOT, VAR
from stack.prepare import ACCOUNTS, Preparation
from stack.programs import DATABASE, programs
from stack.servers import Servers
from stack.supervisor import Supervisor, end_orphans

PATIENCE = 90.0  # Seconds for the web server's first answer.
SHOWN = 8  # Accounts printed at the end; the file holds all.
RECORD = admission.RECORD
SERVED = VAR / "run.env"
SHARED = ("DATABASE_URL", "REDIS_URL", "BASE_URL", "ALLOWED_HOSTS", "DEMONSTRATION", "OPERATOR_PARTY", "MAILBOX_DIR")
ROUND = 0.3  # Seconds between looks at the programs.


class Stop(BaseException):
    """Somebody asked us to stop."""


def main() -> int:
    try:
        port = admission.port_of(os.environ.get("PORT", "8000"))
        admission.check_runner()
        end_orphans(RECORD)
        admission.check_port(port)
        with admission.admitted(f"http://127.0.0.1:{port}"):
            return serve(port)
    except (SetUpError, admission.Refused) as problem:
        say(str(problem))
        return 1


def serve(port: int) -> int:
    """Everything between the lock and its release; the exit code."""
    listen(_raise)
    servers = Servers("run")
    supervisor = None
    try:
        say("Starting PostgreSQL and Valkey.")
        servers.start()
        common = settings(port)
        Preparation(servers, common, say).all()
        publish({**common, **environment.connections(servers, "app", DATABASE)})
        supervisor = Supervisor(programs(port, servers, common), VAR / "log", RECORD, say)
        supervisor.start()
        await_answer(port, supervisor)
        say(welcome(port))
        watch(servers, supervisor)
    except Stop:
        return 0
    finally:
        listen(_insist)
        close(servers, supervisor)


def publish(told: Mapping[str, str]) -> None:
    """Let `manage.py` reach what is served, as the application's role: nobody else may read the file."""
    lines = [f"{name}={told[name]}\n" for name in SHARED if name in told]
    SERVED.touch(mode=0o600)
    SERVED.write_text("".join(lines), encoding="utf-8")


def settings(port: int) -> dict[str, str]:
    """What every process of the demonstration is told."""
    return {
        **environment.base(),
        **local.settings(),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DEMONSTRATION": "1",
        "OPERATOR_PARTY": "USA",
        "MAILBOX_DIR": str(VAR / "mailbox"),
        "ACCORD_VAR": str(VAR),
    }


def watch(servers: Servers, supervisor: Supervisor) -> NoReturn:
    """Until somebody stops us: start again what dies, servers included."""
    address = servers.redis_url
    while True:
        time.sleep(ROUND)
        if not servers.running():
            say("A server stopped; starting it again.")
            servers.start()
        if servers.redis_url != address:
            address = servers.redis_url
            supervisor.restart()
        supervisor.look()


def await_answer(port: int, supervisor: Supervisor) -> None:
    """Wait for the first page; if none comes, say what the web server said."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answers(port):
            return
        supervisor.look()
        time.sleep(0.1)
    said = (VAR / "log" / "web.log").read_text(errors="replace").splitlines()[-30:]
    raise SetUpError("\n".join([*said, f"The web server didn't answer within {PATIENCE:.0f} s; it said the above."]))


def answers(port: int) -> bool:
    peer = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        peer.request("GET", "/livez")
        return peer.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        peer.close()


def welcome(port: int) -> str:
    """The address, who can sign in, and what to look at."""
    accounts = json.loads(ACCOUNTS.read_text(encoding="utf-8"))
    shown = accounts[:SHOWN]
    name, word = (max(len(account[key]) for account in shown) for key in ("username", "password"))
    lines = [f"  {row['username']:<{name}}  {row['password']:<{word}}  {_who(row)}" for row in shown]
    tour = (Path(__file__).parent / "tour.txt").read_text(encoding="utf-8")
    return "\n".join(
        [
            "",
            f"Accord is at http://127.0.0.1:{port} - Ctrl-C stops it.",
            "",
            "Everybody in it is fictitious. Enter with one click, or sign in:",
            *lines,
            f"  All {len(accounts)} accounts, second factors included: {os.path.relpath(ACCOUNTS, ROOT)}",
            "",
            tour,
        ]
    )


def _who(account: Mapping[str, str]) -> str:
    return ", ".join(account[key] for key in ("name", "role", "organisation") if account.get(key))


def close(servers: Servers, supervisor: Supervisor | None) -> None:
    say("Stopping.")
    SERVED.unlink(missing_ok=True)
    if supervisor:
        supervisor.stop()
    servers.stop()
    say("Everything has stopped.")


def listen(handler: Callable[[int, FrameType | None], object]) -> None:
    """Have *handler* hear of Ctrl-C, of TERM and, unless we run under nohup, of a closed terminal."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, handler)


def _raise(number: int, frame: FrameType | None) -> None:
    raise Stop


def _insist(number: int, frame: FrameType | None) -> None:
    say("Already stopping; this takes a few seconds.")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
