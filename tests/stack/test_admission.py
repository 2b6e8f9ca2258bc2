"""One run at a time in a checkout, on a port that is free; every refusal is a sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from stack import admission
from stack.places import ROOT


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = {**os.environ, "PORT": str(port), "ACCORD_VAR": str(tmp_path / "var")}

        done = subprocess.run(
            [sys.executable, "-m", "stack.run"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    assert (done.returncode, done.stdout) == (1, f"Port {port} is taken; choose another: make run PORT={port + 1}\n")
    assert not (tmp_path / "var").exists()


def test_a_second_run_in_the_same_checkout_is_told_of_the_first(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"

    with admission.admitted("http://127.0.0.1:8123", lock):
        seen = admission.runner(lock)
        with pytest.raises(admission.Refused, match="already"), admission.admitted("http://127.0.0.1:8124", lock):
            pass

    assert seen == (os.getpid(), "http://127.0.0.1:8123")
    assert admission.runner(lock) is None


@pytest.mark.parametrize("text", ["", "0", "65536", "80a", "-1"])
def test_what_is_no_port_is_refused_by_name(text: str) -> None:
    with pytest.raises(admission.Refused, match=f"PORT={text} is no port"):
        admission.port_of(text)
