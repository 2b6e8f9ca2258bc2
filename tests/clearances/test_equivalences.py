"""The national equivalence table: shipped as data, never thinned out, confirmed by two before anything rests on it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from clearances import equivalence_data
from clearances.guards import SYSTEM
from clearances.models import Change, Equivalence, Recognition
from clearances.roles import Role
from clearances.services import changes, equivalences, treaties
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(settings):
    settings.OPERATOR_PARTY = "OPR"
    return make.NationFactory(code="OPR")


@pytest.fixture
def administrators(operator):
    make.PolicyFactory(owner=operator)
    return [make.member(Role.SECURITY_ADMINISTRATOR, operator) for _ in range(2)]


def row(nation="GST", level="S", **changes):
    said = {
        "nation": nation,
        "level": level,
        "names": [["en", "GUARDED"]],
        "valid_from": None,
        "valid_to": None,
        "source": "",
        "is_sourced": False,
        "note_en": "",
        "note_fr": "",
    }
    return said | changes


@pytest.fixture
def unverified():
    equivalences.load([row()])
    return Equivalence.objects.get()


def test_the_shipped_table_loads_and_loading_again_changes_nothing(capsys):
    call_command("load_equivalences")
    before = list(Equivalence.objects.order_by("pk").values())
    call_command("load_equivalences")

    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{len(before)} added, 0 superseded, 0 unchanged"
    assert second == f"0 added, 0 superseded, {len(before)} unchanged"
    assert list(Equivalence.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("nation", "day", "names"),
    [
        ("FRA", date(2021, 6, 30), ["TRÈS SECRET DÉFENSE", "SECRET DÉFENSE", "CONFIDENTIEL DÉFENSE", "no such level"]),
        ("FRA", date(2021, 7, 1), ["TRÈS SECRET", "SECRET", "no such level", "no such level"]),
        ("ESP", date(2026, 1, 1), ["SECRETO", "RESERVADO", "CONFIDENCIAL", "DIFUSIÓN LIMITADA"]),
        ("ITA", date(2026, 1, 1), ["Segretissimo", "Segreto", "Riservatissimo", "Riservato"]),
        ("PRT", date(2026, 1, 1), ["Muito Secreto", "Secreto", "Confidencial", "Reservado"]),
        ("CHE", date(2026, 1, 1), ["no such level", "GEHEIM / SECRET / SEGRETO", "VERTRAULICH", "INTERN"]),
        ("GBR", date(2026, 1, 1), ["UK TOP SECRET", "UK SECRET", "no such level", "UK OFFICIAL-SENSITIVE"]),
    ],
)  # fmt: skip
def test_the_table_says_what_a_nation_called_its_levels_on_a_day(nation, day, names):
    call_command("load_equivalences")

    rows = Equivalence.objects.present().filter(nation=nation).valid_on(day).by_level()

    assert [found.text for found in rows] == names


def test_what_was_not_read_in_a_source_is_not_verified():
    call_command("load_equivalences")
    verified = set(Equivalence.objects.verified().values_list("nation", flat=True))

    assert {"EU", "NATO", "FRA", "DEU", "LTU"} <= verified
    assert verified.isdisjoint({"GBR", "USA", "RUS", "CHN", "CYP", "JPN", "SWE"})
    assert all(found.source for found in Equivalence.objects.verified())


def test_a_corrected_row_is_another_version_and_the_old_one_stays(unverified):
    done = equivalences.load([row(names=[["en", "GUARDED WELL"]])])

    assert (done.added, done.superseded) == (0, 1)
    unverified.refresh_from_db()
    assert unverified.superseded_at is not None
    assert [(found.version, found.text) for found in Equivalence.objects.present()] == [(2, "GUARDED WELL")]


def test_a_row_that_is_no_longer_shipped_stays(unverified):
    equivalences.load([row(nation="OTH")])

    assert Equivalence.objects.present().filter(pk=unverified.pk).exists()


def test_the_database_refuses_to_edit_or_remove_a_row(unverified):
    with pytest.raises(IntegrityError, match="only superseded"), transaction.atomic():
        Equivalence.objects.filter(pk=unverified.pk).update(names=[])
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Equivalence.objects.filter(pk=unverified.pk).delete()


@pytest.mark.parametrize(
    "said", ["- { nation: gst, level: S, names: [] }", "- { nation: GST, level: S, names: [], verified: true }"]
)
def test_a_file_of_another_form_is_refused_by_its_row(tmp_path, said):
    path = tmp_path / "table.yaml"
    path.write_text(said)

    with pytest.raises(CommandError, match="Row 1"):
        call_command("load_equivalences", path)
    assert not Equivalence.objects.exists()


def recognise(basis, by=SYSTEM):
    theirs = make.PolicyFactory(owner=make.NationFactory(code="GST"))
    ours = make.PolicyFactory(owner=make.NationFactory(code="OPR"))
    return treaties.create_recognition(
        theirs.classifications.select_related("policy__owner").get(code="S"),
        counts_as=ours.classifications.select_related("policy__owner").get(code="S"),
        equivalence=basis,
        reference="Treaty",
        by=by,
    )


def test_nothing_may_rest_on_an_unverified_row(unverified):
    with pytest.raises(ValidationError) as refused:
        recognise(unverified)

    assert list(refused.value.message_dict) == ["equivalence"]
    theirs, ours = (make.PolicyFactory(owner=make.NationFactory(code=code)) for code in ("GST", "OPR"))
    with pytest.raises(IntegrityError, match="verified row"), transaction.atomic(), as_system():
        Recognition.objects.create(
            classification=theirs.classifications.get(code="S"),
            counts_as=ours.classifications.get(code="S"),
            equivalence=unverified,
        )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"names": []}, "has no such level"),
        ({"nation": "OTH"}, "of another nation"),
    ],
)
def test_a_verified_row_carries_only_what_it_says(changes, message):
    equivalences.load([row(source="Treaty", is_sourced=True, **changes)])

    with pytest.raises(ValidationError, match=message):
        recognise(Equivalence.objects.get())


def test_a_superseded_row_carries_nothing_new():
    equivalences.load([row(source="Treaty", is_sourced=True)])
    old = Equivalence.objects.get()
    equivalences.load([row(source="Another", is_sourced=True)])
    old.refresh_from_db()

    with pytest.raises(ValidationError, match="newer version"):
        recognise(old)


def test_two_administrators_of_the_operator_confirm_a_row_and_then_a_recognition_may_rest_on_it(
    unverified, administrators, signed_in
):
    first, second = administrators
    address = reverse("clearances:confirm_equivalence", args=[unverified.pk])

    answer = signed_in(first).post(address, {"source": "GSA 2026, annex B", "reason": "Needed"})
    change = Change.objects.get()
    assert answer.headers["Location"] == change.get_absolute_url()
    with pytest.raises(PermissionDenied):
        changes.approve(change, digest=change.digest, by=first)
    changes.approve(change, digest=change.digest, by=second)

    unverified.refresh_from_db()
    assert (unverified.is_verified, unverified.confirmed_source) == (True, "GSA 2026, annex B")
    assert recognise(unverified).equivalence == unverified


def test_a_correction_voids_a_confirmation_that_waits(unverified, administrators, signed_in):
    first, second = administrators
    address = reverse("clearances:confirm_equivalence", args=[unverified.pk])
    signed_in(first).post(address, {"source": "GSA", "reason": "x"})
    equivalences.load([row(names=[["en", "OTHER"]])])

    change = changes.approve(Change.objects.get(), digest=Change.objects.get().digest, by=second)

    assert change.status == Change.Status.VOID
    assert not Equivalence.objects.verified().exists()


def test_nobody_else_confirms(unverified, operator, signed_in):
    elsewhere = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory())
    address = reverse("clearances:confirm_equivalence", args=[unverified.pk])

    for user in (elsewhere, make.UserFactory(person__organisation=operator)):
        assert signed_in(user).get(address).status_code == 404
        page = signed_in(user).get(reverse("clearances:equivalence", args=[unverified.pk])).content.decode()
        assert address not in page
        assert "Nobody has read this row where it stands" in page


def test_the_page_narrows_by_its_address(signed_in):
    call_command("load_equivalences")
    client = signed_in(make.UserFactory())

    def listed(**query):
        page = client.get(reverse("clearances:equivalences"), query)
        return [(found.nation, found.level) for found, _nation in page.context["rows"]]

    assert listed(text="reservado") == [("BRA", "R"), ("ESP", "S"), ("PRT", "R")]
    assert listed(text="fra", level="C", on="2020-01-01") == [("FRA", "C")]
    assert listed(text="GBR", verified="yes") == []
    assert len(listed(text="GBR", verified="no")) == 4
    assert listed(level="nonsense") == []
    assert listed(text="nothing at all") == []


def test_every_row_that_is_shipped_can_be_read():
    rows = list(equivalence_data.rows())

    assert len({(found["nation"], found["level"], found["valid_from"]) for found in rows}) == len(rows)
    assert {found["level"] for found in rows} == set(Equivalence.Level.values)
