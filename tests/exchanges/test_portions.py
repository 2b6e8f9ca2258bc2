"""Paragraphs with labels of their own: who writes what, where it stands, and what a label can't be."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from clearances.labels import LabelValue
from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges import services
from exchanges.models import DescriptionPortion, ExchangeContent
from portions.containers import Block, Stale, state_of
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HOS")


@pytest.fixture
def guest():
    return make.NationFactory(code="GUE")


@pytest.fixture
def exchange(host, guest):
    return make.ExchangeFactory(
        program__owner=host, label=make.label(host, to=[guest]), content__label=make.label(host, "R", to=[guest])
    )


@pytest.fixture
def planner(exchange, host):
    """Cleared up to S."""
    user = make.member(Role.PLANNER, exchange)
    make.clearance(user, make.PolicyFactory(owner=host))
    return user


@pytest.fixture
def uncleared(exchange):
    """Another planner, who sees nothing from C on."""
    return make.member(Role.PLANNER, exchange)


def texts(user, exchange):
    with acting_as(user):
        return [portion.text for portion in DescriptionPortion.objects.for_user(user).of(exchange)]


def stored(exchange):
    with as_system():
        return list(DescriptionPortion.objects.of(exchange).select_related("label"))


def describe(user, exchange, *blocks, read=None):
    with acting_as(user):
        content = ExchangeContent.objects.get(exchange=exchange)
        return services.describe(content, blocks, read=read, by=user)


def as_they_are(user, exchange):
    """The blocks of what *user* sees, unchanged."""
    with acting_as(user):
        rows = DescriptionPortion.objects.for_user(user).of(exchange)
        return [Block(row.text, pk=row.pk, key=row.pk.hex) for row in rows]


def refused(user, exchange, *blocks):
    with pytest.raises(ValidationError) as problem:
        describe(user, exchange, *blocks)
    return set(problem.value.message_dict)


def test_plain_text_becomes_a_portion_for_each_paragraph_labelled_as_the_content(planner, exchange):
    program = exchange.program
    with as_system():
        make.grant(Role.PLANNER, planner.personal_team, program, by=make.SYSTEM, reason="test")
    with acting_as(planner):
        made = services.create_exchange(
            program=program,
            kind="cpx",
            title="New",
            host=program.owner,
            starts_on=exchange.starts_on,
            ends_on=exchange.ends_on,
            label=exchange.label,
            content_label=make.label(program.owner, "R"),
            description="One.\r\n\r\n<b>Two</b> a\u00adnd more.\n \n\n\n- three\n- four",
            by=planner,
        )

    assert [portion.text for portion in stored(made)] == ["One.", "Two and more.", "- three\n- four"]
    assert {portion.label for portion in stored(made)} == {make.label(program.owner, "R")}


def test_each_reader_gets_what_they_may_see_in_its_order(planner, uncleared, exchange, host):
    secret = make.label(host, "S")
    describe(planner, exchange, Block("One."), Block("Two.", label=secret), Block("Three."))

    assert texts(planner, exchange) == ["One.", "Two.", "Three."]
    assert texts(uncleared, exchange) == ["One.", "Three."]


def test_a_portion_may_be_as_open_as_the_cover_but_is_read_only_with_the_content(exchange, planner, guest):
    describe(planner, exchange, Block("Open.", label=exchange.label))
    invited = make.member(Role.INVITED, exchange, organisation=guest)
    participant = make.member(Role.PARTICIPANT, exchange, organisation=guest)

    assert texts(participant, exchange) == ["Open."]
    assert texts(invited, exchange) == []


def test_whoever_may_not_see_a_portion_leaves_it_where_it_is(planner, uncleared, exchange, host):
    secret = make.label(host, "S")
    describe(planner, exchange, Block("A."), Block("Hidden.", label=secret), Block("B."), Block("C."))
    a, b, c = as_they_are(uncleared, exchange)

    describe(uncleared, exchange, Block("New."), a, b, Block("Newer."), c)
    assert texts(planner, exchange) == ["New.", "A.", "Hidden.", "B.", "Newer.", "C."]

    new, a, b, _newer, c = as_they_are(uncleared, exchange)
    describe(uncleared, exchange, c, new, a, b)
    assert texts(planner, exchange) == ["C.", "New.", "A.", "Hidden.", "B."]

    describe(uncleared, exchange)
    assert texts(planner, exchange) == ["Hidden."]


def test_any_edits_of_two_who_see_different_parts_lose_nothing_of_the_other(planner, uncleared, exchange, host):
    """What each sees is exactly what they wrote last, in that order, whatever stands between."""
    draw, secret = random.Random(7), make.label(host, "S")
    describe(planner, exchange, *(Block(f"Word{n} here.", label=secret if n % 3 == 0 else None) for n in range(9)))

    for turn in range(12):
        hidden = [text for text in texts(planner, exchange) if text not in texts(uncleared, exchange)]
        blocks = as_they_are(uncleared, exchange)
        draw.shuffle(blocks)
        blocks = [*blocks[: draw.randrange(1, len(blocks) + 1)], Block(f"Turn{turn} is new.")]
        draw.shuffle(blocks)
        describe(uncleared, exchange, *blocks)

        assert texts(uncleared, exchange) == [block.text for block in blocks]
        assert [text for text in texts(planner, exchange) if text in hidden] == hidden


def test_readers_write_nothing(exchange, planner, host):
    reader = make.member(Role.CELL_MEMBER, exchange)
    make.clearance(reader, make.PolicyFactory(owner=host))

    with pytest.raises(PermissionDenied):
        describe(reader, exchange, Block("Mine."))
    assert texts(reader, exchange) == [f"Content of {exchange.title}"]


# What a label can't be


def test_a_portion_more_open_than_the_cover_is_refused(planner, exchange, host, guest):
    wider = make.label(host, to=[guest, make.NationFactory(code="XOT")])

    assert refused(planner, exchange, Block("Text.", label=wider, key="b")) == {"b-label"}


def test_a_portion_that_its_author_could_not_see_is_refused(uncleared, exchange, host):
    assert refused(uncleared, exchange, Block("Text.", label=make.label(host, "S"), key="b")) == {"b-label"}


def test_a_label_is_raised_at_once_and_never_lowered_here(planner, exchange, host):
    confidential, secret = make.label(host, "C"), make.label(host, "S")
    [block] = as_they_are(planner, exchange)

    describe(planner, exchange, Block(block.text, label=confidential, pk=block.pk))
    assert [portion.label for portion in stored(exchange)] == [confidential]

    describe(planner, exchange, Block(block.text, label=secret, pk=block.pk))
    assert refused(planner, exchange, Block("Other.", label=confidential, pk=block.pk, key="b")) == {"b-label"}
    assert [portion.label for portion in stored(exchange)] == [secret]


def test_a_writer_alone_adds_no_succession_and_takes_no_orcon_away(planner, exchange, host):
    level = make.PolicyFactory(owner=host).classifications.get
    strict = LabelValue(level(code="R"), host, orcon=True)
    describe(planner, exchange, Block("Restricted.", strict))
    tomorrow = timezone.localdate() + timedelta(days=1)
    open_soon = replace(strict, successor=replace(strict, classification=level(code="U")), succeeds_on=tomorrow)

    (stored_one,) = as_they_are(planner, exchange)

    for label in (open_soon, replace(strict, orcon=False)):
        assert len(refused(planner, exchange, replace(stored_one, label=label))) == 1


def test_what_repeats_a_stricter_paragraph_is_marked_at_least_as_strictly(planner, exchange, host):
    """Neither copying, nor cutting in two, nor retyping after removing opens what was marked."""
    secret = make.label(host, "S")
    describe(planner, exchange, Block("The convoy leaves the northern port at four in the morning.", label=secret))
    [block] = as_they_are(planner, exchange)
    half = "As planned, the northern port at four in the *morning* is closed."

    assert refused(planner, exchange, block, Block(half, key="b")) == {"b-label"}
    assert refused(planner, exchange, Block(half, key="b")) == {"b-label"}
    assert describe(planner, exchange, block, Block(half, label=secret))


def test_a_paragraph_that_was_removed_meanwhile_never_comes_back_more_open(planner, exchange, host):
    """Its mark went with it, so whoever still has it on the page must say how it is marked."""
    secret = make.label(host, "S")
    describe(planner, exchange, Block("Hidden.", label=secret))
    [block] = as_they_are(planner, exchange)
    describe(planner, exchange)

    assert refused(planner, exchange, Block("Hidden.", pk=block.pk, key="b")) == {"b-label"}
    assert stored(exchange) == []


def test_every_block_says_what_is_wrong_with_it_and_nothing_is_kept(planner, exchange, host):
    wide = make.label(host, to=[make.NationFactory(code="XOT")])
    wrong = refused(planner, exchange, Block("Fine."), Block("x" * 20_001, key="a"), Block("y", label=wide, key="b"))

    assert wrong == {"a-text", "b-label"}
    assert [portion.text for portion in stored(exchange)] == [f"Content of {exchange.title}"]


def test_a_level_above_the_ceiling_is_refused(planner, exchange, host, settings):
    settings.SYSTEM_CEILINGS = {"HOS": "R"}
    level = make.PolicyFactory(owner=host).classifications.get(code="S")

    assert refused(planner, exchange, Block("Text.", label=LabelValue(level, host), key="b")) == {"b-label"}


# Two at once


def test_a_change_of_what_one_sees_is_stale_and_one_of_what_is_hidden_is_not(planner, uncleared, exchange, host):
    describe(planner, exchange, Block("A."), Block("Hidden.", label=make.label(host, "S")))
    with acting_as(uncleared):
        read = state_of(list(DescriptionPortion.objects.for_user(uncleared).of(exchange)))

    visible, hidden = as_they_are(planner, exchange)
    describe(planner, exchange, visible, Block("Hidden, differently.", pk=hidden.pk))
    assert describe(uncleared, exchange, Block("A, more.", pk=visible.pk), read=read)

    with pytest.raises(Stale) as stale:
        describe(uncleared, exchange, Block("A, again.", pk=visible.pk), read=read)
    assert stale.value.row.changed_by == uncleared
    assert [portion.text for portion in stale.value.stored] == ["A, more."]


def test_saving_what_is_there_changes_nothing_and_records_nothing(planner, exchange):
    before = [(portion.pk, portion.version, portion.sort_key) for portion in stored(exchange)]

    assert describe(planner, exchange, *as_they_are(planner, exchange)) is False
    assert [(portion.pk, portion.version, portion.sort_key) for portion in stored(exchange)] == before
