"""What a file is, its bytes tell: everything else is refused by name or made harmless, in no time and little room."""

import json
import resource
import subprocess
import sys
import time

import pytest
from django.conf import settings
from PIL import Image

from files import naming
from files.examining import examine
from files.inspecting.inspect import inspect
from files.inspecting.kinds import KINDS
from files.inspecting.report import Refused
from files.kinds import REASONS, Flag, Kind
from files.words import why
from tests.files.corpus import PAYLOAD, REFUSED, SECRET, TAKEN, bomb, pdf, xlsx

MADE = {name: make for name, make, *_ in TAKEN}


def inspected(folder, name, data):
    source, target = folder / "source", folder / "target"
    source.write_bytes(data)
    target.unlink(missing_ok=True)
    return inspect(source, target, naming.suffix_of(name)), target


def refusal(folder, name, data):
    try:
        inspected(folder, name, data)
    except Refused as refused:
        return refused
    return None


def test_whatever_isnt_plain_is_refused_by_name(tmp_path):
    wrong, unnamed, slowest = [], [], 0.0
    for name, make, code in REFUSED:
        data, began = make(), time.monotonic()
        refused = refusal(tmp_path, name, data)
        wrong += [(name, refused, code)] if refused is None or refused.code != code else []
        unnamed += [name] if refused and naming.normalised(name) not in why(name, refused) else []
        slowest = max(slowest, time.monotonic() - began)

    assert wrong == []
    assert unnamed == []
    assert len(REFUSED) + len(TAKEN) >= 60
    assert slowest < 2


def test_what_is_taken_is_made_harmless_and_tells_nothing_of_its_making(tmp_path):
    wrong = []
    for name, make, kind, flags in TAKEN:
        report, target = inspected(tmp_path, name, make())
        kept = target.read_bytes()
        if (report.kind, report.flags) != (kind, flags):
            wrong.append((name, report.kind, report.flags))
        wrong += [(name, word) for word in (SECRET, PAYLOAD, b"launchURL", b"/JavaScript") if word in kept]
        again, _target = inspected(tmp_path, name, kept)
        assert again.kind == kind  # What was written anew is still what it is.

    assert wrong == []
    assert SECRET in b"".join(make() for _name, make, _kind, _flags in TAKEN)


def test_titles_pages_and_sheets_come_from_the_bytes(tmp_path):
    paper, _target = inspected(tmp_path, "a.pdf", pdf())
    book, _target = inspected(tmp_path, "a.xlsx", xlsx())
    words, _target = inspected(tmp_path, "a.docx", MADE["a.docx"]())

    assert (paper.title, paper.pages) == ("Security instruction", 2)
    assert (book.title, book.sheets) == ("Seats by nation", ["Nations", "Costs"])
    assert (words.title, words.pages) == ("Joining instruction", 7)


def test_a_picture_stands_as_its_camera_meant_it(tmp_path):
    _report, target = inspected(tmp_path, "a.jpg", MADE["a.jpg"]())

    with Image.open(target) as picture:
        assert picture.size == (40, 60)
        assert not picture.getexif()


def test_a_process_of_its_own_looks_within_limits_and_without_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for parsers")
    source = tmp_path / "source"
    source.write_bytes(pdf())
    assert examine(source, tmp_path / "target", ".pdf").pages == 2

    source.write_bytes(bomb())
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(Refused, match="bomb"):
        examine(source, tmp_path / "target", ".docx")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 200 * 1024)

    limits = "from files.inspecting.__main__ import limit; limit(); import json, os, resource as r;"
    said = f"{limits} print(json.dumps([list(r.getrlimit(r.RLIMIT_AS)), list(r.getrlimit(r.RLIMIT_CPU))]))"
    done = subprocess.run([sys.executable, "-c", said], cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert json.loads(done.stdout) == [[1 << 30, 1 << 30], [15, 15]]


def test_a_parser_that_dies_or_talks_nonsense_says_no(tmp_path, monkeypatch):
    source = tmp_path / "source"
    source.write_bytes(b"text")
    for program, code in (("kill -9 $$", "bomb"), ("echo nonsense", "damaged"), ("exec sleep 9", "slow")):
        fake = tmp_path / "python"
        fake.write_text(f"#!/bin/sh\n{program}\n")
        fake.chmod(0o700)
        monkeypatch.setattr("files.examining.SECONDS", 0.3)
        monkeypatch.setattr(sys, "executable", str(fake))
        with pytest.raises(Refused) as refused:
            examine(source, tmp_path / "target", ".txt")
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("a\u200bb\x00c\x1b.txt", "abc.txt"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\temp\\plan.docx", "C__temp_plan.docx"),
        ("  two \n lines\t.pdf ", "two lines.pdf"),
        ("CON.txt", "file CON.txt"),
        ("...", "file"),
        ("", "file"),
        ("نص الخطة.pdf", "نص الخطة.pdf"),
        (f"{'a' * 300}.pdf", f"{'a' * 116}.pdf"),
    ],
)
def test_names_are_plain(sent, kept):
    assert naming.normalised(sent) == kept
    assert naming.normalised(kept) == kept


def test_every_kind_flag_and_reason_has_words():
    assert set(Kind.values) == set(KINDS)
    assert {code for _name, _make, code in REFUSED} <= set(REASONS)
    assert {flag for *_, flags in TAKEN for flag in flags} <= set(Flag.values)
    assert naming.ending("plan", "pdf") == "plan.pdf"
    assert naming.numbered("plan.pdf", "0A") == "plan.0A.pdf"
