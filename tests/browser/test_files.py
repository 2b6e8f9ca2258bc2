"""Files are sent from a browser: how far it is shows, what is refused is named in place, and a copy is a download."""

from playwright.sync_api import expect

from tests.files.corpus import PAYLOAD, pdf


def test_files_are_sent_refused_and_taken_along(visitor):
    planner = visitor("j.mercer")
    planner.expected.add(400)  # What is refused is refused.
    page = planner.open("/exchanges/?q=Flintlock")
    page.locator("main").get_by_role("link", name="Flintlock").first.click()
    page.get_by_role("link", name="Files", exact=True).click()
    page.get_by_role("link", name="Add files").first.click()
    refused = {"name": "tool.txt", "mimeType": "text/plain", "buffer": PAYLOAD}
    plan = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": pdf()}

    page.locator("input[type=file]").set_input_files([refused, plan])
    page.get_by_role("button", name="Add", exact=True).last.click()
    expect(page.locator(".notice-error")).to_contain_text("“tool.txt” isn't taken. It is a program.")
    expect(page.get_by_text("1 file is added.")).to_be_visible()

    # The page that took the place of the form works as the first did.
    page.locator("input[type=file]").set_input_files([{**plan, "name": "second.pdf"}])
    page.get_by_role("button", name="Add", exact=True).last.click()
    page.wait_for_url("**/files/*-*/")
    expect(page.get_by_text("1 file is added.")).to_be_visible()
    with page.expect_download() as arrived:
        page.locator("li", has_text="second").first.get_by_role("link", name="Download").click()
    assert arrived.value.suggested_filename.startswith("second.")
    assert arrived.value.suggested_filename.endswith(".pdf")
