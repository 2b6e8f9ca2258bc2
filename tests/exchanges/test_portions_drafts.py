"""What an author has typed and not saved: theirs alone, as strictly marked as the strictest of it."""

import json

import pytest

from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges.models import DescriptionDraft, DescriptionPortion
from tests import factories as make
from tests.exchanges.describing import address, cleared, form_of, mark, nation, texts
from tests.roles import as_system

pytestmark = pytest.mark.django_db

CANARY = "CNRY-3f7a kumquat"


def test_a_draft_is_its_authors_alone_labelled_as_the_strictest_and_gone_when_saved(signed_in, exchange, planner):
    mark(exchange, planner, "Second paragraph.", make.label(exchange.host, "S"))
    other, client = cleared(make.member(Role.PLANNER, exchange), exchange), signed_in(planner)
    data = form_of(client, exchange)
    data |= {f"{data['block'][0]}-text": CANARY}

    kept = client.post(address(exchange), {**data, "keep": "1"}, HTTP_HX_REQUEST="true")
    assert kept.status_code == 204
    with as_system():
        draft = DescriptionDraft.objects.select_related("label__classification").get()
    assert (draft.author, draft.label.classification.code, draft.label.parties) == (planner, "S", [])
    assert CANARY in json.dumps(draft.fields)
    for user, number in ((planner, 1), (other, 0)):
        with acting_as(user):
            assert DescriptionDraft.objects.for_user(user).count() == number
    with acting_as(make.member(Role.PLANNER, exchange)):
        assert not DescriptionDraft.objects.exists()  # The database's own lock.

    assert "You have an unsaved draft" in client.get(address(exchange)).content.decode()
    assert CANARY not in signed_in(other).get(address(exchange)).content.decode()
    assert CANARY not in signed_in(other).get(f"{address(exchange)}?draft").content.decode()
    restored = form_of(client, exchange, "?draft")
    assert restored[f"{data['block'][0]}-text"] == CANARY
    assert client.post(address(exchange), restored).status_code == 302
    assert texts(exchange) == [CANARY, "Second paragraph."]
    with as_system():
        assert not DescriptionDraft.objects.exists()


def test_a_draft_is_discarded_when_its_author_says_so(signed_in, exchange, planner):
    client = signed_in(planner)
    client.post(address(exchange), {**form_of(client, exchange), "keep": "1"})

    client.post(address(exchange), {"discard": "1"})

    assert "unsaved draft" not in client.get(address(exchange)).content.decode()
    with as_system():
        assert not DescriptionDraft.objects.exists()


def test_a_draft_whose_paragraphs_have_no_common_marking_is_not_kept_and_says_so(signed_in, exchange, planner):
    client = signed_in(planner)
    foreign = make.label(nation("GBR"), "U", to=[exchange.host])
    with as_system():
        DescriptionPortion.objects.create(exchange=exchange, label=foreign, sort_key="r", text="Of another owner")

    answer = client.post(address(exchange), {**form_of(client, exchange), "keep": "1"}, HTTP_HX_REQUEST="true")

    assert answer.status_code == 400
    assert "no draft is kept" in answer.content.decode()
    with as_system():
        assert not DescriptionDraft.objects.exists()
