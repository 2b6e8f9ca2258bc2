"""What a brief calls its news: the noun of each source, what happened to it, and how many in a sentence."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from clearances import columns
from clearances.versions import plain

LONGEST = 80  # Characters of a value that stands in a line; a longer one is on the row's own page.

NOUNS = {
    "exchange": gettext_lazy("Exchange"),
    "content": gettext_lazy("Exchange, what only some read"),
    "description": gettext_lazy("Description"),
    "program": gettext_lazy("Program"),
    "program_content": gettext_lazy("Program, what only some read"),
    "phase": gettext_lazy("Phase"),
    "milestone": gettext_lazy("Milestone"),
    "entry": gettext_lazy("Conference"),
    "serial": gettext_lazy("Serial"),
    "task": gettext_lazy("Task"),
    "invitation": gettext_lazy("Invitation"),
    "amendment": gettext_lazy("Amendment of an invitation"),
    "packet": gettext_lazy("Packet of an invitation"),
    "reply": gettext_lazy("Reply"),
    "extension": gettext_lazy("Request for more time"),
    "thread": gettext_lazy("Thread"),
    "said": gettext_lazy("Message"),
    "file": gettext_lazy("File"),
    "version": gettext_lazy("Version of a file"),
    "handed": gettext_lazy("File of a packet"),
}
HAPPENED = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "moved": gettext_lazy("Moved"),
    "cancelled": gettext_lazy("Cancelled"),
    "postponed": gettext_lazy("Postponed"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "expired": gettext_lazy("Expired"),
    "answered": gettext_lazy("Answered"),
    "done": gettext_lazy("Done"),
    "recalled": gettext_lazy("Taken back"),
}
SYMBOLS = {
    "exchanges": "arrows-exchange",
    "words": "file-text",
    "schedule": "calendar-event",
    "tasks": "checklist",
    "invitations": "mail",
    "replies": "mail-check",
    "questions": "help",
    "files": "paperclip",
}
# In the order in which a brief says them. What isn't named here counts as "a part".
COUNTED = {
    "exchange.new": ngettext_lazy("%(count)d new exchange", "%(count)d new exchanges", "count"),
    "exchange.cancelled": ngettext_lazy("%(count)d cancelled exchange", "%(count)d cancelled exchanges", "count"),
    "exchange.postponed": ngettext_lazy("%(count)d postponed exchange", "%(count)d postponed exchanges", "count"),
    "exchange.moved": ngettext_lazy("%(count)d exchange with new dates", "%(count)d exchanges with new dates", "count"),
    "exchange": ngettext_lazy("%(count)d changed exchange", "%(count)d changed exchanges", "count"),
    "program.new": ngettext_lazy("%(count)d new program", "%(count)d new programs", "count"),
    "program": ngettext_lazy("%(count)d changed program", "%(count)d changed programs", "count"),
    "invitation.new": ngettext_lazy("%(count)d new invitation", "%(count)d new invitations", "count"),
    "invitation": ngettext_lazy("%(count)d changed invitation", "%(count)d changed invitations", "count"),
    "amendment": ngettext_lazy("%(count)d amendment", "%(count)d amendments", "count"),
    "reply": ngettext_lazy("%(count)d reply", "%(count)d replies", "count"),
    "extension": ngettext_lazy("%(count)d request for more time", "%(count)d requests for more time", "count"),
    "thread.new": ngettext_lazy("%(count)d new thread", "%(count)d new threads", "count"),
    "said.answered": ngettext_lazy("%(count)d answer to a question", "%(count)d answers to questions", "count"),
    "said.new": ngettext_lazy("%(count)d new message", "%(count)d new messages", "count"),
    "milestone.done": ngettext_lazy("%(count)d milestone done", "%(count)d milestones done", "count"),
    "milestone.new": ngettext_lazy("%(count)d new milestone", "%(count)d new milestones", "count"),
    "milestone": ngettext_lazy("%(count)d changed milestone", "%(count)d changed milestones", "count"),
    "serial.new": ngettext_lazy("%(count)d new serial", "%(count)d new serials", "count"),
    "serial": ngettext_lazy("%(count)d changed serial", "%(count)d changed serials", "count"),
    "phase": ngettext_lazy("%(count)d phase", "%(count)d phases", "count"),
    "task.new": ngettext_lazy("%(count)d new task", "%(count)d new tasks", "count"),
    "task.done": ngettext_lazy("%(count)d task done", "%(count)d tasks done", "count"),
    "task": ngettext_lazy("%(count)d changed task", "%(count)d changed tasks", "count"),
    "file.new": ngettext_lazy("%(count)d new file", "%(count)d new files", "count"),
    "version": ngettext_lazy("%(count)d new version of a file", "%(count)d new versions of files", "count"),
    "handed": ngettext_lazy("%(count)d file of a packet", "%(count)d files of packets", "count"),
    "description": ngettext_lazy("%(count)d paragraph", "%(count)d paragraphs", "count"),
    "packet": ngettext_lazy("%(count)d paragraph of a packet", "%(count)d paragraphs of packets", "count"),
}
ANY = ngettext_lazy("%(count)d other change", "%(count)d other changes", "count")


def listed(keys: Iterable[str]) -> str:
    """How many of each, in one enumeration: "2 new exchanges, 1 reply and 3 new files"."""
    counts: Counter[str] = Counter(_entry(key) for key in keys)
    said = [str(COUNTED[entry] % {"count": counts[entry]}) for entry in COUNTED if counts[entry]]
    if counts[""]:
        said.append(str(ANY % {"count": counts[""]}))
    if not said[1:]:
        return "".join(said)
    return _("%(first)s and %(last)s") % {"first": ", ".join(said[:-1]), "last": said[-1]}


def _entry(key: str) -> str:
    noun = key.partition(".")[0]
    return key if key in COUNTED else noun if noun in COUNTED else ""


def change(field: "models.Field[Any, Any]", old: Any, new: Any) -> tuple[str, str, str]:
    """The column's name, what it was and what it is; both empty where they are too long for a line."""
    before, after = said(field, old), said(field, new)
    if isinstance(field, models.TextField) or max(len(before), len(after)) > LONGEST:
        before, after = "", ""
    return columns.word_for(field), before, after


def said(field: "models.Field[Any, Any]", value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, list):
        return ", ".join(said(getattr(field, "base_field", field), one) for one in value)
    return str(dict(field.flatchoices).get(value) or plain(value))
