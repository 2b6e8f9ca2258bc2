"""Every page a role can reach: accessible, within the screen, between its banners, and clean under the policy.

A crawler finds the pages by following links from the worklist, so a new page is tested without being named here.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Portal, Visitor

# Who sees most: a planner with everything open, a liaison with invitations, and each office.
ROLES = {
    "staff officer": "Staff officer",
    "liaison": "Liaison",
    "administrator": "Security administrator",
    "security office": "Nation security office",
    "releasing officer": "Releasing officer",
    "auditor": "Auditor",
}
ADDRESS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{2}(?=/)|(?<=/)\d+(?=/)"
    r"|(?<=/)[A-Z][A-Z-]{2,}(?=/)"  # The codes of parties, groups and policies.
)
NOT_PAGES = ("/api/v1/", "/api/schema/", "/i18n/", "/static/", "/accounts/logout/")
LIMIT = 120  # Kinds of pages per role; far more than there are.


def kind_of(path: str) -> str:
    """The page's address with its keys taken out: one page of each kind is looked at."""
    return ADDRESS.sub("…", urlsplit(path).path)


def crawl(someone: Visitor) -> Iterator[str]:
    """One address of every kind of page that links lead to, opened in turn."""
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < LIMIT:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        page = someone.open(path)
        yield path
        if path.startswith("/demonstration/mailbox/"):
            continue  # Everybody's mails lie there, with links for their recipients.
        hrefs = page.eval_on_selector_all("a[href]:not([download])", "links => links.map(link => link.href)")
        found = [urlsplit(urldefrag(href).url) for href in hrefs if href.startswith(someone.portal.url)]
        pages = [url for url in found if not url.path.startswith(NOT_PAGES) and "." not in url.path]
        waiting += [f"{url.path}?{url.query}".rstrip("?") for url in pages]


@pytest.fixture(scope="module")
def audited() -> dict[str, set[str]]:
    """What axe has judged, in both themes, by the kind of page."""
    return {}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_and_fits(
    visitor: Callable[..., Visitor], portal: Portal, audited: dict[str, set[str]], role: str
):
    someone = visitor(busiest(portal, ROLES[role]), reduced_motion="reduce")
    problems: list[str] = []
    pages = 0

    for path in crawl(someone):
        pages += 1
        if has_news(someone, audited.setdefault(kind_of(path), set())) or pages == 1:
            # Around its content, every page of a role has the colours of the first.
            dark = in_the_dark(someone, within="html" if pages == 1 else "main")
            problems += [f"{path} {problem}" for problem in [*someone.axe(), *dark]]
        if not is_between_banners(someone):
            problems.append(f"{path} isn't between its banners")
        if is_too_wide_for_a_phone(someone):
            problems.append(f"{path} is wider than a phone")

    assert problems == []
    assert pages > 8


def has_news(someone: Visitor, known: set[str]) -> bool:
    """Whether the content holds an element such as no earlier role's page of this kind held; *known* learns them.

    Elements are alike if they, and the three around them, have the same names, classes and attributes. Several roles
    see the same page with less or more on it: axe, which is slow, needn't judge again what it judged.
    """
    found = set(
        someone.page.evaluate(
            """() => {
                const told = element => element && [element.localName, element.className?.baseVal ?? element.className,
                    ...element.getAttributeNames().sort()].join(' ');
                const path = element => [element, element.parentElement, element.parentElement?.parentElement,
                    element.parentElement?.parentElement?.parentElement].map(told).join(' < ');
                return [...new Set([...document.querySelectorAll('main *')].map(path))];
            }"""
        )
    )
    is_new = not found <= known
    known |= found
    return is_new


def in_the_dark(someone: Visitor, within: str) -> list[str]:
    """What the dark theme changes: colours, and nothing else. The page follows the system without a reload.

    Its visitor asks for reduced motion: where colours fade, axe would measure one that nobody stays to see.
    """
    someone.page.emulate_media(color_scheme="dark")
    expect(someone.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    problems = someone.axe("color-contrast", within=within)
    someone.page.emulate_media(color_scheme="light")
    return [f"in the dark: {problem}" for problem in problems]


def is_too_wide_for_a_phone(someone: Visitor) -> bool:
    someone.page.set_viewport_size({"width": 390, "height": 844})
    is_wide = someone.overflows()
    someone.page.set_viewport_size({"width": 1440, "height": 900})
    return is_wide


def busiest(portal: Portal, role: str) -> str:
    """The first account of the scenario whose role begins so."""
    return next(name for name, row in portal.accounts.items() if row["role"].startswith(role))


def is_between_banners(someone: Visitor) -> bool:
    return bool(
        someone.page.evaluate(
            """() => {
                const banners = document.querySelectorAll('.marking');
                const first = document.body.firstElementChild, last = document.body.lastElementChild;
                return banners.length > 1 && first === banners[0] && last === banners[banners.length - 1]
                    && banners[0].textContent.trim() !== '' ;
            }"""
        )
    )


def test_a_first_page_is_light(visitor: Callable[..., Visitor], portal: Portal):
    someone = visitor(busiest(portal, "Staff officer"))
    sizes: list[int] = []
    session = someone.page.context.new_cdp_session(someone.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))

    someone.open("/")
    someone.page.wait_for_load_state("networkidle")

    assert sum(sizes) < 150_000
    assert len(sizes) <= 12


@pytest.mark.parametrize("role", ROLES)
def test_pages_work_without_javascript(visitor: Callable[..., Visitor], portal: Portal, role: str):
    someone = visitor(busiest(portal, ROLES[role]), java_script_enabled=False)

    for path in ("/", "/exchanges/", "/exchanges/calendar/", "/planning/", "/inbox/"):
        page = someone.open(path)
        assert page.locator("h1").inner_text() != ""
        assert page.locator("main").inner_text().strip() != ""
