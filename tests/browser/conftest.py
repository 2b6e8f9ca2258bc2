"""The whole portal, as ``make run`` starts it, in a folder of its own, driven by a real Chromium.

Every page a test opens is watched: a violation of the content security policy, a script error, a failed request or a
request to any other host fails the test.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import portals

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Portal:
    """A running portal with the demonstration scenario."""

    url: str
    var: Path
    supervisor: int  # The process that keeps the others running.

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        rows = json.loads((self.var / "demo-accounts.json").read_text(encoding="utf-8"))
        return {row["username"]: row for row in rows}

    def mails(self) -> list[str]:
        """Every mail that was sent, oldest first."""
        files = sorted((self.var / "mailbox").glob("*"), key=lambda file: file.stat().st_mtime)
        return [part for file in files for part in file.read_text(encoding="utf-8").split("-" * 79) if part.strip()]

    def worker(self, queue: str) -> psutil.Process:
        """The main process of the worker of *queue*."""
        for child in psutil.Process(self.supervisor).children():
            if f"--queues={queue}" in child.cmdline():
                return child
        raise LookupError(f"No worker of {queue} runs.")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of this run's own; or, while writing tests, the running one whose var folder ``ACCORD_PORTAL`` names."""
    if given := os.environ.get("ACCORD_PORTAL"):
        pid, url = (Path(given) / "run.lock").read_text(encoding="utf-8").split()
        yield Portal(url, Path(given), int(pid))
        return
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # Each worker's folder lies in that of the run.
    with tempfile.TemporaryDirectory(prefix="accord-browser-") as folder:
        var = Path(folder)
        portals.prepared(shared, var)
        with portals.running(var) as (url, supervisor):
            yield Portal(url, var, supervisor)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return {**browser_type_launch_args, "executable_path": os.environ["CHROMIUM"], "args": SWITCHES}


@dataclass
class Visitor:
    """Somebody at a browser of their own."""

    portal: Portal
    page: Page
    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)  # Statuses that this test provokes on purpose.

    def open(self, path: str) -> Page:
        self.page.goto(self.portal.url + path)
        return self.page

    def become(self, username: str) -> None:
        """Enter as a demonstration person, through the picker."""
        self.open("/demonstration/")
        name = self.portal.accounts[username]["name"]
        self.page.locator("button[name=person]", has_text=f": {name}").first.click()
        self.page.wait_for_url(lambda url: "/demonstration/" not in url)

    def axe(self, *rules: str, within: str = "html") -> list[str]:
        """What axe finds serious or critical *within* the page; all of WCAG 2.2 AA, or only the named rules."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))  # Through the debugger: the policy stays as it is.
        levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        options = {"runOnly": list(rules) or levels, "resultTypes": ["violations"]}
        found = self.page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
        return [
            f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary'][:200]}"
            for violation in found["violations"]
            if violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
        ]

    def overflows(self) -> bool:
        """Whether the page can be scrolled sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.fixture
def visitor(portal: Portal, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Make somebody: ``visitor()`` or ``visitor("username")``; browser options such as ``viewport`` may follow."""
    made: list[tuple[BrowserContext, Visitor]] = []

    def make(username: str | None = None, **options: object) -> Visitor:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(15_000)
        someone = Visitor(portal, context.new_page())
        _watch(someone)
        made.append((context, someone))
        if username:
            someone.become(username)
        return someone

    yield make
    troubles = [trouble for _context, someone in made for trouble in someone.troubles]
    for context, _someone in made:
        context.close()
    assert troubles == []


def _watch(someone: Visitor) -> None:
    page, troubles = someone.page, someone.troubles
    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    page.on("request", lambda sent: troubles.append(f"external: {sent.url}") if _leaves(someone, sent.url) else None)
    page.on("response", lambda got: troubles.append(f"{got.status} {got.url}") if _fails(someone, got.status) else None)
    page.expose_function("__report_violation", lambda text: troubles.append(text))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', event => window.__report_violation("
        "`CSP: ${event.effectiveDirective} ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`));"
    )


def _leaves(someone: Visitor, url: str) -> bool:
    return not url.startswith((someone.portal.url, "data:", "about:", "blob:"))


def _fails(someone: Visitor, status: int) -> bool:
    return status >= 400 and status not in someone.expected


def submit(page: Page) -> None:
    """Press what the page's own form is for, not what it offers besides."""
    page.locator("main form[method=post]").locator("button.btn-primary, button.btn-danger").last.click()


def choose(page: Page, name: str, text: str) -> None:
    """Pick an option whether or not the select has been enhanced."""
    value = page.locator(f"select[name={name}] option", has_text=text).first.get_attribute("value")
    page.evaluate(
        """([name, value]) => {
            const select = document.querySelector(`select[name=${name}]`);
            if (select.tomselect) select.tomselect.setValue(value); else select.value = value;
        }""",
        [name, value],
    )


def wait_for(look: Callable[[], list[str]], count: int, seconds: float = 60) -> list[str]:
    """What *look* finds as soon as that are *count*; nothing more may come."""
    deadline = time.monotonic() + seconds
    while len(look()) < count and time.monotonic() < deadline:
        time.sleep(0.5)
    found = look()
    assert len(found) == count, found
    return found
