"""Sign what the database is told of whoever acts, so that a statement slipped into another can't tell it otherwise.

``accord.context`` = key|user|session|backend pid|issued|label ids|HMAC-SHA256. ``accord_labels()`` believes it on the
connection it was made for, until it is ``LASTS`` seconds old. The key is derived from ``SECRET_KEY``; the database
holds it as the two padded halves of an HMAC, in a table that only ``accord_definer`` and its owner read.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.crypto import salted_hmac

from clearances.context import Claim

LASTS = 600  # Seconds; ``accord_labels()`` refuses an older one.
RENEWED = 300  # Seconds; what still works by then is signed again before the next statement.
BLOCK = 64  # SHA-256's, to which HMAC pads its key.


@dataclass(frozen=True)
class Key:
    """*name* says which of an installation's keys signed; *inner* and *outer* are what SQL needs for the HMAC."""

    name: str
    secret: bytes

    @property
    def inner(self) -> bytes:
        return self._padded(0x36)

    @property
    def outer(self) -> bytes:
        return self._padded(0x5C)

    def _padded(self, mask: int) -> bytes:
        return bytes(byte ^ mask for byte in self.secret.ljust(BLOCK, b"\0"))


def believed() -> Iterator[Key]:
    """The key that signs, then those of former ``SECRET_KEY``s that are still believed."""
    yield from map(_key, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@cache
def _key(secret_key: str) -> Key:
    secret = salted_hmac("clearances.signing", "accord.context", secret=secret_key, algorithm="sha256").digest()
    return Key(salted_hmac("clearances.signing", "name", secret=secret, algorithm="sha256").hexdigest()[:8], secret)


def sign(claim: Claim, pid: int, issued: int) -> str:
    """What ``accord.context`` must hold for *claim* on the connection of backend *pid*."""
    key = next(believed())
    labels = ",".join(map(str, claim.label_ids))
    body = f"{key.name}|{claim.user_id}|{claim.session}|{pid}|{issued}|{labels}"
    return f"{body}|{hmac.digest(key.secret, body.encode(), 'sha256').hex()}"
