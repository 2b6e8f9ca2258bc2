"""Servers of a test's own, in a folder of its own; nothing of this checkout's is touched."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest

from stack.places import HOME
from stack.servers import Servers


@pytest.fixture
def new_servers(tmp_path: Path) -> Iterator[Callable[..., Servers]]:
    """Makes servers whose ``var`` has the given name; stopped and removed afterwards."""
    made: list[Servers] = []

    def make(name: str, kind: Literal["run", "test"] = "test") -> Servers:
        made.append(Servers(kind, tmp_path / name))
        return made[-1]

    yield make
    for servers in made:
        servers.stop()
        if os.geteuid() == 0 and servers.place.state.is_relative_to(HOME):
            shutil.rmtree(servers.place.state.parent, ignore_errors=True)
