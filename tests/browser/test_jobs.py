"""The first of the four jobs, from a real sign-in to a bar on the board; the others are the scene's."""

from collections.abc import Callable
from datetime import date, timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal, Visitor, choose, submit

STAFF_OFFICER = "r.iyer"
PROGRAM, EXCHANGE = "Harbour safety cooperation", "Harbour safety seminar"


def test_a_staff_officer_signs_in_and_schedules(visitor: Callable[..., Visitor], portal: Portal):
    someone = visitor()
    someone.expected = {400}  # The end before the start.
    sign_in(someone, portal)

    create_program(someone.page)
    starts = date.today() + timedelta(days=20)  # noqa: DTZ011  (Any day to come.)
    create_exchange(someone.page, starts)

    for path in ("/exchanges/", f"/exchanges/calendar/?month={starts:%Y-%m}", "/planning/?zoom=quarter&group=program"):
        expect(someone.open(path).locator("main").get_by_text(EXCHANGE).first).to_be_visible()


@pytest.mark.parametrize("code", ["000000", ""])
def test_without_the_second_factor_nobody_gets_in(visitor: Callable[..., Visitor], portal: Portal, code: str):
    someone = visitor()
    account = portal.accounts["d.reyes"] if "d.reyes" in portal.accounts else portal.accounts[STAFF_OFFICER]
    give_password(someone, account)

    if code:
        someone.page.locator("[name=code]").fill(code)
        someone.page.get_by_role("button", name="Sign in").click()

    someone.open("/")
    assert "/accounts/" in someone.page.url


def sign_in(someone: Visitor, portal: Portal) -> None:
    account = portal.accounts[STAFF_OFFICER]
    give_password(someone, account)
    someone.page.locator("[name=code]").fill(pyotp.TOTP(account["totp_secret"]).now())
    someone.page.get_by_role("button", name="Sign in").click()
    expect(someone.page.get_by_role("heading", level=1)).to_contain_text("What needs me today")


def give_password(someone: Visitor, account: dict[str, str]) -> None:
    page = someone.open("/accounts/login/")
    page.locator("[name=login]").fill(account["username"])
    page.locator("[name=password]").fill(account["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[name=code]")).to_be_visible()


def create_program(page: Page) -> None:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/programs/new/")
    page.locator("[name=title]").fill(PROGRAM)
    page.locator("[name=purpose]").fill("Safer harbours for everybody who calls at them.")
    choose_first_level(page, "cover_classification")
    submit(page)
    expect(page.get_by_role("heading", name=PROGRAM)).to_be_visible()


def create_exchange(page: Page, starts: date) -> None:
    """First with the end before the start: said next to the field, and nothing that was typed is lost."""
    page.locator("a[href*='/exchanges/new/']").first.click()
    choose(page, "kind", "Seminar or symposium")
    page.locator("[name=title]").fill(EXCHANGE)
    page.locator("[name=starts_on]").fill(f"{starts}")
    page.locator("[name=ends_on]").fill(f"{starts - timedelta(days=1)}")
    page.locator("[name=place]").fill("Kochi")
    choose_first_level(page, "cover_classification")
    submit(page)
    expect(page.locator("main")).to_contain_text("end before it starts")

    assert page.locator("[name=title]").input_value() == EXCHANGE
    page.locator("[name=ends_on]").fill(f"{starts + timedelta(days=2)}")
    submit(page)
    expect(page.get_by_role("heading", name=EXCHANGE)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Kochi")


def choose_first_level(page: Page, name: str) -> None:
    options = page.locator(f"select[name={name}] option")
    text = next(option for option in options.all_inner_texts() if option.strip(" –-"))
    choose(page, name, text)
