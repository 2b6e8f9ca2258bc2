"""Set-up: on a Python without its module for environments, and not twice for the same inputs."""

import os
import subprocess
import sys
from pathlib import Path

from stack import steps
from stack.places import ROOT


def test_without_the_module_venv_an_environment_is_made_by_virtualenv(tmp_path: Path) -> None:
    (tmp_path / "broken" / "venv").mkdir(parents=True)
    (tmp_path / "broken" / "venv" / "__init__.py").write_text("raise ImportError('Debian: install python3-venv')\n")
    target = tmp_path / "environment"
    code = f"from pathlib import Path; from stack import interpreter; interpreter.create(Path({str(target)!r}))"
    environment = {
        **os.environ,
        "PYTHONPATH": f"{tmp_path / 'broken'}{os.pathsep}{ROOT}",
        "ACCORD_VAR": str(tmp_path / "var"),
    }

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    said = subprocess.run(
        [target / "bin" / "python", "-m", "pip", "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert str(target) in said


def test_a_step_is_carried_out_once_for_the_same_inputs(tmp_path: Path) -> None:
    source, result, name = tmp_path / "source", tmp_path / "result", "the step of a test"
    source.write_text("one")
    runs: list[str] = []

    def action() -> None:
        runs.append(source.read_text())
        result.touch()

    for text in ("one", "one", "two", "two"):
        source.write_text(text)
        steps.step(name, [source], action, proof=result)
    result.unlink()
    steps.step(name, [source], action, proof=result)

    assert runs == ["one", "two", "two"]


def test_every_locked_requirement_has_a_hash_and_no_file_names_a_registry() -> None:
    files = sorted(ROOT.glob("requirements*.txt"))

    assert [file.name for file in files] == [
        "requirements-dev.txt",
        "requirements-node.txt",
        "requirements-run.txt",
        "requirements-venv.txt",
        "requirements.txt",
    ]
    for file in files:
        text = file.read_text()
        assert "://" not in text
        pinned = text.replace("\\\n", " ").splitlines()
        assert all("--hash=sha256:" in line for line in pinned if line and not line.lstrip().startswith("#")), file.name
