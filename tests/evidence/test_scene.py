"""The scene of the issue, through the pages: a paragraph is marked, a nation shut out, a record falsified."""

import re
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from audit import sealing
from audit.models import Event
from clearances.models import Change, Suspension
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges import services
from exchanges.models import DescriptionPortion, ExchangeContent
from portions.containers import Block
from tests import factories as make
from tests.roles import as_system

OPEN, CYBER = "Arrive by the southern gate.", "CNRY-5cene The jammer is at the northern gate."
# What every request draws anew: tokens, nonces, and the signed terms of a label picker.
DRAWN = re.compile(r"""(csrfmiddlewaretoken" value="|x-csrftoken": "|nonce-|nonce="|"terms": ")[\w+/=:.-]+""")


def nation(code):
    return make.NationFactory(code=code)


@pytest.fixture
def exchange():
    """The host's, released to three nations; its description has two paragraphs, both marked as the content."""
    host, nations = nation("HST"), [nation(code) for code in ("GBR", "FRA", "XAA")]
    label = make.label(host, "R", to=nations)
    exchange = make.ExchangeFactory(
        program__owner=host,
        title="Quicksilver",
        label=make.label(host, to=nations),
        content__label=label,
        content__description=OPEN,
    )
    with as_system():
        make.PolicyFactory(owner=host).compartments.get_or_create(code="CYBER", defaults={"name": "Cyber"})
        DescriptionPortion.objects.create(exchange=exchange, label=label, sort_key="r", text=CYBER)
    return exchange


def somebody(exchange, code, role=Role.PARTICIPANT, **person):
    """Cleared for everything, so that only audiences keep anybody out."""
    user = make.member(role, exchange, organisation=nation(code), **person)
    make.clearance(user, make.PolicyFactory(owner=exchange.host), compartments=["CYBER"])
    return user


@pytest.fixture
def planner(exchange):
    return somebody(exchange, "HST", Role.PLANNER)


@pytest.fixture
def readers(exchange):
    """Two Britons and a Frenchman."""
    captain = {"person__given_name": "", "person__family_name": "Capt. X"}
    british = [somebody(exchange, "GBR") for _ in range(2)]
    return [*british, somebody(exchange, "FRA", **captain)]


def marking_of(exchange, client):
    """The editor's fields, as a browser sends them when the second paragraph is marked SECRET // CYBER for GBR only."""
    form = client.get(reverse("exchanges:describe", args=[exchange.reference])).context["form"]
    data = {"read": form["read"].value(), "block": [block.key for block in form.blocks]}
    data |= {f"{block.key}-text": block["text"].value() for block in form.blocks}
    key, secret = form.blocks[1].key, make.label(exchange.host, "S", to=[nation("GBR")], compartments=["CYBER"])
    return data | {
        f"{key}-label_classification": secret.classification_id,
        f"{key}-label_compartments": ["CYBER"],
        f"{key}-label_released_to": f"party:{nation('GBR').pk}",
    }


def mark(exchange, client):
    """What the preview said, and the answer to its button."""
    address, data = reverse("exchanges:describe", args=[exchange.reference]), marking_of(exchange, client)
    shown = client.post(address, data)
    assert CYBER in stored(exchange), "Nothing is lost by looking."
    return shown.text, client.post(address, {**data, "confirmed": shown.context["form"].confirmation})


def stored(exchange):
    with as_system():
        return [portion.text for portion in DescriptionPortion.objects.of(exchange)]


def as_read(client, exchange):
    """Every answer about the exchange that could tell: page, part of a page, lists, data."""
    addresses = [
        exchange.get_absolute_url(),
        reverse("exchanges:index"),
        reverse("api:exchange-list"),
        reverse("api:exchange-detail", args=[exchange.reference]),
    ]
    found = []
    for address in addresses:
        for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
            answer = client.get(address, **headers)
            sent = {name: DRAWN.sub(r"\1", value) for name, value in answer.headers.items()}
            found.append((address, answer.status_code, sent, DRAWN.sub(r"\1", answer.content.decode())))
    return found


@pytest.mark.django_db
def test_a_paragraph_for_britain_leaves_frances_page_one_paragraph_shorter(signed_in, exchange, planner, readers):
    client, french = signed_in(planner), signed_in(readers[2])
    assert CYBER in french.get(exchange.get_absolute_url()).text
    with without_the_paragraph(exchange, planner):
        as_read(french, exchange)
        never_had_it = as_read(french, exchange)
    as_read(french, exchange)

    preview, answer = mark(exchange, client)

    assert "Loses sight: 1 person of Nation FRA, of 1 paragraph." in preview
    assert "Keeps sight: 2 people of Nation GBR, of 1 paragraph." in preview
    assert all(str(user) not in preview for user in readers)
    assert answer.url == exchange.get_absolute_url()
    assert as_read(french, exchange) == never_had_it
    for user in readers[:2]:
        assert CYBER in signed_in(user).get(exchange.get_absolute_url()).text


@contextmanager
def without_the_paragraph(exchange, planner):
    """The exchange as if its second paragraph had never been, and afterwards as it is."""
    with as_system():
        row = DescriptionPortion.objects.get(exchange=exchange, text=CYBER)
        DescriptionPortion.objects.filter(pk=row.pk).delete()
    yield
    with as_system():
        row.save(force_insert=True)


@pytest.mark.django_db
def test_why_the_captain_cannot_see_it_is_said_in_a_sentence_to_whoever_may_know(signed_in, exchange, planner, readers):
    captain = readers[2]
    mark(exchange, signed_in(planner))
    officer = somebody(exchange, "HST", Role.CELL_MEMBER)
    with as_system():
        grant(Role.RELEASING_OFFICER, officer.personal_team, exchange.host, by=make.SYSTEM, reason="test")
    why = reverse("clearances:why", args=["exchange", exchange.reference])

    told = signed_in(officer).get(why, {"person": captain.public_id})
    own = signed_in(captain).get(why)

    [sentence] = [str(each.answer.summary) for each in told.context["paragraphs"] if each.answer.allowed is False]
    assert sentence == "Capt. X can’t see this: it is not released to Nation FRA."
    assert sentence in told.text
    assert CYBER[:10] not in own.text
    assert "CYBER" not in own.text


@pytest.mark.django_db
def test_a_nation_is_shut_out_by_one_with_a_look_at_whom_and_let_in_by_two(signed_in, exchange, readers, settings):
    host = exchange.host
    settings.OPERATOR_PARTY = host.code
    others = [make.ExchangeFactory(program=exchange.program, label=exchange.label) for _ in range(2)]
    shut_out = [somebody(each, "XAA") for each in (exchange, *others)]
    first, second = (signed_in(administrator_of(host, [exchange, *others])) for _ in range(2))
    page = reverse("clearances:suspend", args=["XAA"])

    preview = first.get(page).text
    assert "Loses sight: 3 people of Nation XAA, of" in preview
    assert "3 exchanges" in preview
    assert "Quicksilver" in preview
    assert sees(shut_out[0], exchange)

    assert first.post(page, {"reason": "A coup."}).status_code == 302
    assert not sees(shut_out[0], exchange)
    assert sees(readers[0], exchange)

    with as_system():
        suspension = Suspension.objects.get()
    assert first.post(reverse("clearances:lift", args=[suspension.pk]), {"reason": "Over."}).status_code == 302
    with as_system():
        change = Change.objects.get()
    approval = reverse("clearances:approve", args=[change.pk])
    assert first.post(approval, {"digest": change.digest}).status_code == 403
    assert not sees(shut_out[0], exchange)
    assert "Gains sight: 3 people of Nation XAA, of" in second.get(approval).text
    assert second.post(approval, {"digest": change.digest}).status_code == 302
    assert all(sees(user, each) for user, each in zip(shut_out, (exchange, *others), strict=True))


def administrator_of(host, roots):
    """With a view of these exchanges' covers."""
    user = make.member(Role.SECURITY_ADMINISTRATOR, host)
    with as_system():
        for root in roots:
            grant(Role.CELL_MEMBER, user.personal_team, root, by=make.SYSTEM, reason="test")
    return user


def sees(user, exchange):
    with acting_as(user):
        return ExchangeContent.objects.for_user(user).filter(exchange=exchange).exists()


def test_an_event_that_the_databases_owner_edits_is_named(committed, exchange, planner, capsys):
    with acting_as(planner):
        content = ExchangeContent.objects.get(exchange=exchange)
        services.describe(content, [Block("Arrive by the western gate.")], by=planner)
    with as_system():
        sealing.seal()
        call_command("audit_verify")
        event = Event.objects.filter(action="portion.added").latest("pk")
    assert "Sound" in capsys.readouterr().out

    with connection.cursor() as owner:
        owner.execute("SET ROLE NONE")
        owner.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        owner.execute("UPDATE audit_event SET action = 'portion.removed' WHERE id = %s", [event.pk])
        owner.execute("ALTER TABLE audit_event ENABLE TRIGGER ALL")

    with as_system(), pytest.raises(SystemExit):
        call_command("audit_verify")
    assert f"First bad: Event {event.pk}" in capsys.readouterr().out
