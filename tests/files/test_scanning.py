"""A virus scanner that speaks clamd's protocol: asked where it is set up, and without it nothing is taken."""

import socket
import struct
import threading
from contextlib import contextmanager

import pytest

from files.inspecting.report import Refused
from files.scanning import scan
from files.words import why

SIGNATURE = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@contextmanager
def scanner(settings, answer=None, *, family=socket.AF_INET, address=("127.0.0.1", 0)):
    """A peer that reads the stream to its end and judges it by a signature, or says what it is told to."""
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen(1)
    name = listener.getsockname()
    settings.CLAMAV_SOCKET = name if isinstance(name, str) else f"{name[0]}:{name[1]}"
    thread = threading.Thread(target=_serve, args=(listener, answer), daemon=True)
    thread.start()
    yield
    thread.join(5)
    listener.close()


def _serve(listener, answer):
    link, _peer = listener.accept()
    with link, link.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            data += stream.read(size)
        found = b"stream: Eicar-Test-Signature FOUND\0" if SIGNATURE in data else b"stream: OK\0"
        link.sendall(found if answer is None else answer)


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "file"
    place.write_bytes(b"x" * 200_000)
    return place


def test_what_the_scanner_lets_pass_is_taken(settings, file, tmp_path):
    with scanner(settings):
        scan(file)
    with scanner(settings, family=socket.AF_UNIX, address=str(tmp_path / "clamd")):
        scan(file)
    settings.CLAMAV_SOCKET = ""
    scan(file)


def test_what_it_finds_is_named(settings, file):
    file.write_bytes(b"x" * 100_000 + SIGNATURE)
    with scanner(settings), pytest.raises(Refused) as refused:
        scan(file)

    assert "Eicar-Test-Signature" in why("plan.pdf", refused.value)


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK maybe\0"])
def test_any_other_answer_is_no_permission(settings, file, answer):
    with scanner(settings, answer), pytest.raises(Refused, match="scanner"):
        scan(file)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd", "clamd"])
def test_without_the_scanner_nothing_is_taken(settings, file, address):
    settings.CLAMAV_SOCKET = address
    with pytest.raises(Refused, match="scanner"):
        scan(file)
