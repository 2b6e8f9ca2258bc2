"""Answers that may differ between two worlds although only hidden rows differ: each a covert channel that is known.

There are none. (Whoever asks first after a fact has changed that all readers share takes a few queries more, for the
process reads the facts again; ``answers`` in test_non_interference.py reads them first.) Whoever adds one names the
request and the lines, and the reason why the channel can't be closed.
"""

import re

ALLOWED: list[tuple[str, str, str]] = []  # Pattern of the address, pattern of the differing lines, reason.


def allowed(asked: tuple[str, str, str], found: list[str]) -> bool:
    """Whether every differing line is one that the list excuses for this request."""
    _method, address, _variant = asked
    excuses = [lines for path, lines, _reason in ALLOWED if re.search(path, address)]
    return bool(found) and all(any(re.search(lines, line) for lines in excuses) for line in found)
