"""What a file begins with tells what it is; its name doesn't count."""

from pathlib import Path

from files.inspecting.report import Refused

HEAD = 16
FAMILIES = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "picture",
    b"\xff\xd8\xff": "picture",
    b"PK\x03\x04": "package",
}
# What is refused by name, so that its sender knows what to send instead.
FOREIGN = {
    b"MZ": "program",
    b"\x7fELF": "program",
    b"\xca\xfe\xba\xbe": "program",
    b"\xcf\xfa\xed\xfe": "program",
    b"#!": "program",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "old_office",
    b"{\\rtf": "old_office",
    b"Rar!": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"\x1f\x8b": "archive",
    b"BZh": "archive",
    b"\xfd7zXZ\x00": "archive",
    b"\x28\xb5\x2f\xfd": "archive",
    b"PK\x05\x06": "archive",
}


def family(source: Path) -> str:
    """How to read *source*.

    Raises:
        Refused: it is empty, or of a kind that is never taken.
    """
    with source.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refused("empty")
    refuse_foreign(head)
    return next((name for magic, name in FAMILIES.items() if head.startswith(magic)), "text")


def refuse_foreign(head: bytes) -> None:
    """Stop at what begins as a program, an archive or a document of an old kind does.

    Raises:
        Refused: by what it is.
    """
    for magic, code in FOREIGN.items():
        if head.startswith(magic):
            raise Refused(code)
