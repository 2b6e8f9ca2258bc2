"""From what a browser sends to a content that may be kept: limited while it arrives, scanned, looked at, made anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from files import naming, storage
from files.examining import examine
from files.inspecting.report import Refused, Report
from files.scanning import scan

SKIPPED = "accord.skipped_uploads"


class Limit(FileUploadHandler):
    """The first handler of every upload: what is too large isn't stored at all, but read past, so that its sender gets
    an answer. Forms find its name in ``skipped``.
    """

    total = 0

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        self.total += len(raw_data)
        if self.received > settings.FILES_MOST_BYTES:
            self._skip("large")
        if self.total > settings.FILES_MOST_AT_ONCE:
            self._skip("many")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""

    def _skip(self, code: str) -> None:
        self.total -= self.received
        skipped(self.request).append((str(self.file_name), code))
        raise SkipFile


def skipped(request: Any) -> list[tuple[str, str]]:
    """Name and reason of each file that was read past."""
    found: list[tuple[str, str]] = request.META.setdefault(SKIPPED, [])
    return found


@dataclass(frozen=True)
class Received:
    """One file as it may be kept: it lies at *path* as long as the block lasts in which it was received."""

    name: str
    path: Path
    digest: str
    size: int
    report: Report


@contextmanager
def received(upload: "UploadedFile[Any]") -> Iterator[Received]:
    """Look through *upload*; nothing of it stays unless a service keeps it.

    Raises:
        Refused: it isn't taken.
    """
    name = naming.normalised(upload.name or "")
    if (upload.size or 0) > settings.FILES_MOST_BYTES:
        raise Refused("large")
    if not storage.has_room(2 * (upload.size or 0)):
        raise Refused("full")
    with storage.workspace() as folder:
        source, target = folder / "source", folder / "target"
        with source.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        scan(source)
        report = examine(source, target, naming.suffix_of(name))
        yield Received(
            naming.ending(name, report.kind), target, storage.digest_of(target), target.stat().st_size, report
        )
