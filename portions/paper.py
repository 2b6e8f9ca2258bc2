"""What apps print as PDF: the marking on every page, whom it was made for, and one audience for all that is in it."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import typst
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.dates import day
from accounts.models import User
from clearances import decisions, facts, labels, markings
from clearances.models import Label

INKS: Final = {  # As on the pages: fill and ink by the colour of a marking.
    "none": ("#3d4a5c", "#ffffff"),
    "u": ("#007a33", "#ffffff"),
    "cui": ("#502b85", "#ffffff"),
    "c": ("#0033a0", "#ffffff"),
    "s": ("#c8102e", "#ffffff"),
    "ts": ("#ff8c00", "#000000"),
}
PATIENCE: Final = 5.0  # Seconds, within a transaction that keeps others waiting.
TURN: Final = Lock()  # One process compiles one document after the other.


class Refused(Exception):
    """This can't be printed as one document; says why in words."""


def check(sources: Collection[Label], by: User) -> None:
    """Refuse what nobody may read as a whole, or only its originator may hand on.

    Raises:
        Refused: in words.
    """
    organisation = by.person.organisation
    for label in sources:
        if label.orcon and label.owner_id not in {organisation.pk, organisation.nation_id}:
            text = _("Only its originator may print what is marked %(marking)s.")
            raise Refused(text % {"marking": markings.of_label(label.pk).text})
    try:
        decisions.join([labels.marked(label) for label in sources], facts.load().world, timezone.now())
    except decisions.Refused:
        raise Refused(_("Nobody may read all of this together: print one version for each marking.")) from None


def frame(label_ids: Iterable[int], zone: ZoneInfo, *, number: str, by: User) -> dict[str, Any]:
    """What every page bears: the banner of all that is in it, for whom and when it was made, and its number."""
    banner = markings.of_page(list(label_ids))
    fill, ink = INKS[banner.css]
    issued = {
        "who": by.person,
        "where": by.person.organisation,
        "number": number,
        "when": moment(timezone.now(), zone),
    }
    return {
        "lang": (get_language() or "en")[:2],
        "banner": {"text": banner.text, "fill": fill, "ink": ink},
        "issued": _("Made for %(who)s, %(where)s, at %(when)s. Copy %(number)s.") % issued,
        "page": _("Page {n} of {m}"),
    }


def moment(at: datetime, zone: ZoneInfo) -> str:
    here = at.astimezone(zone)
    return f"{day(here.date())} {here:%H:%M} ({zone})"


@cache
def _compiler(template: Path) -> typst.Compiler:
    """One for the process: its fonts, which come with the package, are read once."""
    return typst.Compiler(template, ignore_system_fonts=True, sys_inputs={"data": "{}"})


def compiled(template: Path, said: dict[str, Any]) -> bytes:
    """*template* filled with *said*, which is inserted as content and never read as source.

    Raises:
        Refused: a character that the document's font doesn't have, which nobody could read in it; or many print at
            once, for whom this process compiles one document after the other.
    """
    if not TURN.acquire(timeout=PATIENCE):
        raise Refused(_("Others are printing at this moment. Print it again in a minute."))
    try:
        pdf = _compiler(template).compile(format="pdf", sys_inputs={"data": json.dumps(said)}, pdf_standards=["ua-1"])
    except typst.TypstError:  # Its words quote what is printed.
        raise Refused(_("It holds a character that can't be printed here. Write it in other letters.")) from None
    finally:
        TURN.release()
    return cast("bytes", pdf)  # One document: only pictures come page by page.
