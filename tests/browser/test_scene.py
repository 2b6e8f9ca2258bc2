"""The scene of the README's tour, played once from beginning to end on the running portal.

A staff officer moves Flintlock, two invited nations are told and a third notices nothing; a liaison asks, is answered
and accepts with a caveat; two administrators clear her and the content is there; it is revoked and gone. The workers
are killed while a reminder is due, and it arrives, once.
"""

import re
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from stack.servers import Servers
from tests.browser.conftest import Portal, Visitor, choose, submit, wait_for
from tests.browser.test_board import confirm

STAFF_OFFICER, LIAISON, INVITED, NOT_INVITED = "j.mercer", "l.maris", "m.diop", "k.asante"
ADMINISTRATORS = ("w.tran", "s.hoffman")
CONTENT = "Training area in the southern region"  # The place of Flintlock: content, above the liaison's clearance.
TASK = "Confirm the advance party"
ATLANTIS = ZoneInfo("Atlantic/Azores")
SUBJECT, LODGING = "Medics", "Where will our medics lodge?"


def test_the_scene(visitor: Callable[..., Visitor], portal: Portal):
    officer, liaison, third = visitor(STAFF_OFFICER), visitor(LIAISON), visitor(NOT_INVITED)
    before = all_that(third)
    other = visitor(INVITED)
    mails, told = len(portal.mails()), [news(someone) for someone in (liaison, other)]

    moved = drag_flintlock_by_a_week(officer)
    assert [news(someone) for someone in (liaison, other)] == [count + 1 for count in told]
    expect_neutral_mails(portal, mails)
    assert moved in liaison.open("/exchanges/?text=Flintlock").locator("main").inner_text()
    assert all_that(third) == before

    ask(liaison)
    answer(officer)
    accept_with_a_caveat(liaison)
    assert CONTENT not in flintlock(liaison)

    request_clearance(visitor(ADMINISTRATORS[0]))
    confirm_clearance(visitor(ADMINISTRATORS[1]))
    assert CONTENT in flintlock(liaison)

    revoke_clearance(visitor(ADMINISTRATORS[0]))
    assert CONTENT not in flintlock(liaison)

    assert all_that(third) == before


def all_that(someone: Visitor) -> list[str]:
    """Everything the third nation's lists say, to be compared before and after."""
    pages = ("/", "/exchanges/", "/delegations/", "/inbox/", "/exchanges/calendar/")
    said = [someone.open(path).locator("main").inner_text() for path in pages]
    board = someone.open("/planning/?zoom=year&group=program")
    expect(board.locator(".bar").first).to_be_visible()
    return [*said, board.locator("#board").text_content() or ""]  # Rows out of sight have no inner text.


def drag_flintlock_by_a_week(officer: Visitor) -> str:
    """By mouse, on the board; then back and forth again by undo and keyboard. The new STARTEX as it is written."""
    page = officer.open("/planning/?zoom=year&group=program")
    bar = page.locator(".bar", has_text="Flintlock").first
    expect(bar).to_be_visible()
    before = dates_of(page.request.get(data_address(page)).json())
    box = bar.bounding_box()
    assert box is not None
    day = page.evaluate("parseFloat(getComputedStyle(document.querySelector('#board')).getPropertyValue('--day'))")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 3 * day, box["y"] + 10, steps=4)
    page.mouse.move(box["x"] + box["width"] / 2 + 7 * day, box["y"] + 10, steps=4)
    confirm(page, page.mouse.up)
    after = dates_of(page.request.get(data_address(page)).json())
    assert after == tuple(day + timedelta(days=7) for day in before)
    return f"{after[0]:%d} {after[0]:%b}".upper()


def data_address(page) -> str:
    return page.url.split("/planning/")[0] + page.locator("#board").get_attribute("data-src") + window_of()


def window_of() -> str:
    today = date.today()  # noqa: DTZ011  (A wide window: the zone doesn't matter.)
    return f"?group=program&from={today - timedelta(days=30)}&to={today + timedelta(days=200)}"


def dates_of(data: dict) -> tuple[date, date]:
    bar = next(bar for bar in data["bars"] if bar["title"] == "Flintlock")
    return date.fromisoformat(bar["starts_on"]), date.fromisoformat(bar["ends_on"])


def news(someone: Visitor) -> int:
    """How many messages in somebody's inbox, in whichever language they read, name Flintlock."""
    return someone.open("/inbox/").locator("main").inner_text().count("Flintlock")


def expect_neutral_mails(portal: Portal, before: int) -> None:
    """One mail to each of the two invited nations, with a link and nothing else."""
    addresses = {f"{username}@" for username in (LIAISON, INVITED)}
    new = wait_for(lambda: mails_to(portal, addresses, before), count=2)
    assert all("Flintlock" not in mail and "/inbox/" in mail for mail in new)


def mails_to(portal: Portal, addresses: set[str], before: int) -> list[str]:
    return [mail for mail in portal.mails()[before:] if any(f"To: {address}" in mail for address in addresses)]


def packet(someone: Visitor) -> None:
    page = someone.open("/")
    page.get_by_role("link", name="Flintlock").first.click()
    if "/delegations/" not in page.url:
        someone.open("/delegations/")
        page.get_by_role("link", name="Flintlock").first.click()


def ask(liaison: Visitor) -> None:
    packet(liaison)
    page = liaison.page
    page.get_by_role("link", name="Ask or discuss").first.click()
    page.locator("[name=subject]").fill(SUBJECT)
    page.locator("[name=text]").fill(LODGING)
    submit(page)
    expect(page.locator("article.question", has_text=LODGING).last).to_be_visible()


def answer(officer: Visitor) -> None:
    page = officer.open("/")
    page.get_by_role("link", name=SUBJECT).first.click()
    expect(page.locator("article.question", has_text=LODGING).last).to_be_visible()
    page.locator("[name=text]").fill("In the camp, two to a room.")
    submit(page)
    expect(page.locator("article.question").last).to_contain_text("In the camp, two to a room.")


def accept_with_a_caveat(liaison: Visitor) -> None:
    packet(liaison)
    page = liaison.page
    page.get_by_role("link", name=SUBJECT).first.click()
    expect(page.locator("main")).to_contain_text("In the camp, two to a room.")
    packet(liaison)
    page.get_by_label("Accept with caveats").check()
    page.get_by_label("Seats you take").fill("10")
    page.get_by_label("Caveats", exact=True).fill("No live fire at night.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator("main")).to_contain_text("No live fire at night.")


def flintlock(liaison: Visitor) -> str:
    """Everything that her pages of Flintlock say, hidden text included."""
    page = liaison.open("/exchanges/?text=Flintlock")
    page.get_by_role("link", name="Flintlock").first.click()
    expect(page.get_by_role("heading", name="Flintlock")).to_be_visible()
    cover = page.content()
    packet(liaison)
    return cover + page.content()


def request_clearance(administrator: Visitor) -> None:
    page = administrator.open("/clearances/request/")
    choose(page, "person", "Lena Maris")
    choose(page, "classification", "CONFIDENTIAL")
    choose(page, "sponsor", "Atlantis")
    page.locator("[name=certificate_reference]").fill("XAA-2026-117")
    today = datetime.now(ATLANTIS).date()  # Validity begins with the sponsor's own day.
    page.locator("[name=valid_from]").fill(f"{today}")
    page.locator("[name=valid_to]").fill(f"{today + timedelta(days=365)}")
    submit(page)
    expect(page.locator("main")).to_contain_text("Waiting for confirmation")


def confirm_clearance(administrator: Visitor) -> None:
    page = administrator.open("/")
    page.get_by_role("link", name=re.compile("Lena Maris")).first.click()
    page.get_by_role("button", name="Confirm").or_(page.get_by_role("link", name="Confirm")).first.click()
    if page.url.endswith("/confirm/"):
        submit(page)
    expect(page.locator("main")).to_contain_text("Active")


def revoke_clearance(administrator: Visitor) -> None:
    page = administrator.open("/clearances/")
    page.get_by_role("link", name=re.compile("Lena Maris")).first.click()
    page.get_by_role("link", name="Revoke").first.click()
    page.locator("[name=reason]").fill("The posting ended.")
    submit(page)
    expect(page.locator("main")).to_contain_text("Revoked")


def test_a_reminder_that_is_due_while_the_workers_are_dead_arrives_once(
    visitor: Callable[..., Visitor], portal: Portal
):
    officer, owner = visitor(STAFF_OFFICER), visitor(INVITED)
    mails = len(portal.mails())
    page = officer.open("/planning/?group=program")
    rows = page.request.get(data_address(page)).json()["bars"]
    reference = next(bar["reference"] for bar in rows if bar["title"] == "Flintlock")
    workers = [portal.worker("mail"), portal.worker("tick")]
    for worker in workers:
        worker.kill()

    page = officer.open(f"/tasks/of/{reference}/")
    page.locator("[name=title]").fill(TASK)
    choose(page, "delegation", "Senegal")
    page.locator("[name=due_on]").fill(f"{date.today()}")  # noqa: DTZ011  (The host keeps UTC.)
    submit(page)
    expect(page.locator("main")).to_contain_text(TASK)
    be_eight_o_clock(portal)

    given_and_due = 2
    wait_for(lambda: news_of(owner, TASK), count=given_and_due, seconds=90)
    wait_for(lambda: mails_to(portal, {f"{INVITED}@"}, mails), count=given_and_due, seconds=90)
    time.sleep(12)  # Longer than a sweep: a second copy would be here by now.
    assert len(news_of(owner, TASK)) == given_and_due
    assert len(mails_to(portal, {f"{INVITED}@"}, mails)) == given_and_due


def be_eight_o_clock(portal: Portal) -> None:
    """Reminders go out at 08:00 where the host is: whenever this test runs, that of today's task is due by now."""
    armed = f"sent_at IS NULL AND task_id IN (SELECT id FROM logistics_task WHERE title = '{TASK}')"
    Servers("run", portal.var).postgres.ask(
        f"UPDATE logistics_reminder SET fire_at = least(fire_at, now()) WHERE stage = 'due' AND {armed}", "accord"
    )


def news_of(someone: Visitor, title: str) -> list[str]:
    lines = someone.open("/inbox/").locator("main").inner_text().splitlines()
    return [line for line in lines if title in line]
