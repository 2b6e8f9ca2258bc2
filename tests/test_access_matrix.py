"""Routes × methods × variants × roles, walked from the URLconf: nobody learns of anything through any address.

New routes are found by themselves. One whose arguments can't be built fails with a hint where to say so. `make test`
takes a seeded part of the cells, in which every route meets every principal; `make assurance` takes them all.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from clearances.models import Clearance
from clearances.roles import Role
from exchanges.models import Exchange
from logistics.models import Task
from tests.asking import (
    COMBINATIONS,
    HTML,
    METHODS,
    VARIANTS,
    Reader,
    answer,
    ask,
    differences,
    everything,
    linked,
    strong,
    text_of,
    turn,
)
from tests.evidence.scale import FULL, counted
from tests.pages import Page, addresses, never_was, pages
from tests.roles import as_system
from tests.world import CAST, PRINCIPALS, RIVAL, World, build

pytestmark = pytest.mark.django_db


TYPES = {
    "",
    "text/html",
    "text/plain",
    "text/calendar",
    "text/csv",
    "application/json",
    "application/vnd.oai.openapi+json",
    "application/x-ndjson",
}  # Of any answer.


@pytest.fixture(scope="module")
def built(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(built):
    return deepcopy(built)


Cell = tuple[Page, str, str, str, dict[str, str]]
KNOWN: dict[tuple[Any, str], list[tuple[str, str]]] = {}


def known(page: Page, world: World) -> list[tuple[str, str]]:
    """The addresses of *page*, looked up once: every test of this module walks the very same rows."""
    key = world.exchange.pk, page.route
    if key not in KNOWN:
        KNOWN[key] = list(addresses(page, world))
    return KNOWN[key]


def cells(world: World, who: int) -> Iterator[Cell]:
    """Page, method, an address of a row of *world*, one of a row that never was, headers; *who* turns the design."""
    rest = [(method, "html") for method in METHODS if method not in {"get", "post"}]
    for number, page in enumerate(pages()):
        for real, never in known(page, world):
            for turned, (method, variant) in enumerate(chain(COMBINATIONS, rest)):
                if FULL or turn(number, turned, who):
                    yield page, method, real, never, VARIANTS[variant]


def test_what_is_hidden_answers_as_what_never_existed(world, signed_in):
    client = strong(signed_in, world.principals[RIVAL])
    problems, tried = [], 0

    for who in range(2 if not FULL else 1):
        for page, method, hidden, never, headers in cells(world, who):
            if hidden == never:
                continue
            answer(client, method, never, headers)  # Caches fill at the first request.
            expected, found = answer(client, method, never, headers), answer(client, method, hidden, headers)
            tried += 1
            if expected != found:
                problems.append((str(page), method, headers, differences(expected, found)))
            if found[0] not in {404, 405, 406}:
                problems.append((str(page), method, headers, found[0]))

    counted("matrix: hidden answers as never existed", tried, problems)


def test_whoever_is_not_signed_in_gets_no_further_than_the_door(world):
    client = Reader()
    problems, tried = [], 0

    for page, method, hidden, never, headers in cells(world, 1):
        response = ask(client, method, hidden, headers)
        tried += 1
        if world.leaked(everything(response).replace(hidden, "").replace(hidden.replace("/", "%2F"), "")):
            problems.append((str(page), method, "leaks"))
        is_sent_to_sign_in = response.status_code == 302 or "HX-Redirect" in response.headers
        if not page.is_public and not is_sent_to_sign_in and response.status_code not in {401, 403, 405, 406}:
            problems.append((str(page), method, response.status_code))
        if hidden != never and response.status_code != ask(client, method, never, headers).status_code:
            problems.append((str(page), method, "tells hidden from never"))

    counted("matrix: without an account", tried, problems)


@pytest.mark.parametrize("names", [[name] for name in PRINCIPALS] if FULL else [PRINCIPALS[::2], PRINCIPALS[1::2]])
def test_nobody_reads_a_word_of_what_they_may_not_see(world, signed_in, names):
    problems, tried = [], 0

    for name in names:
        user = world.principals[name]
        allowed = world.allowed(user)
        client = strong(signed_in, user)
        for page, method, address, _never, headers in cells(world, PRINCIPALS.index(name)):
            response = ask(client, method, address, headers)
            tried += 1
            words = {token for token in world.leaked(everything(response)) - allowed if token not in address}
            problems += [(name, method, str(page), headers, world.owners(word), word) for word in words]
            if response.status_code >= 500:
                problems.append((name, method, str(page), headers, response.status_code))
            if response.headers.get("Content-Type", "").partition(";")[0] not in TYPES:
                problems.append((str(page), "is of a new kind: add a variant in tests/asking.py, a type here."))

    counted("matrix: words of what is hidden", tried, problems)


def test_every_role_is_somebodys():
    assert {role for _whose, roles, _cleared in CAST.values() for role in roles} == set(Role)


def test_the_tokens_can_be_found_and_every_link_of_a_page_to_itself_keeps_them_in(world, signed_in):
    """The suites above are worth something only if planners do read what strangers don't.

    Tabs, orders and files that a page offers by query are asked for too: of a liaison, who may see less.
    """
    planner, liaison = world.principals["a planner with a clearance"], world.principals["an invited liaison"]
    clients = {user: strong(signed_in, user) for user in (planner, liaison)}
    allowed, read, problems, tried = world.allowed(liaison), set(), [], 0

    for page in pages():
        for address, _never in known(page, world):
            body = text_of(ask(clients[planner], "get", address, HTML))
            read |= world.leaked(body)
            for query in linked(address, body)[: None if FULL else 1]:
                found = world.leaked(everything(ask(clients[liaison], "get", address + query, HTML))) - allowed
                tried += 1
                problems += [(address + query, word) for word in found if word not in address + query]

    owners = {model.__name__ for token in read for model, _pk in world.tokens[token]}
    assert owners >= {"Program", "ProgramContent", "Exchange", "ExchangeContent"}
    assert world.allowed(world.principals["a colleague of the guest's liaisons"]) == set()
    assert world.allowed(world.principals[RIVAL]) == set()
    counted("matrix: links of pages to themselves", tried, problems)


@pytest.mark.parametrize("name", [RIVAL, "an invited liaison"] if FULL else [RIVAL])
def test_no_filter_tells_of_what_is_hidden(world, signed_in, name):
    """Asked for by a reference, an id or a title that is hidden, every list answers as for one that never was."""
    user = world.principals[name]
    allowed = world.allowed(user)
    client = strong(signed_in, user)
    hidden = [value for value in identities(world) if value not in allowed]
    title = hidden[-1]
    problems, tried = [], set()

    for page in pages():
        for number, name_of_filter in enumerate(filters(client, page)):
            tried.add((str(page), name_of_filter))
            if not FULL and (number + len(str(page))) % 4:
                continue
            asked = hidden if FULL else [hidden[number % len(hidden)], title]
            nothing = {value: narrowed(client, page, name_of_filter, value) for value in map(never_was, asked)}
            for value in asked:
                expected, found = nothing[never_was(value)], narrowed(client, page, name_of_filter, value)
                if expected != found:
                    problems.append((str(page), name_of_filter, differences(expected, found)))

    counted("matrix: filters by what is hidden", len(tried) * len(hidden) if FULL else len(tried) // 2, problems)
    assert tried >= {("/exchanges/", "program"), ("/api/v1/exchanges/", "program"), ("/tasks/", "state")}


def identities(world: World) -> list[str]:
    """What a filter may name of rows that can be hidden."""
    rows = [world.program, world.exchange, world.delegation, world.row(Task), world.row(Clearance)]
    with as_system():
        title = Exchange.objects.get(pk=world.exchange.pk).title
    return [*(str(row.pk) for row in rows), world.program.reference, world.exchange.reference, title]


def narrowed(client: Client, page: Page, name: str, value: str) -> tuple[Any, ...]:
    """What a list answers when *name* is to be *value*, without the value: a form shows it again."""
    address = f"{page.address({})}?{urlencode({name: value})}"
    status, headers, body, queries = answer(client, "get", address, HTML)
    return status, {**headers, "Content-Length": ""}, body.replace(value, "VALUE"), queries


def filters(client: Client, page: Page) -> Iterator[str]:
    """The names that a list takes: those of its filter form, or of its filters in the API."""
    filterset = getattr(getattr(page.view, "cls", None), "filterset_class", None)
    if page.arguments:
        return
    if filterset is not None:
        yield from filterset.base_filters
    else:
        body = text_of(ask(client, "get", page.address({}), HTML))
        for form in re.findall(r'<form[^>]*method="get".*?</form>', body, re.DOTALL):
            yield from sorted(set(re.findall(r'name="(\w+)"', form)))
