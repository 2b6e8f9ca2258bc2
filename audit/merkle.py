"""A Merkle tree over leaves in the order of their digests: a proof's path tells nothing of the order of events."""

from bisect import bisect_left
from collections.abc import Sequence
from hashlib import sha256

Path = list[tuple[str, str]]  # Steps upward: ("left" or "right", the digest that stands there).


class Tree:
    """The tree over *leaves*, of which there is at least one."""

    def __init__(self, leaves: Sequence[str]) -> None:
        self._levels = _levels(leaves)

    @property
    def root(self) -> str:
        return self._levels[-1][0]

    def path(self, leaf: str) -> Path:
        """How *leaf* leads to the root."""
        found: Path = []
        position = bisect_left(self._levels[0], leaf)
        for level in self._levels[:-1]:
            beside = position ^ 1
            if beside < len(level):
                found.append(("left" if beside < position else "right", level[beside]))
            position //= 2
        return found


def leads_to(leaf: str, path: Path, root: str) -> bool:
    """Whether *leaf* is in the tree of *root*, as *path* claims."""
    here = leaf
    for side, beside in path:
        here = _join(beside, here) if side == "left" else _join(here, beside)
    return here == root


def _levels(leaves: Sequence[str]) -> list[list[str]]:
    """From the leaves up to the root; one without a neighbour moves up as it is."""
    levels = [sorted(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [below[index : index + 2] for index in range(0, len(below), 2)]
        levels.append([_join(*pair) if len(pair) > 1 else pair[0] for pair in pairs])
    return levels


def _join(left: str, right: str) -> str:
    return sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
