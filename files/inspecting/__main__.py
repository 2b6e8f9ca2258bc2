"""``python -m files.inspecting SOURCE TARGET SUFFIX``: one JSON line; the limits hold before anything is read."""

import json
import resource
import sys
from pathlib import Path

from files.inspecting.inspect import inspect
from files.inspecting.report import Refused

SECONDS = 15
MEMORY = 1 << 30  # Of address space, what the interpreter and its libraries map included.
MOST_WRITTEN = 256 << 20


def limit() -> None:
    """What no file can need; the kernel ends whatever asks for more."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(source: str, target: str, suffix: str) -> None:
    limit()
    try:
        said = inspect(Path(source), Path(target), suffix).as_dict()
    except Refused as refused:
        said = {"refused": refused.code, "detail": refused.detail}
    except (MemoryError, RecursionError):
        said = {"refused": "bomb", "detail": ""}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
