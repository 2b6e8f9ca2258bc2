"""What an inspection says: the kind and a few facts, or why not."""

from dataclasses import asdict, dataclass, field
from typing import Any

LONGEST_TITLE, MOST_SHEETS, LONGEST_SHEET = 200, 100, 60


class Refused(Exception):
    """The file isn't taken. *code* names why; *detail* is what it is instead, where that helps."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


@dataclass
class Report:
    """What a file is. *flags* name what its readers are warned of, or what was taken out."""

    kind: str
    title: str = ""
    pages: int | None = None
    sheets: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.title = plain(self.title, LONGEST_TITLE)
        self.sheets = [plain(name, LONGEST_SHEET) for name in self.sheets[:MOST_SHEETS]]
        self.flags = sorted(set(self.flags))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def plain(text: str, longest: int) -> str:
    """*text* on one line, without characters that can't be seen."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:longest]
