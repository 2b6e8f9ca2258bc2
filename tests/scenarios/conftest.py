"""Scenarios as files, and the command that loads them."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

SMALL = Path(__file__).parent / "small.yaml"
SHIPPED = Path(__file__).parents[2] / "scenarios" / "demonstration.yaml"


@pytest.fixture
def var(settings, tmp_path) -> Path:
    """Where the accounts are written; hashes are cheap, because nobody attacks a test."""
    settings.VAR_DIR = tmp_path / "var"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return settings.VAR_DIR


@pytest.fixture
def load(db, var) -> Callable[..., str]:
    """``load(file, "--reanchor", …)`` runs the command and returns what it said."""

    def run(file: Path, *arguments: str) -> str:
        said = StringIO()
        call_command("load_scenario", str(file), *arguments, stdout=said)
        return said.getvalue()

    return run


@pytest.fixture
def edited(tmp_path) -> Callable[..., Path]:
    """The small scenario with some texts replaced, each of which must occur."""

    def edit(*replacements: tuple[str, str]) -> Path:
        text = SMALL.read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        file = tmp_path / "small.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return edit
