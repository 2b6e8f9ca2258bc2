"""The description on its pages: read with marks, written in blocks, and not a byte of what is hidden."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges import services
from exchanges.models import DescriptionPortion, ExchangeContent
from portions.containers import Block
from tests import factories as make
from tests.exchanges.describing import address, cleared, form_of, mark, nation, reader, texts
from tests.roles import as_system

pytestmark = pytest.mark.django_db

CANARY = "CNRY-3f7a kumquat"
# What every request draws anew: tokens, nonces, keys of new blocks, and the signed terms of a label picker.
CLOCK = re.compile(r"""(csrfmiddlewaretoken" value="|x-csrftoken": "|nonce-|nonce="|new|"terms": ")[\w+/=:.-]+""")


def everything(client, addresses):
    """All that can be compared of the answers: status, headers, body without what every request draws anew, queries."""
    found = {}
    for path, headers in addresses:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path, **headers)
        asked = [query for query in queries if "django_session" not in query["sql"]]
        sent = {name: CLOCK.sub(r"\1", value) for name, value in answer.headers.items()}
        found[path, str(headers)] = (answer.status_code, sent, CLOCK.sub(r"\1", answer.content.decode()), len(asked))
    return found


def addresses(exchange, *more):
    htmx = {"HTTP_HX_REQUEST": "true"}
    plain = [
        exchange.get_absolute_url(),
        reverse("exchanges:index"),
        reverse("api:exchange-list"),
        reverse("api:exchange-detail", args=[exchange.reference]),
        *more,
    ]
    return [(address, headers) for address in plain for headers in ({}, htmx)]


def test_a_paragraph_that_france_may_not_see_changes_no_byte_of_what_france_gets(signed_in, exchange, planner):
    french, british = signed_in(reader(exchange, "FRA")), signed_in(reader(exchange, "GBR"))
    make.PolicyFactory(owner=exchange.host).compartments.get_or_create(code="CYBER", defaults={"name": "Cyber"})
    secret = make.label(exchange.host, "S", to=[nation("GBR")], compartments=["CYBER"])
    cleared(planner, exchange, "CYBER")
    asked = addresses(exchange)
    everything(french, asked)
    before = everything(french, asked)

    mark(exchange, planner, CANARY, secret)

    assert everything(french, asked) == before
    assert CANARY in british.get(exchange.get_absolute_url()).content.decode()
    data = british.get(reverse("api:exchange-detail", args=[exchange.reference])).json()["content"]
    assert data["description"] == f"First paragraph.\n\n{CANARY}"
    assert [portion["text"] for portion in data["portions"]] == ["First paragraph.", CANARY]


def test_marking_a_paragraph_makes_frances_page_one_paragraph_shorter_and_nothing_else(signed_in, exchange, planner):
    """The page with the paragraph hidden is, byte by byte, the page of an exchange that never had it."""
    french, secret = signed_in(reader(exchange, "FRA")), make.label(exchange.host, "S", to=[nation("GBR")])
    asked = addresses(exchange)
    everything(french, asked)
    without = everything(french, asked)
    with acting_as(planner):
        content = ExchangeContent.objects.get(exchange=exchange)
        mark(exchange, planner, CANARY, content.label)
        assert CANARY in french.get(exchange.get_absolute_url()).content.decode()
        first, second = DescriptionPortion.objects.for_user(planner).of(exchange)

        services.describe(
            content, [Block(first.text, pk=first.pk), Block(second.text, label=secret, pk=second.pk)], by=planner
        )

    assert everything(french, asked) == without


def test_an_exchange_whose_paragraphs_are_all_hidden_reads_as_one_without_any(signed_in, exchange, planner):
    french, secret = signed_in(reader(exchange, "FRA")), make.label(exchange.host, "S", to=[nation("GBR")])
    with as_system():
        DescriptionPortion.objects.of(exchange).delete()
    asked = addresses(exchange)
    everything(french, asked)
    empty = everything(french, asked)

    mark(exchange, planner, CANARY, secret)

    assert everything(french, asked) == empty
    assert "No description yet." in french.get(exchange.get_absolute_url()).content.decode()


def test_a_planner_without_clearance_edits_in_the_same_editor_whatever_is_hidden(signed_in, exchange, planner):
    other, secret = signed_in(make.member(Role.PLANNER, exchange)), make.label(exchange.host, "S")
    editor = reverse("exchanges:describe", args=[exchange.reference])
    asked = addresses(exchange, editor)
    everything(other, asked)
    before = everything(other, asked)

    mark(exchange, planner, CANARY, secret)

    assert everything(other, asked) == before


def test_each_paragraph_has_its_mark_and_the_banner_is_the_highest_of_what_one_sees(signed_in, exchange, planner):
    mark(exchange, planner, "Second *paragraph*.", make.label(exchange.host, "S", to=[nation("GBR")]))

    seen = signed_in(reader(exchange, "GBR")).get(exchange.get_absolute_url()).content.decode()
    less = signed_in(reader(exchange, "FRA")).get(exchange.get_absolute_url()).content.decode()

    assert "Second <em>paragraph</em>." in seen
    assert seen.count("portion-mark") == 2
    assert "HOS S" in seen
    assert less.count("portion-mark") == 1
    assert "HOS S" not in less


def test_a_page_asks_as_often_for_ten_paragraphs_as_for_one(signed_in, exchange, planner):
    client = signed_in(planner)
    pages = [exchange.get_absolute_url(), reverse("exchanges:describe", args=[exchange.reference])]

    def asked():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
        return counts

    asked()
    one = asked()
    for number in range(9):
        mark(exchange, planner, f"Paragraph{number} more.", None)

    assert asked() == one


# The editor


def test_the_form_adds_moves_and_removes_without_script_and_saves_at_the_end(signed_in, exchange, planner):
    client = signed_in(planner)
    data = form_of(client, exchange)
    [first] = data["block"]

    page = client.post(address(exchange), {**data, "add": first})
    keys = [block.key for block in page.context["form"].blocks]
    assert (page.status_code, keys[0], len(keys)) == (200, first, 2)
    data |= {"block": keys, f"{keys[1]}-text": "Second."}
    page = client.post(address(exchange), {**data, "up": keys[1]})
    assert [block.key for block in page.context["form"].blocks] == [keys[1], first]
    assert texts(exchange) == ["First paragraph."]

    data["block"] = [keys[1], first]
    assert client.post(address(exchange), data).url == exchange.get_absolute_url()
    assert texts(exchange) == ["Second.", "First paragraph."]

    data = form_of(client, exchange)
    page = client.post(address(exchange), {**data, "remove": data["block"][0]})
    assert [block.key for block in page.context["form"].blocks] == [data["block"][1]]
    client.post(address(exchange), {**data, "block": data["block"][1:]})
    assert texts(exchange) == ["First paragraph."]


def test_a_marking_is_chosen_for_one_paragraph_and_shown_before_it_is_saved(signed_in, exchange, planner):
    secret = make.label(exchange.host, "S")
    client = signed_in(planner)
    data = form_of(client, exchange)
    [key] = data["block"]
    data |= {f"{key}-label_classification": secret.classification_id}

    page = client.post(address(exchange), {**data, "preview": "1"}).content.decode()
    assert "HOS S" in page
    assert save(client, exchange, data).status_code == 302
    with as_system():
        assert DescriptionPortion.objects.of(exchange).get().label == secret


def save(client, exchange, data):
    """Save as somebody does who reads what the new markings do, and presses the button beside it."""
    page = client.post(address(exchange), data)
    return client.post(address(exchange), {**data, "confirmed": page.context["form"].confirmation})


def test_new_markings_are_saved_only_when_what_they_do_was_shown(signed_in, exchange, planner):
    french = reader(exchange, "FRA")
    secret, client = make.label(exchange.host, "S"), signed_in(planner)
    data = form_of(client, exchange)
    [key] = data["block"]
    data |= {f"{key}-label_classification": secret.classification_id, f"{key}-text": "Typed."}

    shown = client.post(address(exchange), data)

    assert shown.status_code == 200
    assert "Loses sight: 1 person of Nation FRA, of 1 paragraph." in shown.text
    assert str(french) not in shown.text
    assert "Typed." in shown.text
    assert texts(exchange) == ["First paragraph."]
    another = {**data, f"{key}-label_classification": make.label(exchange.host, "C").classification_id}
    sent = {"confirmed": shown.context["form"].confirmation}
    assert client.post(address(exchange), another | sent).status_code == 200  # It was shown for other markings.
    assert client.post(address(exchange), data | {"confirmed": "yes"}).status_code == 200
    assert texts(exchange) == ["First paragraph."]
    assert client.post(address(exchange), data | sent).url == exchange.get_absolute_url()
    assert texts(exchange) == ["Typed."]


def test_a_paragraph_added_with_a_marking_of_its_own_says_who_gains_it(signed_in, exchange, planner):
    reader(exchange, "GBR")
    reader(exchange, "FRA")
    client = signed_in(planner)
    data = form_of(client, exchange)
    data |= {
        "block": [*data["block"], "new1"],
        "new1-text": CANARY,
        "new1-label_classification": make.label(exchange.host, "S").classification_id,
        "new1-label_released_to": f"party:{nation('GBR').pk}",
    }

    shown = client.post(address(exchange), data).text

    assert "Gains sight: 1 person of Nation GBR, of 1 paragraph." in shown
    assert "Nation FRA, of" not in shown
    assert texts(exchange) == ["First paragraph."]


def test_what_marks_nothing_anew_is_saved_at_once(signed_in, exchange, planner):
    client = signed_in(planner)
    data = form_of(client, exchange)
    [key] = data["block"]
    nations = [f"party:{nation(code).pk}" for code in ("FRA", "GBR")]
    same = {
        f"{key}-label_classification": make.label(exchange.host, "R").classification_id,
        f"{key}-label_released_to": nations,
    }

    assert client.post(address(exchange), {**data, **same, f"{key}-text": "Typed."}).status_code == 302
    assert texts(exchange) == ["Typed."]


def test_what_stands_against_new_markings_is_said_instead_of_what_they_do(signed_in, exchange, planner):
    other, client = cleared(make.member(Role.PLANNER, exchange), exchange), signed_in(planner)
    data = form_of(client, exchange)
    [key] = data["block"]
    data |= {f"{key}-label_classification": make.label(exchange.host, "S").classification_id}
    mark(exchange, other, "Theirs.", None)

    page = client.post(address(exchange), data)

    assert page.status_code == 409
    assert "effect-title" not in page.text
    lower = {**data, f"{key}-label_classification": make.label(exchange.host, "U").classification_id}
    assert client.post(address(exchange), lower).status_code == 400


def test_what_is_wrong_with_a_block_is_said_there_and_nothing_typed_is_lost(signed_in, exchange, planner):
    client = signed_in(planner)
    data = form_of(client, exchange)
    [key] = data["block"]
    wider = nation("XOT")
    data |= {
        "block": [key, "new1"],
        "new1-text": "For others too",
        "new1-label_classification": exchange.label.classification_id,
        "new1-label_released_to": f"party:{wider.pk}",
    }

    page = client.post(address(exchange), data)

    assert page.status_code == 400
    assert re.search(r'href="#id_new1-text">Paragraph 2</a>: \w', page.text), "Said where reading starts, too."
    assert set(page.context["form"].blocks[1].errors) <= {"label_released_to", "label_classification"}
    assert "For others too" in page.content.decode()
    assert texts(exchange) == ["First paragraph."]


def test_a_conflict_says_who_and_keeps_what_both_wrote(signed_in, exchange, planner):
    other = cleared(make.member(Role.PLANNER, exchange), exchange)
    client, data = signed_in(planner), form_of(signed_in(planner), exchange)
    [key] = data["block"]
    mark(exchange, other, "Theirs.", None)
    with acting_as(other):
        content = ExchangeContent.objects.get(exchange=exchange)
        first, theirs = DescriptionPortion.objects.for_user(other).of(exchange)
        services.describe(content, [Block("First, changed.", pk=first.pk), Block(theirs.text, pk=theirs.pk)], by=other)

    page = client.post(address(exchange), {**data, f"{key}-text": "Mine."})
    text = page.content.decode()
    assert page.status_code == 409
    assert all(words in text for words in (str(other.person), "Mine.", "Theirs.", "First, changed."))

    form = page.context["form"]
    again = {"read": form["read"].value(), "block": [block.key for block in form.blocks]}
    again |= {f"{block.key}-text": block["text"].value() for block in form.blocks}
    assert client.post(address(exchange), again).status_code == 302
    assert texts(exchange) == ["Mine.", "Theirs."]


@pytest.mark.parametrize(
    "data",
    [
        {"block": "../../x", "x-text": "y"},
        {"block": ["a" * 32], "read": "\x00,,.", f"{'a' * 32}-text": "Forged"},
        {"block": ["new1"] * 50, "new1-text": "\x00\ud7ff", "read": "." * 5000},
        {"up": "nothing", "down": "new1", "remove": "", "block": "new1"},
        {"use": "1", "new1-label_use": "99999999", "block": "new1", "new1-text": "x"},
    ],
)
def test_forged_input_is_refused_or_ignored_and_never_an_error(signed_in, exchange, planner, data):
    answer = signed_in(planner).post(address(exchange), data)

    assert answer.status_code in {200, 302, 400, 409}
    assert "Forged" not in texts(exchange)


def test_a_hidden_paragraph_named_in_the_form_answers_as_one_that_never_was(signed_in, exchange, planner):
    mark(exchange, planner, CANARY, make.label(exchange.host, "S"))
    with as_system():
        hidden = DescriptionPortion.objects.get(text=CANARY).pk.hex
    client = signed_in(make.member(Role.PLANNER, exchange))
    data = form_of(client, exchange)

    def answer(key):
        page = client.post(address(exchange), {**data, "block": [*data["block"], key], f"{key}-text": "Mine"})
        return page.status_code, CLOCK.sub(r"\1", page.content.decode()).replace(key, "KEY")

    assert answer(hidden) == answer("7" * 32)
    assert CANARY in texts(exchange)
