"""The kinds of file that are taken. Whatever isn't here is refused."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """How a kind is served, and which endings its names may have; the first is given to a name without one."""

    media_type: str
    suffixes: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", (".pdf",)),
    "png": Kind("image/png", (".png",)),
    "jpeg": Kind("image/jpeg", (".jpg", ".jpeg")),
    "docx": Kind(f"{OFFICE}.wordprocessingml.document", (".docx",)),
    "xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    "pptx": Kind(f"{OFFICE}.presentationml.presentation", (".pptx",)),
    "docm": Kind("application/vnd.ms-word.document.macroEnabled.12", (".docm",)),
    "xlsm": Kind("application/vnd.ms-excel.sheet.macroEnabled.12", (".xlsm",)),
    "pptm": Kind("application/vnd.ms-powerpoint.presentation.macroEnabled.12", (".pptm",)),
    "text": Kind("text/plain; charset=utf-8", (".txt", ".md")),
    "csv": Kind("text/csv; charset=utf-8", (".csv",)),
}
