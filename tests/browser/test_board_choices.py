"""The board where two people edit, by host, and kept as a view: nothing typed is lost, everything is in the address."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_board import BOARD, STAFF_OFFICER, bar_of, confirm, dates_of


def test_whoever_comes_second_sees_both_wishes_and_may_take_their_own(visitor: Callable[..., Visitor]):
    someone, other = visitor(STAFF_OFFICER), visitor(STAFF_OFFICER)
    someone.expected = {409}
    page, rival = someone.open(BOARD), other.open(BOARD)
    before = dates_of(page)

    for each in (rival, page):
        bar_of(each).focus()
        each.keyboard.press("m")
        for _day in range(1 if each is rival else 3):
            each.keyboard.press("ArrowRight")
        if each is rival:
            confirm(each, lambda: rival.keyboard.press("Enter"))
    with page.expect_response(lambda got: got.request.method == "POST"):
        page.keyboard.press("Enter")

    choice = page.locator("dialog[data-clash][open]")
    expect(choice).to_be_visible()
    assert someone.axe() == []
    assert dates_of(page) == tuple(day + timedelta(days=1) for day in before)
    confirm(page, lambda: choice.get_by_role("button", name="Take my dates").click())
    assert dates_of(page) == tuple(day + timedelta(days=3) for day in before)


def test_a_booking_goes_to_the_row_of_another_resource_and_back(visitor: Callable[..., Visitor]):
    page = visitor(STAFF_OFFICER).open("/planning/?zoom=quarter&group=resource")
    bar = page.locator(".bar", has_text="Live firing, both weeks")
    row = page.locator(".board-row", has=bar)
    expect(row.locator(".board-head")).to_have_text("Southern range")

    bar.focus()
    for key in ("m", "ArrowUp"):
        page.keyboard.press(key)
    confirm(page, lambda: page.keyboard.press("Enter"))
    expect(row.locator(".board-head")).not_to_have_text("Southern range")

    confirm(page, page.locator("[data-board-undo]").click)
    expect(row.locator(".board-head")).to_have_text("Southern range")


def test_a_view_keeps_rows_zoom_and_filter(visitor: Callable[..., Visitor]):
    page = visitor(STAFF_OFFICER).open("/planning/?kind=talks&zoom=month&group=host")
    expect(page.locator("#board .board-row").first).to_be_visible()

    page.locator(".board-views summary").click()
    page.get_by_label("Name of this view").fill("Talks")
    page.get_by_role("button", name="Keep").click()

    expect(page.get_by_role("button", name="Month")).to_have_attribute("aria-pressed", "true")
    assert {"kind=talks", "zoom=month", "group=host"} <= set(page.url.partition("?")[2].split("&"))
