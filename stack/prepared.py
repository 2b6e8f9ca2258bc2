"""``python -m stack.prepared``: all that ``make run`` makes before its programs start, and then its servers stop.

What lies in ``ACCORD_VAR`` afterwards may be copied: browser tests start several portals from one.
"""

import sys

from stack.account import SetUpError
from stack.prepare import Preparation
from stack.run import say, settings
from stack.servers import Servers

NOWHERE = 1  # A port that nobody serves: no address is written into the database.


def main() -> int:
    try:
        with Servers("run") as servers:
            Preparation(servers, settings(NOWHERE), say).all()
    except SetUpError as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
