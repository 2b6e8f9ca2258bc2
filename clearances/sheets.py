"""Reading a table that somebody sends: CSV as UTF-8, or the first sheet of an XLSX workbook; and writing CSV safely.

A workbook is read by hand, since this needs little of it: its strings and the cells of one sheet. It may hold neither
declarations (entities that blow up) nor formulas, and unpacks to so many bytes at most.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree  # Nothing with a declaration is parsed: see _xml.

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_ROWS = 5_000
MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000

Row = tuple[int, list[str]]  # Its number as a spreadsheet shows it, and its cells.
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(name: str, content: bytes) -> list[Row]:
    """The rows of a file that aren't empty, the heading first.

    Raises:
        ValidationError: it is too large, neither kind, not UTF-8, has a formula, or more than 5 000 rows.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 5 MB."))
    rows = _workbook(content) if name.lower().endswith(".xlsx") else _csv(content)
    found: list[Row] = []
    for number, cells in rows:
        if any(cells):
            found.append((number, cells))
        if len(found) > MOST_ROWS + 1:
            raise ValidationError(_("More than 5 000 rows: split the file, so that a second person can check it."))
    if not found:
        raise ValidationError(_("The file is empty."))
    return found


def _csv(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","  # What a French spreadsheet writes.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        raise ValidationError(_("Line %s isn't CSV: a quotation mark is missing.") % reader.line_num) from None


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise ValidationError(
            _("Line %s isn't UTF-8: save the file as “CSV UTF-8”, or send it as XLSX.") % line
        ) from None
    if "\0" in text:
        raise ValidationError(_("This isn't a text file: save it as “CSV UTF-8”, or send it as XLSX."))
    return text


def _workbook(content: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
                raise ValidationError(_("The workbook unpacks to more than 60 MB."))
            strings = _strings(archive)
            sheet = _xml(archive.read("xl/worksheets/sheet1.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, RuntimeError, NotImplementedError):
        raise ValidationError(_("This isn't an XLSX workbook.")) from None
    for number, row in enumerate(sheet.iter(f"{SHEET}row"), start=1):
        yield int(row.get("r", number)), _cells(row, strings)


def _xml(content: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise ElementTree.ParseError
    return ElementTree.fromstring(content)  # noqa: S314  # Without declarations there is nothing to expand or fetch.


def _strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_text(item) for item in _xml(archive.read("xl/sharedStrings.xml")).iter(f"{SHEET}si")]


def _text(item: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in item.iter(f"{SHEET}t"))


def _cells(row: ElementTree.Element, strings: list[str]) -> list[str]:
    """By column, empty ones included: a workbook leaves them out."""
    found: dict[int, str] = {}
    for position, cell in enumerate(row.iter(f"{SHEET}c")):
        found[_column(cell.get("r", ""), position)] = _value(cell, strings).strip()
    return [found.get(column, "") for column in range(min(max(found, default=-1) + 1, 50))]


def _column(reference: str, position: int) -> int:
    """ "C7" is the third: 2."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return position
    number = 0
    for letter in letters.group():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    if cell.find(f"{SHEET}f") is not None:
        raise ValidationError(_("Cell %s holds a formula: enter the value itself.") % cell.get("r", "?"))
    if cell.get("t") == "inlineStr":
        return _text(cell)
    said = cell.findtext(f"{SHEET}v") or ""
    if cell.get("t") != "s":
        return said
    index = int(said) if said.isdigit() else -1
    return strings[index] if 0 <= index < len(strings) else ""


def write(rows: Iterable[Iterable[object]]) -> str:
    """CSV that a spreadsheet opens as text: a cell that looks like a formula is quoted (OWASP, CSV injection)."""
    lines = io.StringIO(newline="")
    lines.write("\ufeff")
    writer = csv.writer(lines)
    for row in rows:
        writer.writerow([_harmless(str(cell)) for cell in row])
    return lines.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
