"""How long a browser takes to draw 2 000 bars in 60 rows: ``python -m benchmarks.drawing URL USERNAME``.

Of a running portal with its demonstration. The board's own page and script are used; only the answer with the bars is
replaced. Measured from the answer until the browser has painted, the median of fifteen.
"""

import json
import os
import sys
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

BARS, ROWS, ROUNDS, MOST = 2000, 60, 15, 300  # MOST: milliseconds.
ZOOMS = ["year", "quarter", "month", "week"]
# Set before the page's own script: notes when the bars' answer is read and when what follows is painted.
WATCH = """
    window.drawn = [];
    const json = Response.prototype.json;
    Response.prototype.json = async function () {
        const body = await json.call(this);
        if (this.url.includes("/planning/bars/")) {
            const began = performance.now();
            requestAnimationFrame(() => setTimeout(() => window.drawn.push(performance.now() - began)));
        }
        return body;
    };
"""

PAINTED = (
    "async () => { while (!window.drawn.length) await new Promise(requestAnimationFrame); return window.drawn[0]; }"
)


def main(url: str, username: str) -> int:
    """Exit code 1 if drawing takes longer than promised at any zoom."""
    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        _enter(page, url, username)
        page.add_init_script(WATCH)
        page.route("**/planning/bars/**", _answer)
        figures = {zoom: _median(page, f"{url}/planning/?zoom={zoom}") for zoom in ZOOMS}
        browser.close()
    for zoom, figure in figures.items():
        print(f"  {zoom:<8} {figure:6.0f} ms  ≤ {MOST}  {'pass' if figure <= MOST else 'FAIL'}")
    return int(max(figures.values()) > MOST)


def _enter(page: Page, url: str, username: str) -> None:
    page.goto(f"{url}/demonstration/")
    page.locator("main button[name=person]", has_text=username).first.click()
    page.wait_for_url(lambda address: "/demonstration/" not in address)


def _median(page: Page, address: str) -> float:
    return median(_draw(page, address) for _round in range(ROUNDS))


def _draw(page: Page, address: str) -> float:
    page.goto(address)
    page.locator(".bar").nth(BARS - 1).wait_for(state="attached")
    shown = page.locator(".bar").count()
    assert shown == BARS, f"{shown} bars are drawn."
    return float(page.evaluate(PAINTED))


def _answer(route: Route) -> None:
    route.fulfill(status=200, content_type="application/json", body=json.dumps(_data()))


def _data() -> dict[str, Any]:
    today = datetime.now(UTC).date()
    return {
        "rows": [{"id": f"program:{row}", "title": f"Program {row}"} for row in range(ROWS)],
        "bars": [_bar(number, today) for number in range(BARS)],
        "today": today.isoformat(),
        "has_more": False,
    }


def _bar(number: int, today: date) -> dict[str, Any]:
    starts_on = today + timedelta(days=number * 7 % 420 - 60)
    return {
        "id": str(number),
        "row": f"program:{number % ROWS}",
        "title": f"Exchange {number}",
        "reference": "AAAA-AA",
        "starts_on": starts_on.isoformat(),
        "ends_on": (starts_on + timedelta(days=3 + number % 12)).isoformat(),
        "state": "planned",
        "state_text": "Planned",
        "marking": "UNCLASSIFIED",
        "marking_css": "u",
        "host": "party:USA",
        "url": "/exchanges/AAAA-AA/",
        "move_url": "/planning/AAAA-AA/move/",
        "rehost_url": "/planning/AAAA-AA/step/rehost/",
        "version": 1,
    }


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
