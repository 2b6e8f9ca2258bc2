"""What surrounds Accord on one machine: set-up, embedded servers, the supervisor and the test lanes.

Nothing here imports an app, and no app imports anything from here: they meet in environment variables only.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (An older Python gets as far as here, and is told.)
    sys.exit("Accord needs Python 3.11 or later; name one: make PYTHON=python3.12 run")
