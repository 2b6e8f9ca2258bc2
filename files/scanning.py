"""Ask a virus scanner (clamd) where one is set up: the bytes go over its socket, never a path.

``CLAMAV_SOCKET`` is a path of a Unix socket or host:port. Set and out of reach means that nothing is taken.
"""

import socket
import struct
from pathlib import Path

from django.conf import settings

from files.inspecting.report import Refused

CHUNK = 1 << 16
SECONDS = 30
LONGEST_ANSWER = 1000
LONGEST_NAME = 80


def scan(path: Path) -> None:
    """Let the scanner look at *path*, if there is one.

    Raises:
        Refused: it found something, or can't be reached.
    """
    if not settings.CLAMAV_SOCKET:
        return
    try:
        with _connected(settings.CLAMAV_SOCKET) as link:
            answer = _asked(link, path)
    except (OSError, ValueError):
        raise Refused("scanner") from None
    _judge(answer)


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        return _connected_to(address)
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _connected_to(path: str) -> socket.socket:
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(SECONDS)
        link.connect(path)
    except OSError:
        link.close()
        raise
    return link


def _asked(link: socket.socket, path: Path) -> str:
    """clamd's INSTREAM: chunks behind their lengths, then a length of nothing."""
    link.sendall(b"zINSTREAM\0")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            link.sendall(struct.pack("!I", len(chunk)) + chunk)
    link.sendall(struct.pack("!I", 0))
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
        part = link.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.decode("ascii", "replace").strip("\0 \n")


def _judge(answer: str) -> None:
    """Whatever isn't a plain "nothing found" is no permission."""
    if answer.endswith(" FOUND"):
        name = answer.removeprefix("stream:").removesuffix(" FOUND").strip()
        raise Refused("virus", name[:LONGEST_NAME])
    if answer != "stream: OK":
        raise Refused("scanner")
