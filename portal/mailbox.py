"""Read the file mailbox of a demonstration: what Django's file backend writes, one file a connection."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

NEWEST = 100
END_OF_MAIL = re.compile(rb"^-{79}\r?\n", re.MULTILINE)  # What Django writes behind each mail.


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    sent_at: datetime
    text: str


def mails() -> list[Mail]:
    """The newest mails of ``MAILBOX_DIR``, newest first."""
    if not settings.MAILBOX_DIR:
        return []
    files = sorted(Path(settings.MAILBOX_DIR).glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    found = [mail for file in files[:NEWEST] for mail in _read(file)]
    return sorted(found, key=lambda mail: mail.sent_at, reverse=True)[:NEWEST]


def _read(file: Path) -> list[Mail]:
    parts = END_OF_MAIL.split(file.read_bytes())
    return [_parse(part) for part in parts if part.strip()]


def _parse(raw: bytes) -> Mail:
    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("plain",))
    return Mail(
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        sent_at=_instant(mail["Date"]),
        text="" if body is None else body.get_content().strip(),
    )


def _instant(date: str) -> datetime:
    """Django writes UTC as -0000, which Python reads as a time of no zone."""
    at = parsedate_to_datetime(date)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
