"""The pages of programs: who finds what, and what leaves no trace."""

import pytest
from django.urls import reverse

from clearances.roles import Role
from programs.models import Program, ProgramContent
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def test_the_content_of_a_higher_level_leaves_no_trace(signed_in):
    nation = make.NationFactory()
    program = make.ProgramFactory(owner=nation, content__purpose="Kumquat", content__label=make.label(nation, "S"))
    member = make.member(Role.CELL_MEMBER, program)
    client = signed_in(member)

    page = client.get(program.get_absolute_url()).content.decode()
    assert program.title in page
    assert "Kumquat" not in page
    assert f"{nation.code} S" not in page

    make.clearance(member, make.PolicyFactory(owner=nation))
    assert "Kumquat" in client.get(program.get_absolute_url()).content.decode()


def test_strangers_find_nothing(signed_in):
    program = make.ProgramFactory(title="Framework")
    client = signed_in(make.member(Role.CELL_MEMBER, make.ProgramFactory()))

    for name in ("programs:detail", "programs:edit", "programs:edit_content"):
        assert client.get(reverse(name, args=[program.reference])).status_code == 404
    assert "Framework" not in client.get(reverse("programs:index")).content.decode()


def test_only_the_office_founds_programs(signed_in):
    member = make.member(Role.CELL_MEMBER, make.ProgramFactory())
    client = signed_in(member)

    assert client.get(reverse("programs:create")).status_code == 404
    assert reverse("programs:create") not in client.get(reverse("programs:index")).content.decode()


def test_a_staff_officer_founds_a_program(signed_in):
    nation = make.NationFactory()
    label = make.label(nation)
    client = signed_in(make.member(Role.STAFF_OFFICER, nation))
    data = {
        "owner": nation.pk,
        "title": "Framework",
        "purpose": "Train",
        "cover_classification": label.classification_id,
    }

    answer = client.post(reverse("programs:create"), data)

    with as_system():
        program = Program.objects.get()
        assert (program.title, program.label, program.content.purpose) == ("Framework", label, "Train")
    assert answer.url == program.get_absolute_url()


def test_an_owner_that_one_does_not_plan_for_is_refused_next_to_its_field(signed_in):
    nation, other = make.NationFactory(), make.NationFactory()
    label = make.label(nation)
    client = signed_in(make.member(Role.STAFF_OFFICER, nation))
    data = {"owner": other.pk, "title": "Framework", "cover_classification": label.classification_id}

    answer = client.post(reverse("programs:create"), data)

    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"owner"}
    with as_system():
        assert not Program.objects.exists()


def test_a_stale_edit_of_the_content_answers_409_and_shows_both(signed_in):
    program = make.ProgramFactory()
    client = signed_in(make.member(Role.PLANNER, program))
    address = reverse("programs:edit_content", args=[program.reference])
    client.post(address, {"purpose": "First", "authority": "", "cadence": "", "version": 1})

    refused = client.post(address, {"purpose": "Second", "authority": "", "cadence": "", "version": 1})

    assert refused.status_code == 409
    assert "First" in refused.content.decode()
    assert "Second" in refused.content.decode()
    with as_system():
        assert ProgramContent.objects.get().purpose == "First"
