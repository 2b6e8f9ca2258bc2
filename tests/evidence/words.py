"""Words that nothing else says, in every text of a random world and in every content that it keeps on the disk."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from files.models import FileVersion, PacketFile
from participants.models import Invitation
from participants.services.invitations import cover
from tests.evidence.contents import stored
from tests.world import free_texts, identities


def write_words(rows: Mapping[str, Any]) -> dict[str, set[str]]:
    """Each word to the names of the rows that say it.

    A cover as it was sent is its invitation's, with the reference of the exchange.
    """
    numbers, said = count(1), dict[str, set[str]]()
    for name, row in rows.items():
        texts: dict[str, Any] = {column: _word(numbers) for column in free_texts(type(row))}
        words = [*texts.values(), *identities(row)]
        if isinstance(row, Invitation):
            sent = cover(row.delegation.exchange) | {"title": _word(numbers)}
            words += [sent["title"], sent["reference"]]
            texts["cover_as_sent"] = sent
        if isinstance(row, (FileVersion, PacketFile)):
            words.append(_word(numbers))
            texts |= stored(words[-1])
        type(row)._default_manager.filter(pk=row.pk).update(**texts)
        for word in words:
            said.setdefault(word, set()).add(name)
    return said


def _word(numbers: Iterator[int]) -> str:
    return f"CNRY{next(numbers):05}"
