"""What may stand in a portion: plain text in a little Markdown, whatever it was pasted from."""

import re
import unicodedata
from html import unescape

import nh3

MOST_CHARACTERS = 20_000

# What nobody sees and what deceives: soft hyphens, joiners and spaces without width, marks that turn the direction
# of reading, byte order marks, objects of a word processor, and control characters.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
BREAKS = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->|<![^<>]*>|<\?[^<>]*>", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>", re.IGNORECASE)
BULLET = re.compile(r"^([ ]*)[•·◦▪‣●○■–\uf0b7\uf0a7][ ]+", re.MULTILINE)
WIDE_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
TRAILING = re.compile(r"[ ]+$", re.MULTILINE)
PARAGRAPHS = re.compile(r"\n[ ]*\n\s*")


def clean(text: str) -> str:
    """*text* as it is stored: composed characters, plain spaces and line ends, dashes for bullets, no tags.

    >>> clean("Bring\u00a0boots.<o:p></o:p>\\r\\n•  Skis")
    'Bring boots.\\n- Skis'
    """
    text = BREAKS.sub("\n", unicodedata.normalize("NFC", _without_broken(text)))
    text = _without_tags(text)
    text = SPACES.sub(" ", INVISIBLE.sub("", text))
    text = BULLET.sub(r"\1- ", text)
    return TRAILING.sub("", WIDE_GAP.sub(" ", text)).strip("\n ")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a longer *text*, each cleaned; blank lines part them."""
    return [part for part in map(clean, PARAGRAPHS.split(clean(text))) if part]


def _without_broken(text: str) -> str:
    """Half characters can't be stored."""
    return text.encode("utf-8", "ignore").decode()


def _without_tags(text: str) -> str:
    """Only what looks like HTML goes; "5 < 6" is text, and so is ``<https://example.org>``."""
    text = ADDRESS.sub(r"\1", text)
    if not TAG.search(text):
        return text
    guarded = re.sub(r"<(?![a-zA-Z/!?])", "&lt;", text)
    return unescape(nh3.clean(guarded, tags=set(), clean_content_tags={"script", "style"}))
