"""In which language a party is written to: that of its nation where Accord writes it, else English, and it says so."""

from dataclasses import dataclass

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from django.conf import settings
from django.utils.translation import get_language

from accounts.models import Party

FALLBACK = "en"


@dataclass(frozen=True)
class Tongue:
    """The language of a letter, and the one that it should have been in."""

    code: str  # One of settings.LANGUAGES.
    wanted: str = ""  # A code that Accord doesn't write; empty where it does.

    @property
    def wanted_name(self) -> str:
        """In the language of whoever reads now."""
        return str(Locale.parse((get_language() or FALLBACK)[:2]).languages.get(self.wanted, self.wanted))


def tongue_of(party: Party) -> Tongue:
    """By what is official in its nation (CLDR), the language of most of its people first."""
    nation = party.nation or party
    territory = nation.alpha2 or next(iter(get_global("territory_aliases").get(nation.code, ())), "")  # Of ISO alpha-3.
    official = get_official_languages(territory, de_facto=True) if territory else ()
    written = [code for code in official if code in dict(settings.LANGUAGES)]
    if written or not official:
        return Tongue(written[0] if written else FALLBACK)
    return Tongue(FALLBACK, official[0])
