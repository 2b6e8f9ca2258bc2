"""Amendments in words, as their reader may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.dates import day
from accounts.models import User
from participants.models import Amendment, Invitation


class Part(TextChoices):
    """What of a packet was changed."""

    SEATS = "seats", _("Seats offered")
    REPLY_BY = "reply_by", _("Reply by")
    STARTS_ON = "starts_on", _("STARTEX")
    ENDS_ON = "ends_on", _("ENDEX")
    LEVEL = "level", _("As what the nation is invited was changed")
    CATEGORIES = "categories", _("The seats by category were changed")
    ASKS = "asks", _("What is asked of participants was changed")
    COSTS = "costs", _("Costs and who pays were changed")
    CONTACTS = "contacts", _("The contacts were changed")
    ADDED = "added", _("A paragraph was added")
    CHANGED = "changed", _("A paragraph was changed")
    REMOVED = "removed", _("A paragraph was taken out")
    FILE_ADDED = "file_added", _("A file was added")
    FILE_RECALLED = "file_recalled", _("A file was recalled")


def line(part: Part, before: Any = None, after: Any = None, *, key: Any = None) -> dict[str, Any]:
    """One line of an amendment, for JSON: both values of a term, or the key of the paragraph or file."""
    said = {"part": part, "before": _plain(before), "after": _plain(after), "key": None if key is None else str(key)}
    return {name: value for name, value in said.items() if value is not None}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Line:
    """What changed, in words: a term with both its values, or a paragraph as it is now where its reader sees it."""

    words: str
    before: str = ""
    after: str = ""
    portion: Any = None
    file: str = ""


@dataclass(frozen=True)
class Shown:
    row: Amendment
    made_at: datetime
    lines: list[Line]


def amendments(user: User, invitation: Invitation, standing: Iterable[Any]) -> list[Shown]:
    """Those that *user* may see, the newest first; *standing* are the paragraphs that they see now. One query."""
    known = {str(portion.pk): portion for portion in standing}
    rows = Amendment.objects.for_user(user).filter(invitation=invitation)
    return [Shown(row, row.made_at, [_line(each, known) for each in row.lines]) for row in rows]


def _line(said: dict[str, Any], known: dict[str, Any]) -> Line:
    part, key = Part(said["part"]), said.get("key", "")
    if part in {Part.FILE_ADDED, Part.FILE_RECALLED}:
        return Line(str(part.label), file=key)
    return Line(str(part.label), _words(said.get("before")), _words(said.get("after")), known.get(key))


def _words(value: Any) -> str:
    if value is None:
        return ""
    try:
        return day(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)
