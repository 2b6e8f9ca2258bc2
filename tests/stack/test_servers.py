"""PostgreSQL and Valkey from wheels: private, repeatable, and impossible to block by a crash."""

import contextlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from stack import binaries, leftovers, processes
from stack.places import HOME, ROOT
from stack.servers import Servers

Make = Callable[..., Servers]


def ask(servers: Servers, role: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg2.connect(servers.database_url(role, "accord")) as link, link.cursor() as cursor:  # type: ignore[arg-type]
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def above(*paths: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of every folder above *paths*, themselves included."""
    folders = {folder for path in paths for folder in [path, *path.parents] if folder.exists()}
    return {folder: (stat.S_IMODE(s.st_mode), s.st_uid, s.st_gid) for folder in folders for s in [folder.stat()]}


def test_starting_leaves_the_mode_and_owner_of_every_other_folder_alone(new_servers: Make, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)  # A private home, as root's often is: the wheel's own helper opened it to the world.
    servers = new_servers("home/checkout/var")
    wheel = Path(binaries.__file__).parent
    before = above(home, ROOT, wheel, Path(shutil.which("python3") or "/"), HOME.parent)

    servers.start()

    assert above(*before) == before
    assert stat.S_IMODE(servers.postgres.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((servers.place.records / "passwords.json").stat().st_mode) == 0o600


def test_servers_never_run_as_root(new_servers: Make) -> None:
    servers = new_servers("var").start()

    running = [servers.postgres.running(), servers.valkey.running()]

    assert all(process and process.uids().real != 0 for process in running)


def test_each_role_may_do_its_own_work_and_no_more(new_servers: Make) -> None:
    servers = new_servers("var").start()
    servers.create_database("accord")
    ask(servers, "migrate", "CREATE TABLE note (id serial PRIMARY KEY, text citext)")

    ask(servers, "app", "INSERT INTO note (text) VALUES ('mine')")
    rights = ask(
        servers,
        "superuser",
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
        " FROM pg_roles WHERE rolname LIKE 'accord%' ORDER BY 1",
    )

    assert rights == [
        ("accord_app", True, False, False, False, False),
        ("accord_audit", False, False, False, False, False),
        ("accord_definer", False, False, True, False, False),
        ("accord_migrate", True, False, False, False, False),
        ("accord_owner", False, False, False, False, False),
        ("accord_system", True, False, True, False, False),
    ]
    assert ask(servers, "superuser", "SELECT tableowner FROM pg_tables WHERE tablename = 'note'") == [("accord_owner",)]
    for refused in (
        "TRUNCATE note",
        "CREATE TABLE other (id int)",
        "SET ROLE accord_owner",
        "ALTER TABLE note ENABLE ROW LEVEL SECURITY",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(servers, "app", refused)


def test_a_log_line_holds_no_data(new_servers: Make) -> None:
    servers = new_servers("var").start()
    servers.create_database("accord")
    ask(servers, "migrate", "CREATE TABLE plan (name text PRIMARY KEY); INSERT INTO plan VALUES ('canary-one')")

    with pytest.raises(psycopg2.errors.UniqueViolation):
        ask(servers, "app", "INSERT INTO plan VALUES ('canary-one')")

    log = (servers.place.logs / "postgres-test.log").read_text()
    assert "duplicate key" in log
    assert "canary" not in log


def test_a_crash_of_everything_never_blocks_the_next_start(new_servers: Make) -> None:
    servers = new_servers("var", "run").start()
    servers.create_database("accord")
    ask(servers, "migrate", "CREATE TABLE note (text text); INSERT INTO note VALUES ('kept')")
    victims = [*processes.at_work_in(servers.postgres.data, ""), *processes.at_work_in(servers.valkey.data, "")]
    for process in victims:
        with contextlib.suppress(psutil.NoSuchProcess):  # The first one's end may take another with it.
            process.kill()
    psutil.wait_procs(victims, timeout=10)
    # The number in each file now belongs to a stranger: this very test.
    stale = (servers.postgres.data / "postmaster.pid").read_text().splitlines()
    (servers.postgres.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *stale[1:]]) + "\n")
    (servers.postgres.socket / ".s.PGSQL.5432.lock").write_text("\n".join([str(os.getpid()), *stale[1:]]) + "\n")
    for file in (servers.valkey.data / "appendonlydir").glob("*.incr.aof"):
        file.write_bytes(b"not a log of anything")

    again = Servers("run", servers.place.var).start()

    assert ask(again, "app", "SELECT text FROM note") == [("kept",)]
    assert redis.Redis.from_url(again.redis_url).ping()


def test_starting_twice_leaves_the_first_running(new_servers: Make) -> None:
    first = new_servers("var").start()
    before = [first.postgres.running(), first.valkey.running()]

    second = Servers("test", first.place.var).start()

    assert [second.postgres.running(), second.valkey.running()] == before
    assert (second.database_url(), second.redis_url) == (first.database_url(), first.redis_url)


def test_two_checkouts_live_side_by_side(new_servers: Make) -> None:
    one, other = new_servers("one").start(), new_servers("other").start()
    for servers, text in ((one, "first"), (other, "second")):
        servers.create_database("accord")
        ask(servers, "migrate", f"CREATE TABLE note (text text); INSERT INTO note VALUES ('{text}')")
        redis.Redis.from_url(servers.redis_url).set("whose", text)

    one.stop()

    assert ask(other, "app", "SELECT text FROM note") == [("second",)]
    assert redis.Redis.from_url(other.redis_url).get("whose") == b"second"
    assert not one.running()


def test_stopping_keeps_the_data_and_leaves_no_process(new_servers: Make) -> None:
    servers = new_servers("var").start()
    servers.create_database("accord")
    ask(servers, "migrate", "CREATE TABLE note (text text); INSERT INTO note VALUES ('kept')")

    servers.stop()

    assert processes.at_work_in(servers.postgres.data, "") == processes.at_work_in(servers.valkey.data, "") == []
    servers.start()
    assert ask(servers, "app", "SELECT text FROM note") == [("kept",)]


def test_without_its_var_folder_a_checkout_begins_afresh(new_servers: Make) -> None:
    servers = new_servers("var").start()
    servers.create_database("accord")
    shutil.rmtree(servers.place.var)

    again = Servers("test", servers.place.var).start()

    assert "accord" not in again.databases()


@pytest.mark.skipif(os.geteuid() != 0, reason="Everybody else's servers live in the checkout and go with it.")
def test_what_a_vanished_checkout_left_running_is_ended_and_removed(new_servers: Make) -> None:
    gone, kept = new_servers("gone", "run").start(), new_servers("kept").start()
    running = [gone.postgres.running(), gone.valkey.running()]
    shutil.rmtree(gone.place.var)

    leftovers.clear()

    assert [process for process in running if process and processes.alive(process)] == []
    assert not gone.place.state.parent.exists()
    assert kept.running()


def test_a_broker_wants_its_password(new_servers: Make) -> None:
    servers = new_servers("var").start()

    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=servers.valkey.port).ping()


def test_the_first_recent_postgresql_on_the_path_can_replace_the_wheel(tmp_path: Path) -> None:
    for version in (15, 17, 18):
        folder = tmp_path / str(version)
        folder.mkdir()
        (folder / "initdb").write_text(f"#!/bin/sh\necho 'initdb (PostgreSQL) {version}.3'\n")
        (folder / "initdb").chmod(0o755)

    path = os.pathsep.join(str(tmp_path / name) for name in ("nowhere", "15", "17", "18"))

    assert binaries.on_path(path) == tmp_path / "17"
    assert binaries.on_path(str(tmp_path / "15")) is None


def test_a_number_that_belongs_to_a_stranger_is_nobody_of_ours(tmp_path: Path) -> None:
    assert processes.find(os.getpid(), tmp_path) is None
    assert processes.session_of(os.getpid(), since=psutil.Process().create_time() + 3600) == []
