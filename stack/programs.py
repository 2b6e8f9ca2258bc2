"""The four processes of Accord and their command lines; docker-compose.yml holds the same for production."""

import sys
from collections.abc import Callable, Mapping

from stack import environment
from stack.places import VAR
from stack.servers import Role, Servers
from stack.supervisor import Program

DATABASE = "accord"
# Celery, quiet about its peers: there are none to find.
WORKER = ["--loglevel=INFO", "--without-gossip", "--without-mingle"]


def programs(port: int, servers: Servers, common: Mapping[str, str]) -> list[Program]:
    """Web and worker as the application's role; tick, which has to see what is due, as the system's."""

    def told(role: Role) -> Callable[[], Mapping[str, str]]:
        return lambda: {**common, **environment.connections(servers, role, DATABASE)}

    return [
        Program("web", web(port), told("app")),
        Program("worker", worker("mail"), told("app")),
        Program("tick", worker("tick"), told("system")),
        Program("beat", beat(), told("app")),
    ]


def web(port: int) -> list[str]:
    options = [
        "--workers=2",
        "--threads=4",
        "--graceful-timeout=15",
        "--no-control-socket",
        "--worker-tmp-dir=/dev/shm",
    ]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{port}", *options]


def worker(queue: str) -> list[str]:
    options = ["--concurrency=1", f"--queues={queue}", f"--hostname={queue}@%h", *WORKER]
    return [sys.executable, "-m", "celery", "--app=config", "worker", *options]


def beat() -> list[str]:
    options = ["--loglevel=INFO", f"--schedule={VAR / 'beat'}", "--pidfile="]
    return [sys.executable, "-m", "celery", "--app=config", "beat", *options]
