"""Reading a table that somebody sends: CSV as UTF-8, or the first sheet of an XLSX workbook; and writing CSV safely.

A workbook unpacks to so many bytes at most; calamine, which reads it, follows no reference out of it.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound

MOST_ROWS = 5_000
MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000

Row = tuple[int, list[str]]  # Its number as a spreadsheet shows it, and its cells.
MOST_COLUMNS = 50


def read(name: str, content: bytes) -> list[Row]:
    """The rows of a file that aren't empty, the heading first.

    Raises:
        ValidationError: it is too large, neither kind, not UTF-8, or more than 5 000 rows.
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
    """The first sheet; formulas come with the value that the program which saved them had calculated."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
                raise ValidationError(_("The workbook unpacks to more than 60 MB."))
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, PasswordError, WorksheetNotFound):
        raise ValidationError(_("This isn't an XLSX workbook, or it asks for a password.")) from None
    for number, cells in enumerate(rows, start=1):
        yield number, [_text(cell) for cell in cells[:MOST_COLUMNS]]


def _text(cell: object) -> str:
    """As it would stand in a text file: whole numbers without a point, days as 2031-01-31."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


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
