"""What the parts of an office document say: of which kind it is, its title, its pages or sheets, what it would run."""

import re
import zipfile
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from files.inspecting.report import Refused, Report

CONTENTS = "[Content_Types].xml"
# The type of the main part: without macros and with them.
MAINS = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
    "ms-word.document.macroEnabled.main+xml": "docm",
    "ms-excel.sheet.macroEnabled.main+xml": "xlsm",
    "ms-powerpoint.presentation.macroEnabled.main+xml": "pptm",
}
WORKBOOKS, TEXTS = {"xlsx", "xlsm"}, {"docx", "docm"}
TITLE = "{http://purl.org/dc/elements/1.1/}title"
EXTENDED = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Parts that are fetched from elsewhere when the document is opened; a link waits to be clicked.
FETCHED = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)(?![^>]*/relationships/hyperlink[\"'])", re.IGNORECASE
)


def check_xml(data: bytes) -> None:
    """No document of these kinds needs a document type: entities are how XML grows without end.

    Raises:
        Refused: it has one, or is written so that it can't be told.
    """
    if b"\x00" in data[:200]:
        raise Refused("disguised")
    if ENTITIES.search(data):
        raise Refused("bomb")


def flags_of(name: str, data: bytes) -> set[str]:
    lowered = name.lower()
    flags = set()
    if "activex/" in lowered or lowered.endswith("vbaproject.bin"):
        flags.add("macros")
    if lowered.endswith(".rels") and FETCHED.search(data):
        flags.add("external")
    return flags


def described(box: zipfile.ZipFile, flags: set[str]) -> Report:
    """A report about a package whose parts were checked.

    Raises:
        Refused: it is no office document.
    """
    kind = _kind(box)
    if kind.endswith("m"):
        flags = flags | {"macros"}
    title = _text(box, "docProps/core.xml", TITLE)
    return Report(kind, title=title, pages=_pages(box, kind), sheets=_sheets(box, kind), flags=sorted(flags))


def _kind(box: zipfile.ZipFile) -> str:
    contents = box.read(CONTENTS).decode("utf-8", "replace")
    found = {kind for main, kind in MAINS.items() if re.search(rf"\b{re.escape(main)}[\"']", contents)}
    if len(found) != 1:
        raise Refused("archive" if not found else "disguised")
    return found.pop()


def _pages(box: zipfile.ZipFile, kind: str) -> int | None:
    """As the program that wrote it counted them; a workbook has sheets instead."""
    if kind in WORKBOOKS:
        return None
    said = _text(box, "docProps/app.xml", f"{EXTENDED}{'Pages' if kind in TEXTS else 'Slides'}")
    return int(said) if said.isdecimal() and len(said) <= len("99999") else None


def _sheets(box: zipfile.ZipFile, kind: str) -> list[str]:
    root = _parsed(box, "xl/workbook.xml") if kind in WORKBOOKS else None
    return [] if root is None else [each.get("name", "") for each in root.iter(SHEET)]


def _text(box: zipfile.ZipFile, part: str, tag: str) -> str:
    root = _parsed(box, part)
    return "" if root is None else (root.findtext(f".//{tag}") or "").strip()


def _parsed(box: zipfile.ZipFile, part: str) -> Any:
    """The root of one part; None where there is none, or none that can be read: what it says is a courtesy."""
    try:
        return fromstring(box.read(part), forbid_dtd=True)
    except (KeyError, ParseError, DefusedXmlException):
        return None
