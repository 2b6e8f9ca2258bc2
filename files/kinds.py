"""What people read about a file: its kind, what they are warned of, and why one isn't taken."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """The kinds that are taken; how each is served stands in ``inspecting.kinds``."""

    PDF = "pdf", _("PDF document")
    PNG = "png", _("PNG picture")
    JPEG = "jpeg", _("JPEG picture")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel workbook")
    PPTX = "pptx", _("PowerPoint presentation")
    DOCM = "docm", _("Word document with macros")
    XLSM = "xlsm", _("Excel workbook with macros")
    PPTM = "pptm", _("PowerPoint presentation with macros")
    TEXT = "text", _("text")
    CSV = "csv", _("table as text (CSV)")


class Flag(TextChoices):
    """What readers are warned of, or told."""

    MACROS = "macros", _("It contains macros: don't let them run unless you know who wrote them.")
    EMBEDDED = "embedded", _("Other files are embedded in it.")
    EXTERNAL = "external", _("Opening it fetches something from elsewhere: open it without a network.")
    SCRIPTS = "scripts", _("Scripts and actions were taken out of it.")
    ATTACHMENTS = "attachments", _("Files that were attached to it were taken out.")


WARNINGS = frozenset({Flag.MACROS, Flag.EMBEDDED, Flag.EXTERNAL})

REASONS: dict[str, Promise] = {
    "empty": _("It is empty."),
    "unknown": _("It is none of the kinds that are taken: %(kinds)s."),
    "mismatch": _("It isn't what its name says: it is a %(kind)s. Give it its own ending, or send the right file."),
    "disguised": _("It is something else than it seems to be, or two things at once."),
    "program": _("It is a program."),
    "archive": _("It is an archive. Send the files that are in it, one by one."),
    "old_office": _("It is of an old kind in which macros can't be told. Save it as DOCX, XLSX, PPTX or PDF."),
    "nested": _("It hides an archive or a program within."),
    "bomb": _("It would grow far beyond its size when opened."),
    "pixels": _("The picture has too many pixels: at most 40 million are taken."),
    "encrypted": _("It is protected by a password, so that nobody could look into it. Send it without."),
    "damaged": _("It is damaged, or not made as its kind should be."),
    "slow": _("Looking through it took too long: it isn't made as its kind should be."),
    "large": _("It is larger than %(most)s."),
    "many": _("At most %(most)s can be sent at once, all files together."),
    "virus": _("The virus scanner found something in it: %(name)s."),
    "scanner": _("The virus scanner can't be reached, so nothing is taken now. Try again later."),
    "full": _("There is no room left for files. Tell whoever runs this portal."),
    "quota": _("Together with the files that are here it would be more than %(most)s."),
}
