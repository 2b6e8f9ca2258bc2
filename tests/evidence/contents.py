"""The file of each exchange in a random world, and the one in each packet; a version is marked as its file."""

from hashlib import sha256
from typing import Any

from files import storage
from files.models import File, FileVersion, PacketFile


def stored(text: str) -> dict[str, Any]:
    """What a row says of a content that lies on the disk, so that whoever may take it along reads *text* in it."""
    content = text.encode()
    digest = sha256(content).hexdigest()
    place = storage.path_of(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return {"kind": "text", "digest": digest, "size": len(content)}


def version(rows: dict[str, Any], exchange: Any) -> FileVersion:
    file = next(row for row in rows.values() if isinstance(row, File) and row.exchange_id == exchange.pk)
    return FileVersion(file=file, **stored("x"))


def packet_file(delegation: Any) -> PacketFile:
    return PacketFile(delegation=delegation, is_from_host=True, **stored("x"))
