"""Keys that sort: between any two there is always a third, so no row ever has to make room for another.

A key is what follows the point of a fraction in base 36. None ends in "0", which leaves room below every key. Keys
compare as text, digits before letters (collation "C").
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

Key = TypeVar("Key")


def between(before: str, after: str) -> str:
    """A key above *before* and below *after*; "" stands for either end."""
    shared = 0
    while shared < len(after) and _digit(before, shared) == after[shared]:
        shared += 1
    if shared:
        return after[:shared] + between(before[shared:], after[shared:])
    low = DIGITS.index(before[0]) if before else 0
    high = DIGITS.index(after[0]) if after else len(DIGITS)
    if high - low > 1:
        return DIGITS[(low + high) // 2]
    if len(after) > 1:
        return after[0]
    return DIGITS[low] + between(before[1:], "")


def _digit(key: str, number: int) -> str:
    return key[number] if number < len(key) else DIGITS[0]


def spread(count: int, before: str = "", after: str = "") -> list[str]:
    """*count* keys in order, all between *before* and *after*, short ones."""
    if count <= 0:
        return []
    middle = between(before, after)
    left = count // 2
    return [*spread(left, before, middle), middle, *spread(count - left - 1, middle, after)]


def stay(stored: Sequence[Key], wanted: Iterable[Key]) -> set[Key]:
    """Those of *stored* that keep their place when the order becomes *wanted*: as many as can."""
    order = list(wanted)
    matched = SequenceMatcher(a=stored, b=order, autojunk=False).get_matching_blocks()
    return {order[block.b + step] for block in matched for step in range(block.size)}


def arrange(stored: dict[Key, str], wanted: Sequence[Key]) -> dict[Key, str]:
    """The place of each key of *wanted*; whatever needn't move keeps the place that *stored* gives it."""
    kept = stay(sorted(stored, key=lambda key: stored[key]), wanted)
    found: dict[Key, str] = {}
    pending: list[Key] = []
    last = ""
    for key in wanted:
        if key in kept and stored[key] > last:  # Two writers who can't see each other's may have made the same key.
            found |= zip(pending, spread(len(pending), last, stored[key]), strict=True)
            found[key] = last = stored[key]
            pending = []
        else:
            pending.append(key)
    return found | dict(zip(pending, spread(len(pending), last, ""), strict=True))
