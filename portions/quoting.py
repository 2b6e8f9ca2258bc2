"""Which portions a text repeats: what quotes a portion is marked at least as strictly (access.md §1)."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

RUN = 6  # Words in a row that two paragraphs don't share by chance.
WORD = re.compile(r"\w+")

Source = TypeVar("Source")


def quoted(text: str, sources: Iterable[tuple[Source, str]]) -> list[Source]:
    """Those of *sources* of whose text *text* repeats so many words in a row, or all where it has fewer."""
    words = _words(text)
    runs: dict[int, set[tuple[str, ...]]] = {}
    found = []
    for source, said in sources:
        theirs = _words(said)
        length = min(RUN, len(theirs))
        if length and length not in runs:
            runs[length] = set(_runs(words, length))
        if length and not runs[length].isdisjoint(_runs(theirs, length)):
            found.append(source)
    return found


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _runs(words: list[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + length]) for start in range(len(words) - length + 1))
