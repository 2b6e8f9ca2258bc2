"""The access matrix against the oracle: random worlds, asked through every route, method and variant.

A cell is one request of one kind of principal for one row. What the oracle hides must answer exactly as a row that
never was; what it shows must be there; and no answer may hold a word of any row that the oracle hides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from django.test import Client

from clearances.guards import Guarded
from tests.asking import COMBINATIONS, METHODS, VARIANTS, Reader, answer, ask, differences, everything, strong
from tests.evidence.database import Written, write
from tests.evidence.random_worlds import KINDS, build
from tests.evidence.scale import FULL, counted, seeds
from tests.pages import Page, addresses_of, pages

pytestmark = pytest.mark.django_db

ANONYMOUS = "anonymous"
EVERYBODY = [ANONYMOUS, *KINDS]
WEAK = {"weak sign-in"}  # Sent to the second factor before anything else is asked.
OTHERS = [(method, "html") for method in METHODS if method not in {"get", "post"}]
# What pages of a delegation work on, by the names that a world gives its rows; none has the draft of a reply.
PARTS = {
    "letters/receipt/<uuid:pk>/": "reply",
    "delegations/<uuid:pk>/desk/sign-offs/": "reply draft",
    "delegations/<uuid:pk>/desk/hand-over/": "reply draft",
    "delegations/<uuid:pk>/desk/send/": "reply draft",
}
# What addresses all who are invited: a delegation is read without its exchange, but who else is invited isn't.
NEEDS_ITS_EXCHANGE = {"threads/<uuid:pk>/answer-all/"}
TURN = 4 if FULL else 97  # Of so many cells a seed asks for one; the seeds of the long run ask for all of them.


@dataclass(frozen=True)
class Cell:
    kind: str
    page: Page
    method: str
    variant: str
    name: str  # Of the row; empty for a page that names none.
    address: str
    never: str

    @property
    def headers(self) -> dict[str, str]:
        return VARIANTS[self.variant]


def design(world: Written, random: Random, turned: int) -> Iterator[Cell]:
    """Every route × method × variant × kind of principal, each with one row at random and all ways to ask for it."""
    for page in pages():
        rows = rows_of(page, world)
        for method, variant in [*COMBINATIONS, *OTHERS]:
            for kind in EVERYBODY:
                turned += 1
                if turned % TURN == 0 and (rows or not page.arguments):
                    name = random.choice(rows) if rows else ""
                    real, never = random.choice(addresses(page, world, name))
                    yield Cell(kind, page, method, variant, name, real, never)


def rows_of(page: Page, world: Written) -> list[str]:
    if not page.arguments or page.model is None or not issubclass(page.model, Guarded):
        return []
    return sorted(world.of(page.model))


def addresses(page: Page, world: Written, name: str) -> list[tuple[str, str]]:
    return list(addresses_of(page, world.rows[name])) if name else [(page.address({}), page.address({}))]


def clients(world: Written, signed_in: Any) -> dict[str, Client]:
    """One for each kind of principal; an account that is inactive has no session to ask with."""
    made = {
        kind: strong(signed_in, world.users[kind], factor=world.plain["principals"][kind]["assurance"])
        for kind in KINDS
    }
    return {**made, ANONYMOUS: Reader()}


def lacks_its_part(cell: Cell, world: Written, seen: set[str]) -> bool:
    """Whether the page works on a part of its delegation that this reader doesn't see: for them there is none.

    An invitation may be marked higher than its delegation; then it is to its reader as the host's own, which has none.
    """
    invitation = f"{cell.name} invitation"
    if cell.page.access[1] != "view" and invitation in world.rows and invitation not in seen:
        return True
    if cell.page.route in NEEDS_ITS_EXCHANGE and cell.name.partition("d")[0] not in seen:
        return True
    part = PARTS.get(cell.page.route)
    return part is not None and f"{cell.name} {part}" not in seen


def mistakes(world: Written, cell: Cell, client: Client, seen: set[str]) -> Iterator[Any]:
    """What is wrong with the answer to one cell."""
    where = (cell.kind, cell.method, cell.variant, str(cell.page), cell.name)
    if cell.name and cell.name not in seen:
        ask(client, cell.method, cell.never, cell.headers)  # Caches fill at the first request.
        expected, found = (answer(client, cell.method, at, cell.headers) for at in (cell.never, cell.address))
        status, text = found[0], f"{found[2]}\n{found[1]}"
        if expected != found:
            yield *where, "is told from what never was", differences(expected, found)[:6]
    else:
        response = ask(client, cell.method, cell.address, cell.headers)
        status, text = response.status_code, everything(response)
        if status == 404 and cell.name and cell.kind not in WEAK and not lacks_its_part(cell, world, seen):
            yield *where, "isn't there"
    if status >= 500:
        yield *where, status
    words = {word for word, names in world.tokens.items() if word in text and not names & seen}
    yield from ((*where, "says", word, world.tokens[word]) for word in words if word not in cell.address)


@pytest.mark.parametrize("seed", seeds(few=1, many=4))
def test_every_answer_is_the_one_the_oracle_expects(seed, signed_in):
    random = Random(seed)
    world = write(build(random))
    asking = clients(world, signed_in)
    seen = {ANONYMOUS: set()} | {kind: world.seen(kind) for kind in KINDS}
    wrong, tried = [], 0

    for cell in design(world, random, seed):
        tried += 1
        wrong += mistakes(world, cell, asking[cell.kind], seen[cell.kind])

    counted("matrix: random worlds against the oracle", tried, wrong)
