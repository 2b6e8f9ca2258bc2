"""docs/access-matrix.md is what the code says."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clearances.management.commands import access_matrix


def test_the_page_is_what_the_code_says():
    call_command("access_matrix", check=True)


def test_a_stale_page_is_refused_and_written_anew(tmp_path, monkeypatch):
    page = tmp_path / "access-matrix.md"
    monkeypatch.setattr(access_matrix, "PATH", page)

    with pytest.raises(CommandError, match="stale"):
        call_command("access_matrix", check=True)
    call_command("access_matrix", write=True)
    call_command("access_matrix", check=True)
    out = StringIO()
    call_command("access_matrix", stdout=out)

    assert out.getvalue().strip() == page.read_text().strip()
