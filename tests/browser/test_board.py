"""The scheduling board by keyboard, by dialog and by table; what is refused goes back."""

from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor

STAFF_OFFICER = "j.mercer"
BOARD = "/planning/?zoom=year&group=program"
TITLE = "Regional staff talks, Abidjan"


def test_a_bar_moves_by_keyboard_and_undo_brings_it_back(visitor: Callable[..., Visitor]):
    page = visitor(STAFF_OFFICER).open(BOARD)
    before = dates_of(page)

    bar_of(page).focus()
    page.keyboard.press("m")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    confirm(page, lambda: page.keyboard.press("Enter"))
    assert dates_of(page) == (before[0] + timedelta(days=2), before[1] + timedelta(days=3))

    with page.expect_response(lambda got: got.request.method == "POST"):
        page.keyboard.press("Control+z")
    assert dates_of(page) == before


def test_what_follows_is_listed_first_and_nothing_happens_without_a_yes(visitor: Callable[..., Visitor]):
    someone = visitor(STAFF_OFFICER)
    page = someone.open(BOARD)
    before = dates_of(page)

    bar_of(page).focus()
    for key in ("m", "ArrowRight", "Enter"):
        page.keyboard.press(key)

    asked = page.locator("dialog[data-ask]")
    expect(asked).to_contain_text("The dates change from")
    assert someone.axe(within="dialog[data-ask]") == []
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    expect(bar_of(page)).to_be_focused()
    assert dates_of(page) == before


def test_escape_leaves_everything_as_it_was(visitor: Callable[..., Visitor]):
    page = visitor(STAFF_OFFICER).open(BOARD)
    before = bar_of(page).get_attribute("aria-label")

    bar_of(page).focus()
    for key in ("m", "ArrowRight", "Escape"):
        page.keyboard.press(key)

    expect(bar_of(page)).to_have_attribute("aria-label", before or "")


def test_a_dialog_moves_without_dragging_and_says_what_is_wrong(visitor: Callable[..., Visitor]):
    someone = visitor(STAFF_OFFICER)
    someone.expected = {400}
    page = someone.open(BOARD)
    before = dates_of(page)

    bar_of(page).focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    starts, ends = dialog.locator("[name=starts_on]"), dialog.locator("[name=ends_on]")
    starts.fill(f"{before[1] + timedelta(days=1)}")
    ends.fill(f"{before[0]}")
    dialog.locator("button:not([type=button])").last.click()
    assert dates_of(page) == before  # The end before the start: refused, and nothing has changed.

    if not dialog.is_visible():
        bar_of(page).focus()
        page.keyboard.press("Enter")
    starts.fill(f"{before[0] + timedelta(days=1)}")
    ends.fill(f"{before[1] + timedelta(days=1)}")
    confirm(page, lambda: dialog.locator("button:not([type=button])").last.click())
    assert dates_of(page) == tuple(day + timedelta(days=1) for day in before)


def test_the_same_exchanges_stand_in_a_table(visitor: Callable[..., Visitor]):
    page = visitor(STAFF_OFFICER).open(BOARD)
    expect(bar_of(page)).to_be_visible()

    page.get_by_role("link", name="Table").click()

    row = page.locator("tr", has_text=TITLE).first
    expect(row).to_be_visible()
    expect(row.get_by_role("link", name="Reschedule").first).to_be_visible()


def test_bars_sit_under_their_month(visitor: Callable[..., Visitor]):
    """Geometry: a bar's left edge lies where its STARTEX does between the starts of two months."""
    page = visitor(STAFF_OFFICER).open(BOARD)
    expect(bar_of(page)).to_be_visible()

    offset = page.evaluate(
        """title => {
            const bar = [...document.querySelectorAll('.bar')].find(bar => bar.textContent.includes(title));
            const canvas = document.querySelector('.board-months').getBoundingClientRect();
            const day = parseFloat(getComputedStyle(document.querySelector('#board')).getPropertyValue('--day'));
            return (bar.getBoundingClientRect().left - canvas.left) / day;
        }""",
        TITLE,
    )
    first = date.fromisoformat(
        page.evaluate(
            "new URL(performance.getEntriesByType('resource').map(entry => entry.name)"
            ".find(name => name.includes('from='))).searchParams.get('from')"
        )
    )
    assert abs(offset - (dates_of(page)[0] - first).days) < 1


def confirm(page: Page, move: Callable[[], None]) -> None:
    """Do *move*, and say yes to what follows from it, if anything does."""
    with page.expect_response(lambda got: got.request.method == "POST" and got.ok) as answer:
        move()
    if "ask" not in answer.value.json():
        return
    with page.expect_response(lambda got: got.request.method == "POST" and got.ok):
        page.locator("dialog[data-ask]").get_by_role("button", name="Confirm the move").click()


def bar_of(page: Page) -> Locator:
    return page.locator(".bar", has_text=TITLE).first


def dates_of(page: Page) -> tuple[date, date]:
    """What the server holds now."""
    expect(bar_of(page)).to_be_visible()
    source = page.locator("#board").get_attribute("data-src")
    today = date.today()  # noqa: DTZ011  (A wide window: the zone doesn't matter.)
    window = f"?group=program&from={today - timedelta(days=30)}&to={today + timedelta(days=200)}"
    bars = page.request.get(page.url.split("/planning/")[0] + f"{source}{window}").json()["bars"]
    bar = next(bar for bar in bars if bar["title"] == TITLE)
    return date.fromisoformat(bar["starts_on"]), date.fromisoformat(bar["ends_on"])
