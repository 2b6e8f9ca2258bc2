"""The scene of invitations, played on the running portal in steps that build upon each other.

Five nations get the same invitation at once, each its own packet; one drafts for itself, one asks and all are answered,
one accepts, but not beside another, and one promises a ship. No nation notices another.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor, submit

PLANNER, FRANCE, BOREANIA, INDIA, ATLANTIS, BRITAIN = (
    "m.santos",
    "c.moreau",
    "o.brandal",
    "a.rao",
    "l.maris",
    "f.hughes",
)
TITLE = "Search and rescue week"
ASKED = "Our crew of Boreania carries 5.56 mm: may it bring its own?"
DRAFT = "Le ministère hésite encore."
SHIP = "HMS Exemplar"
ASKER, HOST, WISH = "t.ioane", "h.sinclair", "Boarding team training"  # Kiribati was never invited.


PLAYED: set[str] = set()  # The portals on which the invitations are on their way.


@pytest.fixture(autouse=True)
def _sent(visitor: Callable[..., Visitor]) -> None:
    """The exchange is planned and its invitations are on their way; once for all steps."""
    planner = visitor(PLANNER)
    if planner.portal.url not in PLAYED:
        PLAYED.add(planner.portal.url)
        page = planner.open(f"/planning/{reference(planner)}/step/plan/")
        submit(page)
        send(planner)


def reference(planner: Visitor) -> str:
    page = planner.open("/exchanges/?text=rescue+week")
    link = page.locator("main a[href^='/exchanges/']", has_text=TITLE).first
    return (link.get_attribute("href") or "").strip("/").split("/")[-1]


def send(planner: Visitor) -> None:
    page = planner.open(f"/delegations/of/{reference(planner)}/send/")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Send those chosen").click()
    expect(page.locator("main")).to_contain_text("5 of 5", timeout=60_000)
    expect(page.locator("main")).to_contain_text("All of them are sent.")


def own(someone: Visitor) -> str:
    """The address of their nation's invitation."""
    link = someone.open("/delegations/").locator("main").get_by_role("link", name=TITLE).first
    return link.get_attribute("href") or ""


def invitation(someone: Visitor) -> Locator:
    return someone.open(own(someone)).locator("main")


def test_each_nation_reads_its_own_packet(visitor: Callable[..., Visitor]):
    for someone, own_words in ((FRANCE, "interprète français"), (INDIA, "kitchen"), (BRITAIN, "A berth is kept")):
        text = invitation(visitor(someone)).inner_text()
        assert own_words in text
        others = {"interprète français", "kitchen", "A berth is kept"} - {own_words}
        assert not [words for words in others if words in text]


def test_a_draft_is_the_nations_own_and_the_host_reads_that_it_was_opened_and_nothing_more(
    visitor: Callable[..., Visitor],
):
    liaison, planner = visitor(FRANCE), visitor(PLANNER)
    keep_draft(liaison, answer="caveats", seats="9", comment=DRAFT)
    expect(liaison.page.locator("[name=comment]").last).to_have_value(DRAFT)

    row = planner.open(f"/delegations/of/{reference(planner)}/").locator("tbody tr", has_text="France")
    page = planner.open(row.get_by_role("link", name="France").get_attribute("href") or "")
    expect(page.locator("main [aria-current=step]")).to_contain_text("Opened")
    for path in (page.url.removeprefix(planner.portal.url), "/", "/inbox/", "/brief/"):
        text = planner.open(path).content()
        assert DRAFT not in text
        assert "Moreau" not in text.partition("<main")[2].partition("</main>")[0]


def keep_draft(someone: Visitor, **said: str) -> Page:
    page = someone.open(f"{own(someone)}desk/")
    page.locator(f"[name=answer][value={said.pop('answer')}]").check()
    for name, value in said.items():
        page.locator(f"[name={name}]").last.fill(value)
    keep(page)
    return page


def keep(page: Page) -> None:
    page.locator("main form[action$='/desk/']").locator("button.btn-primary").last.click()
    page.wait_for_load_state()


def test_an_answer_goes_to_all_without_naming_who_asked(visitor: Callable[..., Visitor]):
    asker, planner, other = visitor(BOREANIA), visitor(PLANNER), visitor(INDIA)
    page = asker.open(own(asker))
    page.get_by_role("link", name="Ask or discuss").first.click()
    page.locator("[name=subject]").fill("Ammunition")
    page.locator("[name=text]").fill(ASKED)
    submit(page)

    page = planner.open(f"/threads/of/{reference(planner)}/")
    page.locator("main").get_by_role("link", name="Ammunition").first.click()
    page.get_by_role("link", name="Answer for all nations").click()
    page.locator("[name=subject]").fill("Ammunition")
    page.locator("[name=question]").fill("Which ammunition may be brought?")
    page.locator("[name=text]").fill("None: the harbour keeps it.")
    submit(page)
    expect(page.locator("main")).to_contain_text("1 of 1 person of its delegation reads it.")
    submit(page)
    expect(page.locator("main")).to_contain_text("5 nations are told.")

    other.open(own(other)).locator("main").get_by_role("link", name="Ammunition").first.click()
    thread = other.page.locator("main .card").first
    expect(other.page.locator("main")).to_contain_text("None: the harbour keeps it.")
    assert "Boreania" not in thread.inner_text()
    for path in (other.page.url.removeprefix(other.portal.url), own(other), "/", "/inbox/", "/brief/"):
        assert ASKED not in other.open(path).content()
    assert ASKED in asker.open("/threads/" + asker_thread(asker)).content()


def asker_thread(asker: Visitor) -> str:
    """Their own question, not the copy that every nation got."""
    links = asker.open(own(asker)).locator("main a[href^='/threads/']", has_text="Ammunition")
    addresses = [link.get_attribute("href") or "" for link in links.all()]
    mine = next(address for address in addresses if ASKED in asker.open(address).content())
    return mine.removeprefix("/threads/")


def test_two_serials_turn_amber_for_the_planner_alone(visitor: Callable[..., Visitor]):
    india, atlantis, planner = visitor(INDIA), visitor(ATLANTIS), visitor(PLANNER)
    page = atlantis.open(own(atlantis))
    page.locator("[name=answer][value=accepted]").first.check()
    page.locator("[name=seats]").first.fill("3")
    page.get_by_role("button", name="Send the answer").click()

    page = india.open(f"{own(india)}desk/")
    page.locator("[name=answer][value=caveats]").check()
    page.locator("[name=seats]").last.fill("8")
    for name, words in (("caveat-0-kind", "Not with"), ("caveat-0-party", "Atlantis")):
        pick(page, name, words)
    keep(page)
    page.get_by_role("button", name="Send", exact=False).last.click()
    page.wait_for_load_state()

    rows = planner.open(f"/serials/of/{reference(planner)}/?view=table").locator("tbody tr")
    amber = rows.filter(has_text="India made a caveat: not with Atlantis.")
    assert [re.findall(r"SR-\d+", text) for text in amber.all_inner_texts()] == [["SR-10"], ["SR-20"]]
    for path in (own(atlantis), "/", "/inbox/", "/brief/", "/threads/" + listing(atlantis)):
        assert "India" not in main_of(atlantis, path)


def listing(someone: Visitor) -> str:
    return f"of/delegation/{own(someone).strip('/').split('/')[-1]}/"


def main_of(someone: Visitor, path: str) -> str:
    return someone.open(path).locator("main").inner_text()


def pick(page: Page, name: str, words: str) -> None:
    page.evaluate(
        """([name, words]) => {
            const select = document.querySelector(`select[name="${name}"]`);
            const value = [...select.options].find(option => option.text.includes(words)).value;
            if (select.tomselect) select.tomselect.setValue(value); else select.value = value;
        }""",
        [name, words],
    )


def test_a_ship_is_promised_for_some_days_and_stands_in_the_hosts_matrix(visitor: Callable[..., Visitor]):
    britain, planner = visitor(BRITAIN), visitor(PLANNER)
    page = britain.open(f"{own(britain)}desk/")
    page.locator("[name=answer][value=accepted]").check()
    page.locator("[name=seats]").last.fill("12")
    page.locator("summary", has_text="Units, ships").click()
    pick(page, "contribution-0-kind", "Ship")
    page.locator("[name=contribution-0-name]").fill(SHIP)
    first = page.locator("[name=contribution-0-first]")
    keep_window(page, first)
    keep(page)
    page.get_by_role("button", name="Send", exact=False).last.click()
    page.wait_for_load_state()

    matrix = planner.open(f"/delegations/of/{reference(planner)}/answers/").locator("main")
    expect(matrix).to_contain_text(SHIP)
    expect(matrix).to_contain_text("Atlantis")
    assert SHIP not in main_of(visitor(INDIA), own(visitor(INDIA)))


def keep_window(page: Page, first: Locator) -> None:
    """From the fourth day of the second week to its ninth: within the exchange, as its page says."""
    page.locator("[name=contribution-0-quantity]").fill("1")
    said = re.findall(r"\d{4}-\d\d-\d\d", first.evaluate("each => `${each.min} ${each.max}`"))
    if said:
        first.fill(said[0])
        page.locator("[name=contribution-0-last]").fill(said[-1])


def test_a_partner_that_was_never_invited_asks_for_a_training_team_and_gets_an_invitation(
    visitor: Callable[..., Visitor],
):
    asker, host, stranger = visitor(ASKER), visitor(HOST), visitor(ATLANTIS)
    assert "Disaster relief" not in main_of(asker, "/delegations/")
    page = asker.open("/requests/ask/AUS-DEFENCE/")
    pick(page, "kind", "Training team")
    page.locator("[name=title]").fill(WISH)
    page.locator("[name=people]").fill("6")
    submit(page)
    expect(page.locator("main")).to_contain_text("Sent")

    page = host.open("/requests/")
    page.get_by_role("link", name=WISH).first.click()
    page.get_by_role("link", name="Turn it into an invitation").click()
    pick(page, "exchange", "Disaster relief table-top exercise")
    page.locator("[name=reply_by]").fill(f"{datetime.now(UTC).date() + timedelta(days=30)}")
    submit(page)
    page.get_by_role("link", name="Send", exact=True).first.click()
    submit(page)

    assert "Disaster relief table-top exercise" in main_of(asker, "/delegations/")
    asker.open("/requests/").get_by_role("link", name=WISH).first.click()
    expect(asker.page.get_by_role("link", name="The invitation")).to_be_visible()
    assert WISH in main_of(asker, "/requests/plan/")
    for path in ("/requests/", "/requests/catalogue/", "/inbox/"):
        assert WISH not in main_of(stranger, path)


def test_the_commitments_of_france_are_what_it_promised_and_gave(visitor: Callable[..., Visitor]):
    france, planner = visitor(FRANCE), visitor(PLANNER)
    keep_draft(france, answer="accepted", seats="9", comment="")
    france.page.locator("main form[action$='/desk/send/'] button.btn-primary").last.click()
    france.page.wait_for_load_state()
    page = france.open(f"/files/packet/{own(france).strip('/').split('/')[-1]}/give/")
    page.locator("main input[type=file]").set_input_files(
        {"name": "noms.txt", "mimeType": "text/plain", "buffer": b"Une liste de noms\n"}
    )
    submit(page)
    expect(page.locator("main")).to_contain_text("noms")

    year = datetime.now(UTC).date() + timedelta(days=160)
    text = main_of(france, f"/commitments/?year={year.year}")
    assert TITLE in text
    assert re.search(r"\b9\b", text)
    given = france.open("/commitments/given/").locator("tbody tr", has_text="noms")
    expect(given).to_contain_text("pas encore")

    row = planner.open(f"/delegations/of/{reference(planner)}/").locator("tbody tr", has_text="France")
    page = planner.open(row.get_by_role("link", name="France").get_attribute("href") or "")
    with page.expect_download():
        page.locator("main a[href*='/files/packet-file/']", has_text="noms").first.click()
    given = france.open("/commitments/given/").locator("tbody tr", has_text="noms")
    expect(given).not_to_contain_text("pas encore")
    assert TITLE in main_of(planner, f"/commitments/partners/FRA/?year={year.year}")
