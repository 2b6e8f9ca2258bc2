"""Routes × methods × roles, walked from the URLconf: nobody learns of anything through any address.

New routes are found by themselves. One whose arguments can't be built fails with a hint where to say so.
"""

import re
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clearances.models import Clearance, Labelled
from clearances.roles import Role
from exchanges.models import Exchange
from logistics.models import Task
from tests.pages import Page, addresses, never_was, pages
from tests.roles import as_system
from tests.world import CAST, PRINCIPALS, RIVAL, World, build, guarded_models

pytestmark = pytest.mark.django_db

METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
UNSAFE = {"post", "put", "patch", "delete"}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world():
    return build()


def requests(world: World, method: str) -> Iterator[tuple[Page, str, str, dict[str, str]]]:
    """Every address of the portal, for a row of *world* and for one that never existed; as a fragment too, if read."""
    for page in pages():
        for real, never in addresses(page, world):
            for headers in ({}, HTMX) if method in {"get", "post"} else ({},):
                yield page, real, never, headers


def ask(client: Client, method: str, address: str, headers: dict[str, str]) -> Any:
    """Send one request; whatever it writes is undone."""
    with transaction.atomic():
        response = getattr(client, method)(address, **headers)
        if method in UNSAFE:
            transaction.set_rollback(True)
    return response


def answer(client: Client, method: str, address: str, headers: dict[str, str]) -> tuple[Any, ...]:
    """All that somebody could compare: status, headers, body, and how often the database was asked."""
    with CaptureQueriesContext(connection) as queries:
        response = ask(client, method, address, headers)
    body = without_address(response.content.decode(errors="replace"), address)
    sent = {name: without_address(value, address) for name, value in response.headers.items()}
    asked = [
        query for query in queries if not re.search("django_session|SAVEPOINT", query["sql"])
    ]  # Kept by the clock.
    return response.status_code, sent, body, len(asked)


def without_address(text: str, address: str) -> str:
    """What doesn't depend on the address asked for, nor on the moment: form tokens and ages change every time."""
    text = re.sub(r'(csrfmiddlewaretoken" value="|x-csrftoken": "|last_sweep_seconds": )[A-Za-z0-9]+', r"\1", text)
    return text.replace(address, "ADDRESS")


def everything(response: Any) -> str:
    return f"{response.content.decode(errors='replace')}\n{response.headers}"


class Reader(Client):
    """The test client without its record of templates and contexts, which costs more than the page."""

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))


def strong(signed_in: Any, user: Any) -> Client:
    """Signed in with a second factor. What goes wrong is answered, not raised."""
    client = Reader()
    client.cookies = signed_in(user).cookies
    return client


@pytest.mark.parametrize("method", METHODS)
def test_what_is_hidden_answers_as_what_never_existed(world, signed_in, method):
    client = strong(signed_in, world.principals[RIVAL])
    problems = []

    for page, hidden, never, headers in requests(world, method):
        if hidden == never:
            continue
        answer(client, method, never, headers)  # Caches fill at the first request.
        expected, found = answer(client, method, never, headers), answer(client, method, hidden, headers)
        if expected != found:
            problems.append((str(page), headers, differences(expected, found)))
        if found[0] not in {404, 405}:
            problems.append((str(page), headers, found[0]))

    assert not problems


def differences(expected: tuple[Any, ...], found: tuple[Any, ...]) -> list[str]:
    """The lines in which two answers differ, and a word around them."""
    pairs = [(str(a).splitlines(), str(b).splitlines()) for a, b in zip(expected, found, strict=True) if a != b]
    return [line[:200] for a, b in pairs for line in unified_diff(a, b, lineterm="", n=0)]


@pytest.mark.parametrize("method", METHODS)
def test_whoever_is_not_signed_in_gets_no_further_than_the_door(world, method):
    client = Reader()
    problems = []

    for page, hidden, never, headers in requests(world, method):
        response = ask(client, method, hidden, headers)
        if world.leaked(everything(response).replace(hidden, "").replace(hidden.replace("/", "%2F"), "")):
            problems.append((str(page), "leaks"))
        is_sent_to_sign_in = response.status_code == 302 or "HX-Redirect" in response.headers
        if not page.is_public and not is_sent_to_sign_in and response.status_code not in {401, 403, 405}:
            problems.append((str(page), response.status_code))
        if hidden != never and response.status_code != ask(client, method, never, headers).status_code:
            problems.append((str(page), "tells hidden from never"))

    assert not problems


@pytest.mark.parametrize("name", PRINCIPALS)
def test_nobody_reads_a_word_of_what_they_may_not_see(world, signed_in, name):
    user = world.principals[name]
    allowed = world.allowed(user)
    client = strong(signed_in, user)
    problems = []

    for method in ("get", "post"):
        for page, address, _never, headers in requests(world, method):
            response = ask(client, method, address, headers)
            words = {token for token in world.leaked(everything(response)) - allowed if token not in address}
            problems += [
                (method, str(page), headers, sorted(model.__name__ for model, _pk in world.tokens[word]), word)
                for word in words
            ]
            if response.status_code >= 500:
                problems.append((method, str(page), headers, response.status_code))

    assert not problems


def test_every_role_is_somebodys():
    assert {role for _whose, roles, _cleared in CAST.values() for role in roles} == set(Role)


def test_the_tokens_can_be_found_at_all(world, signed_in):
    """The suites above are worth something only if planners do read what strangers don't."""
    planner = world.principals["a planner with a clearance"]
    client = strong(signed_in, planner)

    read = set()
    for _page, address, _never, headers in requests(world, "get"):
        read |= world.leaked(everything(ask(client, "get", address, headers)))

    owners = {model.__name__ for token in read for model, _pk in world.tokens[token]}
    assert owners >= {"Program", "ProgramContent", "Exchange", "ExchangeContent"}
    assert world.allowed(world.principals["a colleague of the guest's liaisons"]) == set()
    assert world.allowed(world.principals[RIVAL]) == set()


@pytest.mark.parametrize("name", [RIVAL, "an invited liaison"])
def test_no_filter_tells_of_what_is_hidden(world, signed_in, name):
    """Asked for by a reference, an id or a title that is hidden, every list answers as for one that never was."""
    user = world.principals[name]
    allowed = world.allowed(user)
    client = strong(signed_in, user)
    hidden = [value for value in identities(world) if value not in allowed]
    problems, tried = [], set()

    for page in pages():
        for name_of_filter in filters(client, page):
            tried.add((str(page), name_of_filter))
            nothing = {value: narrowed(client, page, name_of_filter, value) for value in map(never_was, hidden)}
            for value in hidden:
                expected, found = nothing[never_was(value)], narrowed(client, page, name_of_filter, value)
                if expected != found:
                    problems.append((str(page), name_of_filter, differences(expected, found)))

    assert not problems
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
    status, headers, body, queries = answer(client, "get", address, {})
    return status, {**headers, "Content-Length": ""}, body.replace(value, "VALUE"), queries


def filters(client: Client, page: Page) -> Iterator[str]:
    """The names that a list takes: those of its filter form, or of its filters in the API."""
    filterset = getattr(getattr(page.view, "cls", None), "filterset_class", None)
    if page.arguments:
        return
    if filterset is not None:
        yield from filterset.base_filters
    else:
        body = ask(client, "get", page.address({}), {}).content.decode(errors="replace")
        for form in re.findall(r'<form[^>]*method="get".*?</form>', body, re.DOTALL):
            yield from sorted(set(re.findall(r'name="(\w+)"', form)))


@pytest.mark.parametrize("name", [RIVAL, "a colleague of the guest's liaisons"])
def test_lists_are_the_same_whether_or_not_there_is_something_hidden(world, signed_in, name):
    client = strong(signed_in, world.principals[name])
    plain = [page.address({}) for page in pages() if not page.arguments]

    def answers():
        for address in plain:
            answer(client, "get", address, {})
        return {address: answer(client, "get", address, headers) for address in plain for headers in ({}, HTMX)}

    before = answers()
    with transaction.atomic():
        forget(world)
        after = answers()
        transaction.set_rollback(True)

    assert [
        (address, differences(before[address], after[address]))
        for address in plain
        if before[address] != after[address]
    ] == []


def forget(world: World) -> None:
    """As if the labelled rows of *world* had never been."""
    doomed = {
        model._meta.db_table: [row.pk for row in world.rows(model)]
        for model in guarded_models()
        if issubclass(model, Labelled)
    }
    with connection.cursor() as cursor, as_system():
        cursor.execute("SET ROLE NONE; SET LOCAL session_replication_role = replica")
        for model in guarded_models():
            table = model._meta.db_table
            if table in doomed:
                cursor.execute(f'DELETE FROM "{table}" WHERE "{model._meta.pk.column}" = ANY(%s)', [doomed[table]])
        cursor.execute("SET LOCAL session_replication_role = origin; SET ROLE accord_system")
