"""PDF is written anew: only what its pages reach, without metadata and without anything that would run or be opened.

Whatever lay before, behind or between its objects, such as a second file, isn't copied.
"""

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from files.inspecting import jpegs
from files.inspecting.report import Refused, Report

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # Its warnings would quote the document.
VERSION = re.compile(r"%PDF-[12]\.[0-9]")
MOST_PAGES = 5000
MOST_OBJECTS = 300_000
TELLING = frozenset({"/Metadata", "/PieceInfo"})
RUNNING = frozenset({"/JS", "/JavaScript", "/OpenAction", "/AA", "/XFA", "/Launch"})
CARRYING = frozenset({"/EmbeddedFiles", "/EF", "/AF", "/RichMediaContent", "/Collection"})
ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition"})


def clean(source: Path, target: Path) -> Report:
    """Write the pages of *source* anew.

    Raises:
        Refused: it is damaged, encrypted or too large to be a document.
    """
    try:
        reader = PdfReader(source, strict=False)
        title, pages = _described(reader)
        flags = _written(reader, target)
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError):
        raise Refused("damaged") from None  # What is broken breaks its parser in many ways.
    return Report("pdf", title=title, pages=pages, flags=flags)


def _described(reader: PdfReader) -> tuple[str, int]:
    """Its title and the number of its pages."""
    if reader.is_encrypted:
        raise Refused("encrypted")
    title, pages = str(reader.metadata.get("/Title", "") if reader.metadata else ""), len(reader.pages)
    if not 0 < pages <= MOST_PAGES:
        raise Refused("bomb" if pages else "damaged")
    return title, pages


def _written(reader: PdfReader, target: Path) -> list[str]:
    bare = PdfWriter(clone_from=reader)
    flags = {flag for each in _dictionaries(bare.root_object) for flag in _strip(each)}
    bare.metadata = None
    with BytesIO() as first, target.open("wb") as file:
        bare.write(first)
        left = PdfWriter(clone_from=PdfReader(first))  # It follows the root: what was cut off isn't in it.
        left.pdf_header = reader.pdf_header if VERSION.fullmatch(reader.pdf_header) else left.pdf_header
        left.write(file)
    return sorted(flags)


def _dictionaries(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """Every dictionary that *root* reaches, each once, however deep or in a circle."""
    waiting: list[Any] = [root]
    met: set[int] = set()
    while waiting:
        each = waiting.pop()
        each = each.get_object() if isinstance(each, IndirectObject) else each
        if id(each) in met or not isinstance(each, DictionaryObject | ArrayObject):
            continue
        met.add(id(each))
        if len(met) > MOST_OBJECTS:
            raise Refused("bomb")
        if isinstance(each, DictionaryObject):
            yield each
        waiting += each.values() if isinstance(each, DictionaryObject) else each


def _strip(said: DictionaryObject) -> Iterator[str]:
    if isinstance(said, StreamObject) and _is_jpeg(said.get("/Filter")):
        said._data = jpegs.bare(said._data)  # noqa: SLF001  (pypdf has no other way to set what it can't encode.)
    for name in list(said):
        flag = _doubt(name, said.raw_get(name))
        if flag is not None:
            del said[name]
            if flag:
                yield flag


def _is_jpeg(filters: Any) -> bool:
    """Whether a stream is a JPEG as it stands, not packed once more."""
    return filters == "/DCTDecode" or (isinstance(filters, ArrayObject) and list(filters) == ["/DCTDecode"])


def _doubt(name: str, value: Any) -> str | None:
    """Why an entry is taken out: the flag that says so, "" for mere metadata; None: it stays."""
    if name in TELLING:
        return ""
    if name in RUNNING or (name in {"/A", "/Next", "/PA"} and _acts(value)):
        return "scripts"
    return "attachments" if name in CARRYING else None


def _acts(value: Any) -> bool:
    action = value.get_object() if isinstance(value, IndirectObject) else value
    if isinstance(action, ArrayObject):
        return any(map(_acts, action))
    return isinstance(action, DictionaryObject) and action.get("/S") in ACTIONS
