"""``python -m stack.shell COMMAND…`` runs a command in the test environment; without one, your shell.

Several people may do so at once in one checkout: the servers are shared and stay up, each command's database is its
own and goes with it. ``make stop`` stops the servers.
"""

import os
import signal
import subprocess
import sys

from stack.account import SetUpError
from stack.trial import trial


def main(command: list[str]) -> int:
    """Run *command*; its exit code is ours."""
    with trial(strict=False) as variables:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the command's; we tidy up when it has ended.
        return subprocess.run(
            command or [os.environ.get("SHELL", "sh")], env=variables, check=False, preexec_fn=_restore
        ).returncode


def _restore() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetUpError as problem:
        sys.exit(str(problem))
