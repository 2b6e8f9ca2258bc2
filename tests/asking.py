"""Send one request and keep all of the answer that somebody could compare with another.

``VARIANTS`` are the forms in which a page may be asked for. A form that is an address of its own (a suffix, a file) is
a route; one that is a query is found in the links of the pages (``linked``). A content type that nobody has thought
of fails ``tests/test_access_matrix.py``.
"""

import re
from difflib import unified_diff
from html import unescape
from typing import Any

from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
HTML = {"HTTP_ACCEPT": "text/html, */*;q=0.8"}
UNSAFE = {"post", "put", "patch", "delete"}
VARIANTS: dict[str, dict[str, str]] = {
    "html": HTML,
    "htmx": {"HTTP_ACCEPT": "*/*", "HTTP_HX_REQUEST": "true"},
    "boosted": {"HTTP_ACCEPT": "text/html, */*;q=0.8", "HTTP_HX_REQUEST": "true", "HTTP_HX_BOOSTED": "true"},
    "json": {"HTTP_ACCEPT": "application/json"},
    "file": {"HTTP_ACCEPT": "text/csv, text/calendar, application/pdf, application/vnd.oai.openapi, */*;q=0.1"},
}
READ_AS = ["html", "htmx", "boosted", "json", "file"]
WRITTEN_AS = ["html", "htmx", "json"]
COMBINATIONS = [("get", each) for each in READ_AS] + [("post", each) for each in WRITTEN_AS]
# Kept by the clock, not by what is shown: when the session was last seen, and PostgreSQL's own bookkeeping.
UNCOUNTED = re.compile("django_session|SAVEPOINT")
# Different in every answer: form tokens, ages, serials, the instant up to which a brief was read, instant and seal of
# signed terms, ids of blocks not saved yet, codes proposed for new serials.
CHANGING = re.compile(
    r'(csrfmiddlewaretoken" value="|x-csrftoken": "|last_sweep_seconds": |audit_lag_seconds": )[A-Za-z0-9]+'
    r'|(terms(?:"|&quot;): ?(?:"|&quot;)\.?[\w=-]+):[\w-]+:[\w-]+'
    r'|("parties": \[[^\]]*\], "at": ")[^"]+'
    r'|(name="until" value=")[^"]+'
    r"|(?<![a-z])new[0-9a-f]{10}\b|\bS-[2-9A-Z]{4}\b"
    r"|(?<![0-9a-f]-)\b[0-9A-F]{12}\b"  # The serial number of a file…
    r"|\d{4}-\d\d-\d\d \d\d:\d\d UTC"  # …and when it was made.
)


class Reader(Client):
    """The test client without its record of templates and contexts, which costs more than the page."""

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))


def strong(signed_in: Any, user: Any, *, factor: int = 2) -> Client:
    """Signed in, with a second factor unless told otherwise. What goes wrong is answered, not raised."""
    client = Reader()
    client.cookies = signed_in(user, factor=factor, ago=-8 * 3600).cookies  # Still fresh at the end of a long run.
    return client


def ask(client: Client, method: str, address: str, headers: dict[str, str]) -> Any:
    """Send one request; whatever it writes is undone."""
    with transaction.atomic():
        response = getattr(client, method)(address, **headers)
        transaction.set_rollback(True)  # A page that is read is an event of the audit, so reading writes too.
    return response


def answer(client: Client, method: str, address: str, headers: dict[str, str]) -> tuple[Any, ...]:
    """All that somebody could compare: status, headers, body, and how often the database was asked."""
    reset_queries()  # Nobody else empties the log between two requests, and it holds no more than 9000.
    with CaptureQueriesContext(connection) as queries:
        response = ask(client, method, address, headers)
    body = without_address(text_of(response), address)
    sent = {name: without_address(value, address) for name, value in response.headers.items() if name != "Expires"}
    return response.status_code, sent, body, sum(not UNCOUNTED.search(query["sql"]) for query in queries)


def text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode(errors="replace"))


def without_address(text: str, address: str) -> str:
    """What doesn't depend on the address asked for, nor on the moment: form tokens and ages change every time."""
    return CHANGING.sub(lambda found: found[1] or found[2] or found[3] or found[4] or "", text).replace(
        address, "ADDRESS"
    )


def everything(response: Any) -> str:
    return f"{text_of(response)}\n{response.headers}"


def differences(expected: tuple[Any, ...], found: tuple[Any, ...]) -> list[str]:
    """The lines in which two answers differ."""
    pairs = [(str(a).splitlines(), str(b).splitlines()) for a, b in zip(expected, found, strict=True) if a != b]
    return [line[:200] for a, b in pairs for line in unified_diff(a, b, lineterm="", n=0)]


def linked(address: str, body: str) -> list[str]:
    """The queries with which a page links to itself: its tabs, orders, filters, and files of the same address."""
    found = re.findall(r'(?:href|hx-get)="([^"#]*)', unescape(body))
    own = {each for each in found if each.startswith("?")} | {
        each[len(address) :] for each in found if each.startswith(f"{address}?")
    }
    return sorted(own)


def turn(*indices: int) -> bool:
    """A design for `make test`: every ninth pair of route and principal, each in another combination."""
    return sum(indices) % (9 * len(COMBINATIONS)) == 0
