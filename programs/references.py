"""Public references: short, random and speakable, never sequential, so that no gap tells of something hidden."""

import secrets

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # Without 0 O 1 I L U: nothing to mishear or misread.
PATTERN = rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}"

well_formed = RegexValidator(rf"^{PATTERN}$", _("A reference reads like K7QF-4M."))


def new_reference() -> str:
    letters = [secrets.choice(ALPHABET) for _place in range(6)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


class ReferenceConverter:
    """``<reference:reference>`` in URLs; lower case is forgiven."""

    regex = rf"(?i:{PATTERN})"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
