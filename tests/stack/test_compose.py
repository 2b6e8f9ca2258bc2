"""docker-compose.yml: it follows the specification, it scales, and every command in it works on real servers."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from stack import compose, environment
from stack.places import ROOT
from stack.servers import Servers
from stack.trial import TEMPLATE

GIVEN = dict.fromkeys(compose.needed(), "given") | {
    "ACCORD_HOST": "accord.example",
    "SYSTEM_CEILINGS": "USA=S,NATO=NS",
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return compose.load(GIVEN)


@pytest.fixture
def servers() -> Servers:
    """The servers of this test run."""
    return Servers("test")


@pytest.fixture
def database(servers: Servers, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own: empty, or with *request*'s template in it."""
    name = f"accord_{os.environ['TEST_RUN']}_compose_{os.getpid()}"
    servers.create_database(name, getattr(request, "param", None))
    yield name
    servers.drop_database(name)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def told(service: dict[str, Any], servers: Servers, tmp_path: Path, database: str) -> dict[str, str]:
    """What Compose would tell *service*, with our servers in the place of its own; the role stays the file's."""
    role = str(urlsplit(service["environment"]["DATABASE_URL"]).username).removeprefix("accord_")
    ours = environment.connections(servers, role, database, broker=os.getpid() + 1)  # type: ignore[arg-type]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # The template believes the signatures of this checkout's key.
    ours["SECRET_KEY"] = os.environ["SECRET_KEY"]
    ours["AUDIT_ANCHORS"] = str(tmp_path / "anchors.jsonl")
    ours["FILES_DIR"] = str(tmp_path / "files")
    return {**service["environment"], **ours, "PATH": path, "ACCORD_VAR": str(tmp_path), "HOME": str(tmp_path)}


@pytest.fixture
def begin(document: dict[str, Any], servers: Servers, database: str, tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Starts a service with the file's own command and returns its log; all of them must end well when asked to."""
    started: dict[str, subprocess.Popen[bytes]] = {}

    def start(name: str, old: str = "", new: str = "") -> Path:
        service = document["services"][name]
        command = [part.replace(old, new) if old else part for part in service["command"]]
        variables = told(service, servers, tmp_path, database)
        log = tmp_path / f"{name}.log"
        with log.open("w") as output:
            started[name] = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT)
        return log

    yield start
    for process in started.values():
        process.terminate()
    assert {name: process.wait(30) for name, process in started.items()} == dict.fromkeys(started, 0)


def wait_for(pattern: str, log: Path, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not re.search(pattern, log.read_text()):
        assert time.monotonic() < deadline, f"{pattern!r} never came:\n{log.read_text()}"
        time.sleep(0.1)


def answer(port: int, log: Path) -> int:
    wait_for("Listening at", log)
    peer = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    peer.request("GET", "/livez", headers={"Host": "localhost"})
    status = peer.getresponse().status
    peer.close()
    return status


def test_the_file_follows_the_compose_specification(document: dict[str, Any]) -> None:
    assert compose.problems(document) == []


@pytest.mark.parametrize(
    ("service", "change", "said"),
    [
        ("web", {"container_name": "web"}, "services.web.container_name keeps it from scaling."),
        ("web", {"ports": ["8000:8000"]}, "services.web.ports keeps it from scaling."),
        (
            "beat",
            {"comand": ["celery"]},
            "services.beat: 'comand' does not match any of the regexes: '^x-'",
        ),
    ],
)
def test_a_mistake_in_the_file_is_named(
    document: dict[str, Any], service: str, change: dict[str, Any], said: str
) -> None:
    services = document["services"]
    broken = {**document, "services": {**services, service: {**services[service], **change}}}

    assert compose.problems(broken) == [said]


def test_a_variable_without_a_default_must_be_set() -> None:
    with pytest.raises(compose.Unset, match="SECRET_KEY is not set"):
        compose.load({name: value for name, value in GIVEN.items() if name != "SECRET_KEY"})


def test_the_example_names_every_variable_that_must_be_set() -> None:
    lines = (ROOT / "docker" / "example.env").read_text().splitlines()

    assert compose.needed() <= {line.partition("=")[0] for line in lines if "=" in line}


def test_only_tick_sees_past_row_level_security(document: dict[str, Any]) -> None:
    roles = {
        name: urlsplit(document["services"][name]["environment"]["DATABASE_URL"]).username for name in compose.OURS
    }

    assert roles == {
        "migrate": "accord_migrate",
        "web": "accord_app",
        "worker": "accord_app",
        "tick": "accord_system",
        "beat": "accord_app",
    }


def test_migrate_makes_the_tables(document: dict[str, Any], servers: Servers, database: str, tmp_path: Path) -> None:
    service = document["services"]["migrate"]

    done = subprocess.run(
        service["command"],
        cwd=ROOT,
        env=told(service, servers, tmp_path, database),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    owners = servers.postgres.ask(
        "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", database
    )
    assert owners.split() == ["accord_audit", "accord_owner"]


@pytest.mark.parametrize("database", [TEMPLATE], indirect=True)
def test_web_answers_workers_work_and_beat_beats(begin: Callable[..., Path], tmp_path: Path) -> None:
    port = free_port()

    web, worker, tick = begin("web", "0.0.0.0:8000", f"127.0.0.1:{port}"), begin("worker"), begin("tick")
    beat = begin("beat", "/tmp/beat", str(tmp_path / "beat"))

    assert answer(port, web) == http.client.OK
    wait_for(r"mail@.* ready\.", worker)
    wait_for(r"tick@.* ready\.", tick)
    wait_for(r"Sending due task sweep", beat)
    wait_for(r"jobs\.tasks\.sweep.* succeeded", tick)


def test_the_image_is_built_from_files_that_exist() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    missing = [name for line in copied for name in line.split() if not (ROOT / name).exists()]

    assert missing == []


def test_the_image_collects_its_static_files_with_the_settings_it_names(tmp_path: Path) -> None:
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    found = re.search(r"&& ((?:\w+=\S+ +)+)(python manage\.py collectstatic [^&]+)", lines)
    assert found
    named = dict(pair.split("=", 1) for pair in found[1].split())
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        [*found[2].split(), "--dry-run"],
        cwd=ROOT,
        env={**named, "PATH": path, "ACCORD_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
