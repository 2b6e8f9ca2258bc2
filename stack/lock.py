"""``make lock``: write what pyproject.toml asks for, pinned and hashed, into requirements*.txt.

No address of a registry goes into the files: whoever installs uses the registry that their pip is set up with.
"""

import os
import subprocess

from stack.places import ROOT

# Each file, what it is compiled from, and the files it must agree with.
LOCKS = [
    ("requirements.txt", ["pyproject.toml"], []),
    ("requirements-run.txt", ["--group", "run"], ["requirements.txt"]),
    ("requirements-dev.txt", ["--group", "dev"], ["requirements.txt", "requirements-run.txt"]),
    ("requirements-node.txt", ["--group", "node"], []),
    ("requirements-venv.txt", ["--group", "venv"], []),
]
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--custom-compile-command=make lock",
    "--quiet",
]


def main(upgrade: bool) -> None:
    for name, source, agree in LOCKS:
        constraints = [argument for file in agree for argument in ("--constraint", file)]
        renew = ["--upgrade"] if upgrade else []
        command = ["uv", "pip", "compile", *source, *constraints, *OPTIONS, *renew, "--output-file", name]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        print(name)


if __name__ == "__main__":
    main(upgrade=os.environ.get("UPGRADE") == "1")
