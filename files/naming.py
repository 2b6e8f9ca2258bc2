"""What a file may be called: one composed form, nothing invisible, nothing that a system takes for more than a name."""

import re
import unicodedata
from pathlib import PurePosixPath

from files.inspecting.kinds import KINDS

LONGEST = 120
# Control and format characters (directions and zero widths among them), surrogates, private and unassigned ones.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
SEPARATORS = re.compile(r'[/\\:*?"<>|]')
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)  # Devices, on some systems.
UNNAMED = "file"


def normalised(name: str) -> str:
    """*name* as it is kept: never empty, at most ``LONGEST`` characters, its ending kept."""
    composed = unicodedata.normalize("NFC", name)
    seen = "".join(" " if each.isspace() else each for each in composed if _is_seen(each))
    plain = " ".join(SEPARATORS.sub("_", seen).split()).strip(" .~-")
    if not plain or RESERVED.match(plain):
        plain = f"{UNNAMED} {plain}".strip()
    suffix = PurePosixPath(plain).suffix
    suffix = suffix if len(suffix) <= len(".xxxxx") else ""
    return plain.removesuffix(suffix)[: LONGEST - len(suffix)].rstrip() + suffix


def _is_seen(each: str) -> bool:
    return each.isspace() or unicodedata.category(each) not in HIDDEN


def suffix_of(name: str) -> str:
    """How *name* ends, in small letters; "" where it has no ending."""
    return PurePosixPath(name).suffix.lower()


def titled(name: str) -> str:
    """What a file is called in words, from its name: without the ending."""
    return name.removesuffix(PurePosixPath(name).suffix).replace("_", " ").strip() or name


def ending(name: str, kind: str) -> str:
    """*name* with the ending of its kind, where it came without."""
    return name if suffix_of(name) in KINDS[kind].suffixes else f"{name}{KINDS[kind].suffixes[0]}"


def numbered(name: str, number: str) -> str:
    """*name* with the number of this copy, by which its recipient is found in the record."""
    suffix = PurePosixPath(name).suffix
    return f"{name.removesuffix(suffix)}.{number}{suffix}"
