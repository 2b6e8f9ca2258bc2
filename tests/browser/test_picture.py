"""The same page seen by four nations: the picture in the README, and what it shows asserted.

``ACCORD_PICTURES=1`` writes it to docs/pictures/; otherwise it lands beside the test portal and goes with it.
"""

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.browser.conftest import ROOT, Portal, Visitor

CONTENT = "Training area in the southern region"
# The lead nation plans; Senegal has accepted; Atlantis is invited and not cleared; Ghana isn't invited.
VIEWERS = {"j.mercer": (True, True), "m.diop": (True, True), "l.maris": (True, False), "k.asante": (False, False)}


def test_four_nations_open_the_same_page(visitor: Callable[..., Visitor], portal: Portal):
    path = address_of_flintlock(visitor("j.mercer"))
    shots = []

    for username, (sees_cover, sees_content) in VIEWERS.items():
        someone = visitor(username, viewport={"width": 1100, "height": 820})
        someone.expected = set() if sees_cover else {404}
        page = someone.open(path)
        assert ("Flintlock" in page.locator("main").inner_text()) is sees_cover
        assert (CONTENT in page.content()) is sees_content
        shots.append(Image.open(BytesIO(page.screenshot())))

    joined = side_by_side(shots)
    target = ROOT / "docs" / "pictures" if os.environ.get("ACCORD_PICTURES") else portal.var
    save(joined, target / "one-page-four-nations.png")
    assert joined.size == (2 * 1100 + 12, 2 * 820 + 12)


def address_of_flintlock(officer: Visitor) -> str:
    page = officer.open("/exchanges/?text=Flintlock")
    href = page.get_by_role("link", name="Flintlock", exact=True).first.get_attribute("href")
    assert href is not None
    return href


def side_by_side(shots: list[Image.Image], gap: int = 12) -> Image.Image:
    width, height = shots[0].size
    sheet = Image.new("RGB", (2 * width + gap, 2 * height + gap), "white")
    for index, shot in enumerate(shots):
        sheet.paste(shot, ((index % 2) * (width + gap), (index // 2) * (height + gap)))
    return sheet


def save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(128).save(path, optimize=True)
