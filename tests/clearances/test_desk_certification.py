"""Certifying many with one file: every row is right or nothing happens, and a second person confirms all of it."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clearances import sheets
from clearances.models import CertificationDraft, Change, Clearance
from clearances.roles import Role
from clearances.services import certification as services
from clearances.services import changes
from clearances.subjects import acting_as
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

HEADING = "person,policy,level,compartments,valid_from,valid_to,sponsor,certificate"


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def policy(host):
    return make.PolicyFactory(owner=host)


@pytest.fixture
def officers(host, policy):
    pair = [make.member(Role.SECURITY_ADMINISTRATOR, host) for _ in range(2)]
    for user in pair:
        make.clearance(user, policy, "S")
    return pair


def row(user, level="S", **changed):
    said = {
        "person": user.username,
        "policy": "HST",
        "level": level,
        "compartments": "",
        "valid_from": "2027-01-01",
        "valid_to": "2031-12-31",
        "sponsor": user.organisation.code,
        "certificate": f"C-{user.pk}",
        **changed,
    }
    return ",".join(said.values())


def file_of(*rows):
    return "\n".join([HEADING, *rows]).encode()


def send(by, host, content, name="people.csv"):
    with acting_as(by):
        return services.draft(name, content, permission=services.ADMINISTER, party=host, by=by)


def propose(by):
    with acting_as(by):
        return services.propose_draft(reason="yearly round", by=by)


def approve(change, by):
    with acting_as(by):
        return changes.approve(change, digest=change.digest, by=by)


def test_one_file_and_one_second_person_certify_everybody_in_it(host, officers):
    first, second = officers
    people = [make.UserFactory() for _ in range(3)]

    draft = send(first, host, file_of(*(row(user) for user in people)))
    assert (len(draft.asked), draft.problems) == (3, [])
    change = propose(first)
    assert not Clearance.objects.filter(person__user__in=people).exists()
    with pytest.raises(PermissionDenied):
        approve(change, first)
    approve(change, second)

    made = Clearance.objects.filter(person__user__in=people)
    assert {each.person_id for each in made} == {user.person_id for user in people}
    assert {(each.status, each.requested_by, each.decided_by, each.valid_to) for each in made} == {
        ("active", first, second, date(2031, 12, 31))
    }
    assert not CertificationDraft.objects.exists()


def test_a_level_is_its_code_or_its_name_and_a_word_for_two_levels_is_neither(host, policy, officers):
    with as_system():
        policy.classifications.filter(code="R").update(name_fr="HST C")
    person = make.UserFactory()

    drafts = [send(officers[0], host, file_of(row(person, level=level))) for level in ("s", "hst s", "HST C")]

    assert [len(draft.problems) for draft in drafts] == [0, 0, 1]
    assert drafts[0].asked == drafts[1].asked


def test_the_same_file_again_asks_for_nothing(host, officers):
    first, second = officers
    content = file_of(row(make.UserFactory()))
    send(first, host, content)
    approve(propose(first), second)

    draft = send(first, host, content)

    assert (draft.asked, draft.unchanged, draft.problems) == ([], 1, [])
    with pytest.raises(ValidationError):
        propose(first)


def test_a_row_renews_what_is_active_at_that_level(host, policy, officers):
    first, second = officers
    holder = make.UserFactory()
    old = make.clearance(holder, policy, "S", valid_to=date(2027, 6, 1))

    send(first, host, file_of(row(holder)))
    approve(propose(first), second)

    old.refresh_from_db()
    assert (old.status, old.valid_to) == ("active", date(2026, 12, 31))


def test_every_wrong_row_is_named_with_its_column_and_nothing_is_half_written(host, policy, officers):
    first, _second = officers
    good, twice = make.UserFactory(), make.UserFactory()
    with as_system():
        policy.compartments.create(code="ALPHA", name="Alpha")
    rows = [
        row(good),
        row(twice),
        row(twice, certificate="other"),
        row(good, person="nobody.such"),
        row(good, policy="XXX"),
        row(good, level="COSMIC"),
        row(good, valid_from="soon"),
        row(good, valid_to="2020-01-01"),
        row(good, sponsor="ZZZ"),
        row(good, certificate=""),
        row(good, compartments="BETA"),
        row(good, compartments="ALPHA"),
        row(first),
        row(good, valid_from="0001-01-01"),
    ]

    draft = send(first, host, file_of(*rows))

    assert [(number, column) for number, column, _text in draft.problems] == [
        (4, "person"),
        (5, "person"),
        (6, "policy"),
        (7, "level"),
        (8, "valid_from"),
        (9, "valid_to"),
        (10, "sponsor"),
        (11, "certificate"),
        (12, "compartments"),
        (13, "level"),
        (14, "person"),
        (15, "valid_from"),
    ]
    assert "row 3" in draft.problems[0][2]
    with pytest.raises(ValidationError):
        propose(first)
    assert not Change.objects.exists()
    assert not Clearance.objects.filter(person=good.person).exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"{HEADING}\nZoë".encode("latin-1"), "Line 2 isn't UTF-8"),
        (HEADING.encode("utf-16"), "isn't UTF-8"),
        (b"", "empty"),
        (b"person,level\na,b", "columns are missing"),
        (f"{HEADING},shoe_size\n".encode(), "Unknown or repeated columns: shoe_size"),
        (f'{HEADING}\n"a,b'.encode(), "quotation mark"),
        ((HEADING + "\na" * 20_000).encode(), "More than 5 000 rows"),
        (b"x" * 6_000_000, "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(host, officers, content, words):
    with pytest.raises(ValidationError) as refused:
        send(officers[0], host, content)

    assert words in " ".join(refused.value.messages)
    assert not CertificationDraft.objects.exists()


def test_a_byte_order_mark_and_semicolons_are_what_spreadsheets_write(host, officers):
    user = make.UserFactory()
    content = b"\xef\xbb\xbf" + file_of(row(user)).replace(b",", b";")

    assert len(send(officers[0], host, content).asked) == 1


def workbook(rows):
    """As a spreadsheet writes it: with days that are days."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day, sheet = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_worksheet()
        for number, line in enumerate(rows):
            for place, cell in enumerate(line):
                sheet.write(number, place, cell, day if isinstance(cell, date) else None)
    return file.getvalue()


def empty_archive():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    return file.getvalue()


def cells_of(user):
    cells = row(user).split(",")
    return [*cells[:4], date(2027, 1, 1), date(2031, 12, 31), *cells[6:]]


def test_a_workbook_says_the_same_as_a_text_file(host, officers):
    user = make.UserFactory()
    content = workbook([HEADING.split(","), cells_of(user)])

    draft = send(officers[0], host, content, "people.xlsx")

    assert draft.problems == []
    assert [(each["valid_from"], each["valid_to"]) for each in draft.asked] == [("2027-01-01", "2031-12-31")]


@pytest.mark.parametrize("content", [b"no workbook", workbook([["a"]])[:-40], empty_archive()])
def test_a_bad_workbook_is_refused_by_name(host, officers, content):
    with pytest.raises(ValidationError) as refused:
        send(officers[0], host, content, "people.xlsx")

    assert "isn't an XLSX workbook" in " ".join(refused.value.messages)


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 61_000_000)

    with pytest.raises(ValidationError, match="60 MB"):
        sheets.read("bomb.xlsx", file.getvalue())


def test_a_cell_that_looks_like_a_formula_is_written_as_text():
    assert sheets.write([["=1+1", "@x", "plain", "-2"]]) == "\ufeff'=1+1,'@x,plain,'-2\r\n"


@pytest.mark.parametrize("event", ["another clearance", "another organisation"])
def test_what_changes_meanwhile_makes_the_whole_batch_void(host, policy, officers, event):
    first, second = officers
    user = make.UserFactory()
    send(first, host, file_of(row(user), row(make.UserFactory())))
    change = propose(first)
    if event == "another clearance":
        make.clearance(user, policy, "C")
    else:
        with as_system():
            user.person.organisation = make.NationFactory()
            user.person.save()

    assert approve(change, second).status == Change.Status.VOID
    assert not Clearance.objects.filter(valid_from=date(2027, 1, 1)).exists()


def test_nobody_among_them_confirms_and_nobody_confirms_above_their_own(host, policy, officers):
    first, second = officers
    low = make.member(Role.SECURITY_ADMINISTRATOR, host)
    make.clearance(low, policy, "C")
    send(first, host, file_of(row(second), row(make.UserFactory())))
    change = propose(first)

    with pytest.raises(PermissionDenied):
        approve(change, second)
    assert approve(change, low).status != Change.Status.APPROVED
    assert not Clearance.objects.filter(valid_from=date(2027, 1, 1)).exists()


def test_a_nations_office_certifies_its_own_nationals_and_learns_of_nobody_else(host, policy):
    guest = make.NationFactory(code="GST")
    make.PolicyFactory(owner=guest)
    office = make.member(Role.SECURITY_OFFICE, guest)
    make.clearance(office, guest.policies.get(), "S")
    national, stranger = make.UserFactory(person__organisation=guest), make.UserFactory()
    rows = [
        row(national, policy="GST"),
        row(stranger, policy="GST", sponsor="GST"),
        row(national, person="nobody.such", policy="GST", sponsor="GST"),
        row(national, policy="HST", certificate="x"),
    ]

    with acting_as(office):
        draft = services.draft("a.csv", file_of(*rows), permission="accounts.certify_nationals", party=guest, by=office)

    assert [each["person"] for each in draft.asked] == [national.person_id]
    unknown, never, policy_of_another = (text for _row, _column, text in draft.problems)
    assert unknown.replace(stranger.username, "nobody.such") == never
    assert "isn't known, or not yours to certify" in policy_of_another


def test_in_the_browser(host, officers, signed_in):
    first, second = officers
    user = make.UserFactory(username="quill.feather")
    client = signed_in(first)
    office = f"accounts.administer_clearances:{host.pk}"

    def upload(content):
        return client.post(
            reverse("clearances:certify"),
            {"office": office, "file": SimpleUploadedFile("people.csv", content)},
            follow=True,
        )

    wrong = upload(file_of(row(user, level="COSMIC")))
    report = client.get(reverse("clearances:certification_errors")).content.decode()
    checked = upload(file_of(row(user)))
    proposed = client.post(reverse("clearances:check_certificates"), {"reason": "yearly round"})
    change = Change.objects.get()
    page = signed_in(second).get(change.get_absolute_url()).content.decode()
    rows = signed_in(second).get(reverse("clearances:change_rows", args=[change.pk])).content.decode()

    assert "1 row is wrong" in wrong.content.decode()
    assert "2,level," in report
    assert "quill.feather" in checked.content.decode()
    assert proposed.headers["Location"] == change.get_absolute_url()
    assert "Certify 1 clearance" in page
    assert "quill.feather,HST,S" in rows
    assert upload(b"\xff\xfe").status_code == 400
    assert client.get(reverse("clearances:certification_template")).content.decode().startswith("\ufeffperson,policy")


def test_a_draft_is_its_owners_alone(host, officers, signed_in):
    first, second = officers
    user = make.UserFactory(username="quill.feather")
    send(first, host, file_of(row(user)))

    answer = signed_in(second).get(reverse("clearances:check_certificates"))

    assert answer.headers["Location"] == reverse("clearances:certify")


def test_five_thousand_rows_take_a_bounded_number_of_queries_to_read(host, officers, django_assert_max_num_queries):
    users = [make.UserFactory() for _ in range(4)]
    rows = [row(user, certificate=f"{user.pk}") for user in users]

    with django_assert_max_num_queries(40) as few:
        send(officers[0], host, file_of(*rows[:1]))
    with django_assert_max_num_queries(40) as many:
        send(officers[0], host, file_of(*rows))

    assert len(many) <= len(few)
