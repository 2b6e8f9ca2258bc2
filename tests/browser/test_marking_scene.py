"""A paragraph is marked with a look at who loses it, and a nation is shut out by one and let in by two.

What the tests of the evidence prove byte by byte is done here by hand, on the running portal.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor, submit

STAFF_OFFICER, GUEST, LIAISON, ADMINISTRATORS = "j.mercer", "m.diop", "l.maris", ("w.tran", "s.hoffman")
PARAGRAPH = "A symposium on the exchange of information closes the second week."


def test_a_paragraph_is_marked_with_a_look_at_who_loses_it(visitor: Callable[..., Visitor]):
    officer, guest = visitor(STAFF_OFFICER), visitor(GUEST)
    before = lines_of_flintlock(guest)
    assert PARAGRAPH in before

    page = flintlock(officer)
    page.goto(f"{page.url}description/")
    block = page.locator("[data-block]", has=page.locator("textarea", has_text=PARAGRAPH))
    block.get_by_role("button", name=re.compile("^Mark it")).click()
    pick(page, "label_classification", "SECRET")
    pick(page, "label_released_to", "Canada")
    page.get_by_role("button", name="Save", exact=True).last.click()
    shown = page.get_by_role("alert")
    expect(shown).to_contain_text("Loses sight: 1 person of Senegal, of 1 paragraph.")
    expect(shown).to_be_focused()
    assert not officer.overflows()
    assert officer.axe() == []
    assert lines_of_flintlock(guest) == before

    shown.get_by_role("button", name="Save it so").click()
    expect(page.get_by_text("The text is saved.")).to_be_visible()

    place = before.index(PARAGRAPH)
    mark = 2  # Its words for screen readers, and the mark itself.
    assert lines_of_flintlock(guest) == before[: place - mark] + before[place + 1 :]


def flintlock(someone: Visitor) -> Page:
    page = someone.open("/exchanges/?text=Flintlock")
    page.locator("main").get_by_role("link", name="Flintlock").first.click()
    page.wait_for_url(re.compile(r"/exchanges/[^/?]+/$"))
    return page


def lines_of_flintlock(someone: Visitor) -> list[str]:
    text = flintlock(someone).locator("main").inner_text()
    return [line.strip() for line in text.splitlines() if line.strip()]


def pick(page: Page, name: str, text: str) -> None:
    """Choose in a select of the label picker, enhanced or not."""
    select = page.locator(f"fieldset.block-marking [name$={name}]").first
    value = select.locator("option", has_text=re.compile(rf"^\s*{text}\b")).first.get_attribute("value")
    select.evaluate(
        """(select, value) => {
            if (select.tomselect) select.tomselect.setValue(value); else select.value = value;
            select.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        value,
    )


def test_a_nation_is_shut_out_by_one_and_let_in_by_two(visitor: Callable[..., Visitor]):
    first, second, liaison = (visitor(name) for name in (*ADMINISTRATORS, LIAISON))
    assert "Flintlock" in covers(liaison)

    page = first.open("/clearances/suspensions/XAA/impose/")
    expect(page.get_by_role("heading", name="What it does")).to_be_visible()
    assert not first.overflows()
    page.locator("[name=reason]").fill("A coup.")
    submit(page)
    expect(page.get_by_text("Atlantis is suspended from now on.")).to_be_visible()
    assert "Flintlock" not in covers(liaison)

    row = page.locator("main li, main tr", has_text="Atlantis").filter(has=page.get_by_role("link"))
    row.get_by_role("link", name="Let them in again").first.click()
    page.locator("[name=reason]").fill("Order is restored.")
    submit(page)
    expect(page.get_by_text("A second administrator must approve it.")).to_be_visible()
    assert "Flintlock" not in covers(liaison)

    page = second.open("/clearances/changes/")
    page.get_by_role("link", name=re.compile("Lift the suspension of Atlantis")).first.click()
    page.get_by_role("link", name=re.compile("Approve")).first.click()
    page.get_by_role("button", name="Approve exactly this").click()
    expect(page.get_by_text("Done: approved.")).to_be_visible()
    assert "Flintlock" in covers(liaison)


def covers(someone: Visitor) -> str:
    return someone.open("/exchanges/").locator("main").inner_text()
