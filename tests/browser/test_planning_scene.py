"""The scene of planning, played on the running portal in steps, each of which can be read alone.

A planner looks for two weeks in autumn, makes an exchange of the best window and puts dates to a poll; a conference
has given five things to do; STARTEX slips by ten days, what can no longer be had is named first, everybody concerned
is told once, and the calendar on the planner's phone follows. Who may not see the other user of a range reads no name.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Portal, Visitor, choose, submit, wait_for

PLANNER, INVITED, LIAISON, PARTNER = "j.mercer", "m.diop", "l.maris", "f.hughes"
NATIONS = ("CIV", "FRA", "GBR", "GHA", "SEN", "USA")
TOLD = 11
TITLE = "Autumn staff and range week"
CLEARANCE = f"Clearance of relief flight {uuid4().hex[:4]}"  # Its own also where the portal has been used before.
REASON = "Our engineers build bridges in the north until the rains."
HIDDEN = "Trials of the new target line"
TODAY = date.today()  # noqa: DTZ011  (As the demonstration: the zone doesn't matter.)


def test_the_best_windows_name_a_french_holiday_and_the_range_and_who_must_give_way(visitor: Callable[..., Visitor]):
    page = visitor(PLANNER).open(search(visitor(PLANNER).open("/planning/find/")))
    windows = page.locator("#windows")

    expect(windows).to_contain_text(re.compile(r"France: .+ 20\d\d"))
    expect(windows).to_contain_text(re.compile(r"Southern range.*not available", re.DOTALL))
    nearly = windows.locator("tr", has_text="Must give way:")
    expect(nearly.filter(has_text="Mobile staff trainer").first).to_be_visible()
    assert HIDDEN not in windows.inner_text()


def search(page: Page) -> str:
    """Fourteen days in next autumn for six nations, a simulator that is needed and a range that would be useful."""
    said = [f"days=14&first={TODAY + timedelta(days=296)}&last={TODAY + timedelta(days=389)}"]
    said += [f"nations={code}" for code in NATIONS]
    said += [f"resources={resource(page, 'Mobile staff trainer')}", f"useful={resource(page, 'Southern range')}"]
    return "/planning/find/?" + "&".join([*said, "holidays=3&exchanges=3&leads=3"])


def resource(page: Page, name: str) -> str:
    return page.locator("select[name=resources] option", has_text=name).first.get_attribute("value") or ""


def test_from_a_window_to_an_exchange_that_holds_and_asks_and_polls(visitor: Callable[..., Visitor]):
    page = visitor(PLANNER).open("/planning/find/")
    page.goto(page.url.split("/planning/")[0] + search(page))
    page.locator("#windows").get_by_role("link", name=re.compile("Plan it")).first.click()

    page.get_by_label("Title").fill(TITLE)
    choose(page, "kind", "Command post exercise")
    choose(page, "program", "West Africa")
    page.get_by_label("Seats for each nation").fill("10")
    choose(page, "ask", "Send invitations")
    page.get_by_role("button", name="Show what follows").click()
    expect(page.locator("#follows")).to_contain_text("is created as a draft")
    expect(page.locator("#follows")).to_contain_text("Mobile staff trainer")
    page.get_by_role("button", name="Do all of this").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    page.locator("a[href$='/polls/new/']").first.click()
    days = page.locator("input[type=date]")
    days.nth(0).fill(f"{TODAY + timedelta(days=336)}")
    days.nth(1).fill(f"{TODAY + timedelta(days=349)}")
    page.get_by_label("Answer by").fill(f"{TODAY + timedelta(days=20)}")
    submit(page)
    expect(page.locator("main")).to_contain_text("Senegal")


def test_a_nation_answers_the_poll_and_its_reason_is_read_by_the_host_and_by_no_other_nation(
    visitor: Callable[..., Visitor],
):
    liaison, planner, other = visitor(LIAISON), visitor(PLANNER), visitor(INVITED)
    page = liaison.open(ballot(liaison))
    expect(page.locator("main")).to_contain_text("your own nation read your answer and your reasons, and nobody else")
    for number, answer in enumerate(("possible", "suits", "impossible")):
        page.locator(f"input[type=radio][value={answer}]").nth(number).check()
    page.locator("textarea").nth(2).fill(REASON)
    submit(page)

    poll = planner.open(f"/exchanges/{flintlock(planner)}/").locator("main a[href^='/planning/polls/']").first
    said = planner.open(poll.get_attribute("href") or "").locator("main")
    expect(said).to_contain_text(REASON)
    expect(said).to_contain_text("2 of 2")
    for path in (ballot(other), "/", "/inbox/", "/exchanges/?text=Flintlock"):
        assert REASON not in other.open(path).content()
    other.expected = {404}
    other.open(poll.get_attribute("href") or "")  # What all have answered is the host's to read.
    expect(other.page.get_by_role("heading", level=1)).to_contain_text("Il n’y a rien ici pour vous")


def ballot(someone: Visitor) -> str:
    """Their nation's own sheet of the poll about Flintlock."""
    link = someone.open("/delegations/").locator("main").get_by_role("link", name="Flintlock", exact=True).first
    page = someone.open(link.get_attribute("href") or "")
    return page.locator("main a[href^='/planning/ballots/']").first.get_attribute("href") or ""


def test_the_main_planning_conference_gave_five_things_to_do(visitor: Callable[..., Visitor]):
    page = milestones(visitor(PLANNER))
    page.get_by_role("link", name="Main planning event", exact=True).click()

    items = page.locator(".card", has=page.get_by_role("heading", name="Action items"))
    expect(items.locator("a[href*='/tasks/'], li a, tbody a").first).to_be_visible()
    dates = re.findall(r"\d\d [A-Z]{3} 20\d\d", items.inner_text())
    assert len(dates) >= 5  # Due dates of five tasks.


def milestones(someone: Visitor) -> Page:
    page = someone.open(f"/milestones/of/{flintlock(someone)}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Flintlock")
    return page


def flintlock(someone: Visitor) -> str:
    link = someone.open("/exchanges/?text=Flintlock").locator("main a[href^='/exchanges/']", has_text="Flintlock").first
    return (link.get_attribute("href") or "").strip("/").split("/")[-1]


def test_a_slip_of_ten_days_names_the_clearance_first_tells_eleven_people_once_and_the_phone_follows(
    visitor: Callable[..., Visitor], portal: Portal
):
    planner, invited, liaison = visitor(PLANNER), visitor(INVITED), visitor(LIAISON)
    reference = flintlock(planner)
    starts, ends = dates_of(planner, reference)
    begin_clearance(planner, reference, on=starts - timedelta(days=5))
    feed = subscribe(planner)
    assert f"DTSTART;VALUE=DATE:{starts:%Y%m%d}" in fetch(planner, feed)
    told = [news(someone) for someone in (invited, liaison)]

    page = planner.open(moved(reference, starts, ends, days=10))
    consequences = page.locator("main")
    expect(consequences).to_contain_text("can no longer be had in time")
    expect(row(page, CLEARANCE)).to_contain_text("it had to be begun by")
    expect(consequences).to_contain_text(f"{TOLD} people are told, once each")
    mails = len(portal.mails())
    page.get_by_role("button", name="Reschedule").last.click()
    expect(page.locator("main")).to_contain_text("Flintlock")

    assert [news(someone) for someone in (invited, liaison)] == [count + 1 for count in told]
    # Once too, and not of the news: the keeper of the range is asked anew for her decision.
    addressed = wait_for(
        lambda: [to for mail in portal.mails()[mails:] for to in re.findall(r"To: (\S+)", mail)], TOLD + 1
    )
    assert len(set(addressed)) == TOLD + 1
    assert f"DTSTART;VALUE=DATE:{starts + timedelta(days=10):%Y%m%d}" in fetch(planner, feed)
    planner.open(moved(reference, *dates_of(planner, reference), days=-10))  # The other scenes find it as it was.
    page.get_by_role("button", name="Reschedule").last.click()
    assert dates_of(planner, reference) == (starts, ends)


def dates_of(someone: Visitor, reference: str) -> tuple[date, date]:
    page = someone.open(f"/planning/{reference}/reschedule/")
    first, last = (page.locator(f"[name={name}]").first.input_value() for name in ("starts_on", "ends_on"))
    return date.fromisoformat(first), date.fromisoformat(last)


def moved(reference: str, starts: date, ends: date, *, days: int) -> str:
    by = timedelta(days=days)
    return f"/planning/{reference}/reschedule/?starts_on={starts + by}&ends_on={ends + by}"


def row(page: Page, title: str) -> Locator:
    return page.locator("tr", has_text=title).first


def begin_clearance(planner: Visitor, reference: str, *, on: date) -> None:
    """A clearance for these very dates whose lead time has begun to run; for others it must be had anew."""
    page = planner.open(f"/milestones/of/{reference}/add/")
    page.locator("[name=title]").fill(CLEARANCE)
    page.locator("[name=planned_on]").fill(f"{on}")
    page.locator("[name=lead_days]").fill("60")
    page.evaluate("document.querySelector('[name=lead_unit]').value = 'calendar'")
    page.locator("[name=is_bound]").check()
    submit(page)
    milestones(planner).get_by_role("link", name=CLEARANCE, exact=True).last.click()
    page.locator(".verbs").get_by_role("link", name="Under way").first.click()
    submit(page)


def subscribe(planner: Visitor) -> str:
    """The address that her phone fetches, shown once."""
    page = planner.open("/calendars/feeds/new/")
    page.get_by_label("Where will you use it?").fill("My phone")
    page.evaluate("const reach = document.querySelector('[name=reach]'); reach.value = [...reach.options].at(-1).value")
    submit(page)
    return page.locator("#address").input_value()


def fetch(planner: Visitor, feed: str) -> str:
    """As a phone does: without a session; unfolded."""
    browser = planner.page.context.browser
    assert browser
    apart = browser.new_context()
    text = apart.request.get(feed).text()
    apart.close()
    return text.replace("\r\n ", "")


def news(someone: Visitor) -> int:
    return someone.open("/inbox/").locator("main").inner_text().count("Flintlock")


def test_whoever_may_not_see_the_other_user_of_the_range_reads_not_available(visitor: Callable[..., Visitor]):
    someone = visitor(PARTNER)
    link = someone.open("/resources/").get_by_role("link", name="Southern range").first
    someone.open(link.get_attribute("href") or "")
    someone.page.goto(f"{someone.page.url}?day={TODAY + timedelta(days=347)}")

    said = someone.page.locator("main").inner_text()
    assert HIDDEN not in said
    assert "not available" in said.lower()
