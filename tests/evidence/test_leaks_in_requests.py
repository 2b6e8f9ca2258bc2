"""Requests that no page ever offers: unknown filters, foreign keys, forged fields, old tricks; a test a leak class."""

import csv
import io
import re
from copy import deepcopy
from itertools import product
from random import Random
from urllib.parse import urlencode, urlsplit

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import include, path

from clearances.guards import Guarded
from clearances.models import Labelled
from tests import factories as make
from tests.asking import HTML, VARIANTS, Reader, answer, ask, everything, strong, text_of
from tests.evidence.scale import FULL, counted
from tests.pages import addresses, never_was, pages
from tests.roles import as_system
from tests.world import CAST, RIVAL, build, free_texts, guarded_models

pytestmark = pytest.mark.django_db

PLANNER = "a planner with a clearance"
LOOKUPS = ["", "__startswith", "__gt", "__in", "__isnull", "__regex"]
EVIL = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "%2F%2Fevil.example",
]
BROKEN = [
    "'",
    '"; DROP TABLE x; --',
    "a\x00b",
    "%",
    "_",
    "{{7*7}}",
    "__class__",
    "a & !b | (",
    "9" * 400,
    "\ud7ff",
    "-1",
    "NaN",
]
SCRIPT = "<script>alert('CNRY')</script>\"'><img src=x onerror=alert(1)>"
FORMULA = "=CMD()|'x'!A1"


@pytest.fixture(scope="module")
def built(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(built):
    return deepcopy(built)


def plain_pages():
    return [page for page in pages() if not page.arguments]


def some(found, start):
    """All of them in the long run, every fourth in `make test`."""
    return found if FULL else found[start::4]


def paths_of(model, depth=3):
    """Names of fields, and of fields of related rows, as far as *depth* relations away."""
    for field in model._meta.get_fields():
        yield field.name
        if depth > 1 and field.is_relation and field.related_model:
            yield from (f"{field.name}__{name}" for name in paths_of(field.related_model, depth - 1))


def test_the_api_takes_no_filter_or_order_that_it_does_not_name(world, signed_in):
    client, wrong, tried = strong(signed_in, world.principals[RIVAL]), [], 0
    hidden = world.exchange.reference

    for page in plain_pages():
        viewset = getattr(page.view, "cls", None)
        if viewset is None or not hasattr(viewset, "filterset_class"):
            continue
        known = set(viewset.filterset_class.base_filters) if viewset.filterset_class else set()
        names = {f"{name}{lookup}" for name in paths_of(viewset.model) for lookup in LOOKUPS} - known
        for name in Random(2).sample(sorted(names), len(names) if FULL and len(names) < 400 else 12):
            found = [
                answer(client, "get", f"{page.address({})}?{urlencode({name: value})}", VARIANTS["json"])
                for value in (hidden, "ZZZZ-ZZ")
            ]
            tried += 1
            if found[0] != found[1] or found[0][0] != 400:
                wrong.append((str(page), name, found[0][0]))
        for name in ("ordering", "order_by", "o", "sort", "fields", "expand"):
            status = ask(client, "get", f"{page.address({})}?{name}=title", VARIANTS["json"]).status_code
            wrong += [(str(page), name, status)] if status != 400 else []

    counted("leaks: filters of the API", tried, wrong)


def test_pages_do_not_filter_by_what_they_do_not_name(world, signed_in):
    client, wrong, tried = strong(signed_in, world.principals[PLANNER]), [], 0

    for page in some(plain_pages(), 3):
        names = [
            f"{name}{lookup}"
            for name in ("label", "host__code", "content__place", "program__title")
            for lookup in LOOKUPS
        ]
        for name in names if FULL else Random(str(page)).sample(names, 1):
            if "/api/" in str(page):
                continue
            asked = [f"{page.address({})}?{urlencode({name: value})}" for value in ("AAAA", "ZZZZ")]
            ask(client, "get", asked[0], HTML)  # Caches fill at the first request.
            found = [answer(client, "get", each, HTML) for each in asked]
            tried += 1
            same = [
                (status, body.replace("AAAA", "V").replace("ZZZZ", "V"), count)
                for status, _headers, body, count in found
            ]
            wrong += [(str(page), name)] if same[0] != same[1] else []

    counted("leaks: filters of pages", tried, wrong)


def test_a_form_refuses_what_is_hidden_as_what_never_was(world, signed_in):
    """Whatever a form lets choose or carries along: given a hidden row's key it answers as for one that never was."""
    client, wrong, tried = strong(signed_in, world.principals[RIVAL]), [], 0
    hidden = [
        str(world.program.pk),
        world.program.reference,
        str(world.exchange.pk),
        world.exchange.reference,
        str(world.delegation.pk),
    ]

    for page in some(plain_pages(), 2):
        body = text_of(ask(client, "get", page.address({}), HTML))
        forms = re.findall(r'<form[^>]*method="post".*?</form>', body, re.DOTALL)
        names = sorted({name for form in forms for name in re.findall(r'<(?:select|input)[^>]*name="([\w-]+)"', form)})
        for number, name in enumerate(names):
            for value in hidden if FULL else hidden[: number % 3 == 0]:
                found = [posted(client, page.address({}), {name: each}) for each in (value, as_if(value))]
                tried += 1
                wrong += [(str(page), name, value)] if found[0] != found[1] else []

    counted("leaks: foreign keys in forms", tried, wrong)


def as_if(value):
    """What never was, with letters and digits where *value* has them: a field for text may want some of them."""
    if len(value) == len("K7QF-4M"):
        return value[0] + never_was(value)[1:]
    return value.translate(str.maketrans("0123456789abcdef", "1234567890bcdefa"))


def posted(client, address, data):
    with transaction.atomic():
        response = client.post(address, data, **HTML)
        transaction.set_rollback(True)
    (value,) = data.values()
    text = re.sub(r'(csrfmiddlewaretoken" value="|x-csrftoken": ")[A-Za-z0-9]+', r"\1", text_of(response))
    return (
        response.status_code,
        re.sub(r"terms[^>]*", "", text).replace(value, "VALUE"),
        response.headers.get("Location"),
    )


def test_no_field_that_a_form_does_not_ask_for_is_written(world, signed_in):
    """Every field of every model is posted to every page: no label, owner, root or key of a row is another then."""
    client = strong(signed_in, world.principals[PLANNER])
    extra = {field.name: "1" for model in apps.get_models() for field in model._meta.concrete_fields}
    extra |= {field.attname: "1" for model in apps.get_models() for field in model._meta.concrete_fields}
    before, wrong, tried = fixed_columns(), [], 0

    for number, page in enumerate(pages()):
        for address, _never in list(addresses(page, world))[: None if FULL else 1]:
            if not FULL and number % 7:
                continue
            with transaction.atomic():
                client.post(address, extra, **HTML)
                after = fixed_columns()
                transaction.set_rollback(True)
            tried += 1
            wrong += [(str(page), key) for key in before if key in after and before[key] != after[key]]

    counted("leaks: fields nobody asked for", tried, wrong)


def fixed_columns():
    """What no form changes by itself: labels, relations and public names of every guarded row."""
    found = {}
    with as_system():
        for model in guarded_models():
            names = [field.attname for field in model._meta.concrete_fields if is_fixed(field)]
            for row in model._base_manager.order_by().values("pk", *names):
                found[model.__name__, row["pk"]] = row
    return found


def is_fixed(field):
    is_actor = field.is_relation and field.related_model._meta.label in {"accounts.User", "accounts.Person"}
    return (field.is_relation and not is_actor) or field.name in {"reference", "is_host", "public_id"}


def test_nothing_that_somebody_signed_in_reads_may_be_kept_by_a_cache(world, signed_in):
    client, wrong, tried = strong(signed_in, world.principals[PLANNER]), [], 0

    for page in some(pages(), 0):
        for address, _never in addresses(page, world):
            response = ask(client, "get", address, HTML)
            tried += 1
            if page.is_public or response.status_code in {404, 405}:
                continue
            if "no-store" not in response.headers.get("Cache-Control", ""):
                wrong.append((str(page), response.headers.get("Cache-Control")))
            if {"ETag", "Last-Modified"} & set(response.headers):
                wrong.append((str(page), "can be asked for again by its tag"))

    counted("leaks: caches and tags", tried, wrong)


def test_two_surfaces_show_the_same_exchanges(world, signed_in):
    wrong, tried = [], 0

    for name in [*CAST, RIVAL]:
        client = strong(signed_in, world.principals[name])
        for kind in ("exchanges", "programs"):
            found = {
                frozenset(
                    re.findall(
                        r"\b[0-9A-Z]{4}-[0-9A-Z]{2}\b",
                        text_of(ask(client, "get", at, headers)).partition("<main")[2]
                        or text_of(ask(client, "get", at, headers)),
                    )
                )
                & {world.exchange.reference, world.program.reference}
                - ({world.program.reference} if kind == "exchanges" else set())
                for at, headers in (
                    (f"/{kind}/", HTML),
                    (f"/{kind}/", VARIANTS["htmx"]),
                    (f"/api/v1/{kind}/", VARIANTS["json"]),
                )
            }
            tried += 1
            wrong += [(name, kind, found)] if len(found) > 1 else []

    counted("leaks: surfaces that disagree", tried, wrong)


@pytest.mark.urls("tests.evidence.test_leaks_in_requests")
def test_an_error_page_says_the_same_whatever_went_wrong(signed_in):
    client = strong(signed_in, make.UserFactory())

    status, _headers, body, _count = answer(client, "get", "/breaks/CNRY00001/", HTML)

    assert (status, "CNRY" in body, "SELECT" in body) == (500, False, False)
    assert answer(client, "get", "/breaks/CNRY00002/", HTML)[2] == body


def breaks(request, word):
    raise RuntimeError(f"{word} in SELECT * FROM exchanges_exchange")


urlpatterns = [path("breaks/<str:word>/", breaks), path("", include("config.urls"))]
handler500 = "portal.errors.server_error"


def test_nobody_is_sent_elsewhere(signed_in):
    for client, target in product((Reader(), strong(signed_in, make.UserFactory())), EVIL):
        for page in plain_pages():
            if page.is_public or "accounts" in str(page) or "language" in str(page):
                for method in ("get", "post"):
                    with transaction.atomic():
                        response = getattr(client, method)(
                            f"{page.address({})}?{urlencode({'next': target})}", {"next": target}, **HTML
                        )
                        transaction.set_rollback(True)
                    goes = urlsplit(response.headers.get("Location", ""))
                    assert goes.netloc in {"", "testserver", "127.0.0.1:8000"}, (str(page), method)
                    assert goes.scheme in {"", "http"}, (str(page), method)


def test_no_page_acts_without_its_token(world, signed_in):
    """A form of somebody else's site brings the cookie and not the token; htmx and JSON are no way around."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(world.principals[PLANNER]).cookies
    wrong, tried = [], 0

    for page in some(pages(), 1):
        for address, _never in list(addresses(page, world))[:1]:
            for extra in (
                {},
                {"HTTP_HX_REQUEST": "true"},
                {"content_type": "text/plain"},
                {"HTTP_ORIGIN": "https://evil.example"},
            ):
                status = client.post(address, data="{}" if "content_type" in extra else {}, **extra).status_code
                tried += 1
                wrong += [(str(page), extra, status)] if status not in {403, 404, 405} else []

    counted("leaks: forged forms", tried, wrong)


def test_nonsense_in_a_query_breaks_nothing_and_opens_nothing(world, signed_in):
    client = strong(signed_in, world.principals[RIVAL])
    wrong, tried = [], 0

    for number, page in enumerate(plain_pages()):
        for place, word in enumerate(BROKEN):
            if FULL or (number + place) % 12 == 0:
                query = urlencode(
                    [("q", word), ("q", "1"), ("page", word), ("cursor", word), ("title", word), ("state", word)],
                    errors="replace",
                )
                response = ask(
                    client, "get", f"{page.address({})}?{query}", {**HTML, "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}
                )
                tried += 1
                wrong += [(str(page), word, response.status_code)] if response.status_code >= 500 else []
                wrong += [(str(page), word, leak) for leak in world.leaked(everything(response))]

    counted("leaks: nonsense in queries", tried, wrong)


def say(world, text):
    """Every text of the world that may be as long says *text*."""
    with as_system():
        for model in guarded_models():
            for name in free_texts(model):
                if (model._meta.get_field(name).max_length or 1000) >= len(text):
                    model._base_manager.filter(pk__in=[row.pk for row in world.rows(model)]).update(**{name: text})


def test_what_people_write_is_never_run(world, signed_in):
    say(world, SCRIPT)
    client, wrong, tried = strong(signed_in, world.principals[PLANNER]), [], 0

    for page in some(pages(), 2):
        for address, _never in addresses(page, world):
            response = ask(client, "get", address, HTML)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                tried += 1
                wrong += (
                    [str(page)] if "<script>alert" in text_of(response) or "<img src=x" in text_of(response) else []
                )

    counted("leaks: written scripts", tried, wrong)


def test_no_cell_of_a_table_is_a_formula(world, signed_in):
    say(world, FORMULA)
    client, wrong = strong(signed_in, world.principals[PLANNER]), []

    for page in (each for each in pages() if FULL or re.search("file|csv|export|download", str(each))):
        for address, _never in addresses(page, world):
            response = ask(client, "get", address, VARIANTS["file"])
            if response.headers.get("Content-Type", "").startswith("text/csv"):
                cells = [cell for row in csv.reader(io.StringIO(text_of(response))) for cell in row]
                wrong += [(str(page), cell) for cell in cells if cell.startswith(("=", "+", "@"))]

    assert wrong == []


def test_rows_have_names_that_say_nothing_of_others():
    """A public key is drawn at random: nobody counts what lies between two of them, or when they were made."""
    counting = {
        str(page) for page in pages() if "<int:" in page.route and page.model and issubclass(page.model, Guarded)
    }
    numbered = {
        model.__name__
        for model in apps.get_models()
        if issubclass(model, Guarded)
        and issubclass(model, Labelled)
        and hasattr(model, "get_absolute_url")
        and model._meta.pk.get_internal_type() != "UUIDField"
        and not hasattr(model, "public_id")
    }

    assert counting == set()
    assert numbered == set()
    assert not any("compartments/<int" in page.route for page in pages())  # Which there are, their holders alone know.
