"""Office documents are packages of parts: each part is looked at while it is copied into a new package.

What lay before, behind or between the parts isn't copied. Macros and what is embedded stay, and are flagged.
"""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from files.inspecting import office
from files.inspecting.report import Refused, Report
from files.inspecting.sniffing import FOREIGN

MOST_PARTS = 5000
LARGEST_PART = 96 << 20
MOST_BYTES = 192 << 20
MOST_RATIO, RATIO_FROM = 200, 2 << 20  # Small parts shrink a lot without being bombs.
CHUNK = 1 << 18
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
EMBEDDED = "/embeddings/"
OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
END_RECORD = 22


class Budget:
    """How much may still be unpacked, over all packages in the package."""

    def __init__(self) -> None:
        self.bytes, self.parts = MOST_BYTES, MOST_PARTS

    def spend(self, *, size: int = 0, parts: int = 0) -> None:
        self.bytes, self.parts = self.bytes - size, self.parts - parts
        if self.bytes < 0 or self.parts < 0:
            raise Refused("bomb")


def clean(source: Path, target: Path) -> Report:
    """Copy the parts of *source* into a new package.

    Raises:
        Refused: it is no office document, or one that unpacks to too much, or holds what doesn't belong there.
    """
    try:
        with source.open("rb") as file, zipfile.ZipFile(file) as box, zipfile.ZipFile(target, "w") as copy:
            _check_ends(file)
            members = list(_members(box))
            flags, budget = set(), Budget()
            for member in members:
                data = _read(box, member, budget)
                flags |= _flags(member.filename, data, budget, is_inner=False)
                copy.writestr(_bare(member), data, zipfile.ZIP_DEFLATED)
        with zipfile.ZipFile(target) as box:
            return office.described(box, flags)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError):
        raise Refused("damaged") from None


def _check_ends(file: IO[bytes]) -> None:
    """Nothing behind the package: its last record is the last thing in the file."""
    file.seek(-END_RECORD, 2)
    if file.read(4) != b"PK\x05\x06":
        raise Refused("disguised")


def _members(box: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    names: set[str] = set()
    for member in box.infolist():
        name = member.filename.lower()
        if name in names:
            raise Refused("disguised")
        _check_member(member)
        names.add(name)
        if not member.is_dir():
            yield member
    if office.CONTENTS.lower() not in names:
        raise Refused("archive")


def _check_member(member: zipfile.ZipInfo) -> None:
    if not _is_plain(member.filename):
        raise Refused("disguised")
    if member.flag_bits & ENCRYPTED:
        raise Refused("encrypted")
    if member.compress_type not in METHODS:
        raise Refused("damaged")


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and name.isprintable()


def _read(box: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> bytes:
    """Unpack no more than is allowed, whatever the package says of its sizes."""
    budget.spend(parts=1)
    found = BytesIO()
    with box.open(member) as part:
        while chunk := part.read(CHUNK):
            budget.spend(size=len(chunk))
            found.write(chunk)
            size = found.tell()
            if size > LARGEST_PART or (size > RATIO_FROM and size > MOST_RATIO * max(member.compress_size, 1)):
                raise Refused("bomb")
    return found.getvalue()


def _bare(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Its name alone: no date, no comment, no further fields."""
    return zipfile.ZipInfo(member.filename)


def _flags(name: str, data: bytes, budget: Budget, *, is_inner: bool) -> set[str]:
    """What readers are warned of in one part.

    Raises:
        Refused: it is a program, an archive in an archive, or XML that defines entities.
    """
    if data.startswith(ZIP):
        return _inner(name, data, budget, is_inner=is_inner)
    if data.startswith(OLE):
        return {"macros"} if "vbaproject" in name.lower() else {"embedded"}
    for magic, code in FOREIGN.items():
        if data.startswith(magic) and code in {"program", "archive"}:
            raise Refused("nested")
    if name.lower().endswith((".xml", ".rels", ".vml")):
        office.check_xml(data)
    return office.flags_of(name, data)


def _inner(name: str, data: bytes, budget: Budget, *, is_inner: bool) -> set[str]:
    """A workbook behind a chart is a package too, but none may be in that one."""
    if is_inner or EMBEDDED not in f"/{name}":
        raise Refused("nested")
    with zipfile.ZipFile(BytesIO(data)) as box:
        flags = {"embedded"}
        for member in _members(box):
            flags |= _flags(member.filename, _read(box, member, budget), budget, is_inner=True)
    return flags
