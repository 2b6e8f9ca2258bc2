"""Public references: short, random and speakable, never sequential, so that no gap tells of something hidden."""

import re
import secrets

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # Without 0 O 1 I L U: nothing to mishear or misread.
PATTERN = rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}"

_WRITTEN = re.compile(PATTERN)
well_formed = RegexValidator(rf"^{PATTERN}$", _("A reference reads like K7QF-4M."))


def new_reference() -> str:
    letters = [secrets.choice(ALPHABET) for _place in range(6)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def reference_in(text: str) -> str | None:
    """The reference that *text* is, or nothing: what an address holds besides is never asked of the database."""
    found = _WRITTEN.fullmatch(text.strip().upper())
    return found.group() if found else None


class ReferenceConverter:
    """``<reference:reference>`` in URLs; lower case is forgiven."""

    regex = rf"(?i:{PATTERN})"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
