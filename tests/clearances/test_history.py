"""Object history under the label of its time: what changed, and not a word that was written under a higher label."""

import uuid
from datetime import date

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from accounts.history import Recorded, beginning, versions_of
from accounts.models import Membership, Party, Person, User
from clearances import context
from clearances.columns import WORDS
from clearances.models import Clearance, Labelled, TeamGrant, Waiver
from clearances.roles import Role
from clearances.subjects import Subject, acting_as
from clearances.versions import UNTOLD, history
from exchanges.models import Exchange
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

CANARY = "zq77777qz"


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def exchange(host):
    return make.ExchangeFactory(program__owner=host, title="First title")


def page(client, kind, key):
    return client.get(reverse("clearances:history", args=[kind, key]))


def save(row, **values):
    with as_system():
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def told(answer):
    return [
        (str(entry.part), [(one.field, one.old, one.new) for one in entry.differences])
        for entry in answer.context["entries"]
        if not entry.is_first
    ]


# What is kept


def test_every_labelled_model_and_every_fact_is_remembered():
    not_kept = {
        "clearances.Canary",  # Never changes.
        "exchanges.DescriptionDraft",  # What is still being typed.
        "participants.PacketDraft",
        "releases.Opening",  # Is a record itself.
        "releases.Release",  # A request: its steps are events of the audit.
    }
    facts = {Party, Membership, Person, User, Clearance, Waiver}
    labelled = {model for model in apps.get_models() if issubclass(model, Labelled | TeamGrant)}
    models = facts | {model for model in labelled if not model._meta.proxy}

    forgotten = {model._meta.label for model in models if not _is_kept(model)} - not_kept

    assert forgotten == set(), "Put @remembered() (accounts.history) above it, or say here why its past isn't kept."


def _is_kept(model):
    try:
        return bool(versions_of(model))
    except LookupError:
        return False


def test_each_insert_update_and_delete_is_a_version_with_its_actor(host):
    user = make.UserFactory(person__organisation=host)
    with acting_as(user):
        party = Party.objects.create(code="XNN", is_nation=True, name_en="A", name_fr="A", zone="UTC")
        party.name_en = "B"
        party.save()
        Party.objects.filter(pk=party.pk).delete()

    versions = versions_of(Party).objects.filter(pgh_obj_id=party.pk).order_by("pgh_id")

    assert [(one.pgh_label, one.name_en, one.pgh_actor) for one in versions] == [
        ("insert", "A", user.pk),
        ("update", "B", user.pk),
        ("delete", "B", user.pk),
    ]


def test_nothing_but_ids_and_columns_is_kept_of_a_user():
    columns = {field.name for field in versions_of(User)._meta.fields}

    assert columns == {"pgh_id", "pgh_created_at", "pgh_label", "pgh_actor", "pgh_obj", "id", "person", "is_active"}


@pytest.mark.parametrize("role", ["accord_app", "accord_system"])
def test_nobody_changes_or_removes_a_version(role):
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if not issubclass(model, Recorded):
                continue
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, model._meta.db_table, right])
                assert cursor.fetchone() == (False,), f"{role} may {right} {model._meta.db_table}"


def test_the_application_cannot_rewrite_history(exchange):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        versions_of(Exchange).objects.update(title="Never")


@pytest.mark.parametrize("model", [Exchange, Party])
def test_rows_that_are_there_before_their_record_begins_are_its_first_versions(exchange, model):
    """As the migration that makes the event table runs it: as the owner, whom row-level security is forced on."""
    events, rows = versions_of(model)._meta, model._meta
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE NONE")
        cursor.execute(f"SELECT count(*) FROM {rows.db_table}")
        expected = cursor.fetchone()
        cursor.execute(f"TRUNCATE {events.db_table}")
        cursor.execute(f"ALTER TABLE {events.db_table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SET ROLE accord_owner")
        for statement in beginning(events, rows):
            cursor.execute(statement)
        cursor.execute("SET ROLE NONE")
        cursor.execute(f"SELECT count(*) FROM {events.db_table} WHERE pgh_label = 'insert' AND pgh_obj_id IS NOT NULL")
        assert cursor.fetchone() == expected
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = %s", [rows.db_table])
        assert cursor.fetchone() == (model is Exchange,)


# The third lock


def test_a_version_is_seen_iff_its_own_label_and_the_present_row_are(host, exchange):
    low, high = make.label(host), make.label(host, "S")
    save(exchange, label=high, title=CANARY)
    save(exchange, label=low, title="Second title")
    raised = make.ExchangeFactory(program__owner=host, title="Once open")
    save(raised, label=high)
    user = make.UserFactory(person__organisation=host)

    with context.acting(Subject(user)):
        titles = set(versions_of(Exchange).objects.values_list("title", flat=True))
    with as_system():
        everything = set(versions_of(Exchange).objects.values_list("title", flat=True))

    assert {CANARY, "Once open", "First title", "Second title"} <= everything
    assert titles == {"First title", "Second title"}


# The page


def test_each_change_is_told_with_old_and_new(exchange, signed_in):
    planner = make.member(Role.PLANNER, exchange)
    save(exchange, title="Second title", starts_on=date(2031, 3, 2))
    save(exchange.content, place="Elsewhere", domains=["land", "air"])

    answer = page(signed_in(planner), "exchange", exchange.reference)

    assert told(answer) == [
        ("Content", [("Domains", "–", "Land, Air"), ("Place", "Somewhere", "Elsewhere")]),
        ("Cover", [("Title", "First title", "Second title"), ("First day", "01 MAR 2031", "02 MAR 2031")]),
    ]


def test_an_old_value_under_a_higher_label_never_shows_under_the_present_lower_one(host, exchange, signed_in):
    """The canary of L16: written at SECRET, downgraded since; also in the fields of the label and of the content."""
    planner = make.member(Role.PLANNER, exchange)
    low, high = make.label(host), make.label(host, "S", compartments=["ALPHA"])
    for row, field in [(exchange, "title"), (exchange.content, "place")]:
        save(row, label=high, **{field: CANARY})
        save(row, label=low, **{field: "Public again"})
    cleared = make.member(Role.PLANNER, exchange)
    make.clearance(cleared, exchange.label.policy, "S", compartments=["ALPHA"])

    hidden = page(signed_in(planner), "exchange", exchange.reference).content.decode()
    shown = page(signed_in(cleared), "exchange", exchange.reference).content.decode()

    assert CANARY in shown
    assert "Public again" in hidden
    for secret in (CANARY, "HST S", "ALPHA"):
        assert secret not in hidden


def test_a_version_in_between_that_is_hidden_leaves_no_trace(host, signed_in):
    """Two exchanges, one of which was secret for a while: their histories read alike, byte by byte."""
    low, high = make.label(host), make.label(host, "S")
    pages = []
    for was_secret in (False, True):
        exchange = make.ExchangeFactory(program__owner=host, title="Same", program__title="Same")
        planner = make.member(Role.PLANNER, exchange, person__family_name="Same", person__given_name="")
        if was_secret:
            save(exchange, label=high, title=CANARY, version=2)
        save(exchange, label=low, title="After", version=3)
        answer = page(signed_in(planner), "exchange", exchange.reference)
        pages.append([(str(one.part), one.by, one.is_first, one.differences) for one in answer.context["entries"]])

    assert pages[0] == pages[1]


def test_a_row_that_was_secret_first_begins_where_its_reader_does(host, signed_in):
    low, high = make.label(host), make.label(host, "S")
    exchange = make.ExchangeFactory(program__owner=host, title=CANARY, label=high, content__label=low)
    save(exchange, label=low, title="Open")
    planner = make.member(Role.PLANNER, exchange)

    answer = page(signed_in(planner), "exchange", exchange.reference)

    cover = [entry for entry in answer.context["entries"] if str(entry.part) == "Cover"]
    assert [entry.is_first for entry in cover] == [True]
    assert ("Title", "Open") in [(one.field, one.new) for one in cover[0].differences]


def test_the_history_of_content_is_for_those_who_see_the_content(host, exchange, signed_in):
    guest = make.NationFactory(code="GST")
    save(exchange, label=make.label(host, to=[guest]))
    save(exchange.content, place=CANARY)
    liaison = make.member(Role.INVITED, exchange, organisation=guest)

    answer = page(signed_in(liaison), "exchange", exchange.reference)

    assert answer.status_code == 200
    assert CANARY not in answer.content.decode()
    assert {str(entry.part) for entry in answer.context["entries"]} == {"Cover"}


def test_a_program_that_the_reader_may_not_see_is_not_named(host, signed_in):
    exchange = make.ExchangeFactory(program__owner=host, program__title=CANARY)
    save(exchange, program=make.ProgramFactory(owner=host, title=CANARY))
    planner = make.member(Role.CELL_MEMBER, exchange)

    assert CANARY not in page(signed_in(planner), "exchange", exchange.reference).content.decode()


def test_the_banner_rises_to_the_oldest_secret_on_the_page(host, exchange, signed_in):
    planner = make.member(Role.PLANNER, exchange)
    make.clearance(planner, exchange.label.policy, "S")
    save(exchange, label=make.label(host, "S"), title="Secret for a while")
    save(exchange, label=make.label(host), title="Open again")

    answer = page(signed_in(planner), "exchange", exchange.reference)

    assert "Secret for a while" in answer.content.decode()
    assert "HST S" in answer.content.decode().partition("</header>")[0]


@pytest.mark.parametrize("kind", ["exchange", "program", "clearance", "policy"])
def test_what_is_hidden_answers_as_what_never_existed(host, signed_in, kind):
    exchange = make.ExchangeFactory(program__owner=host)
    hidden = {
        "exchange": exchange.reference,
        "program": exchange.program.reference,
        "clearance": make.clearance(make.UserFactory(), exchange.label.policy).pk,
        "policy": "NOPE",
    }[kind]
    client = signed_in(make.UserFactory())

    answers = [page(client, kind, key) for key in (hidden, uuid.uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_an_actor_of_another_nation_is_somebody(host, exchange, signed_in):
    guest = make.NationFactory(code="GST")
    save(exchange, label=make.label(host, to=[guest]))
    stranger = make.member(Role.PLANNER, exchange, organisation=guest, person__family_name=CANARY)
    planner = make.member(Role.PLANNER, exchange)
    with acting_as(planner):
        Exchange.objects.filter(pk=exchange.pk).update(title="Mine")
    with acting_as(stranger):
        Exchange.objects.filter(pk=exchange.pk).update(title="Theirs")

    answer = page(signed_in(planner), "exchange", exchange.reference)

    by = [entry.by for entry in answer.context["entries"] if not entry.is_first]
    assert by[:2] == ["somebody", str(planner)]
    assert CANARY not in answer.content.decode()


def test_the_life_of_a_clearance_is_told_to_its_holder_without_the_certificate(exchange, signed_in):
    person = make.UserFactory(person__organisation=exchange.host)
    clearance = make.clearance(person, exchange.label.policy, "C", certificate_reference=CANARY)
    save(clearance, valid_to=date(2041, 1, 1))

    answer = page(signed_in(person), "clearance", clearance.pk)

    assert told(answer) == [("", [("Valid to", "01 JAN 2040", "01 JAN 2041")])]
    assert CANARY not in answer.content.decode()


def test_the_page_narrows_by_labels_itself_even_past_row_level_security(exchange):
    user = make.member(Role.PLANNER, exchange)
    save(exchange.content, label=make.label(exchange.host, "S"), place=CANARY)
    save(exchange.content, label=make.label(exchange.host), place="Open")

    with as_system():
        _row, entries = history(user, "exchange", exchange.reference)

    assert CANARY not in repr(entries)


def test_an_invited_nation_reads_nothing_from_before_its_invitation(host, exchange, signed_in):
    guest = make.NationFactory(code="GST")
    save(exchange, label=make.label(host, to=[guest]), title=f"{CANARY} first")
    save(exchange, title=f"{CANARY} second")
    save(exchange, title="As invited")
    liaison = make.member(Role.INVITED, exchange, organisation=guest)

    answer = page(signed_in(liaison), "exchange", exchange.reference)

    assert "As invited" in answer.content.decode()
    assert CANARY not in answer.content.decode()
    (first,) = answer.context["entries"]
    grant = exchange.grants.get(group=liaison.personal_team, permission__codename="view_exchange")
    assert first.is_first
    assert first.at == grant.granted_at


def has_versions(model):
    try:
        return bool(versions_of(model))
    except LookupError:
        return False


def test_every_column_that_a_history_tells_of_has_words_that_translate():
    shown = [model for model in apps.get_models() if issubclass(model, (Labelled, Clearance, Waiver))]
    fields = [field for model in filter(has_versions, shown) for field in model._meta.fields]

    assert {"title", "seats", "status"} <= {field.name for field in fields}
    told = {field.name for field in fields if field.related_model is not User and str(field) not in UNTOLD}
    assert told - UNTOLD - set(WORDS) == set()
