"""Founding and amending programs."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clearances.labels import LabelValue
from clearances.roles import Role
from clearances.subjects import acting_as
from programs import services
from programs.models import Program, ProgramContent
from programs.versions import Stale
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def found(officer, **kwargs):
    owner = officer.organisation
    given = {"owner": owner, "title": "Flintlock", "label": make.label(owner), "purpose": "To train", **kwargs}
    with acting_as(officer):
        return services.create_program(by=officer, **given)


def officer():
    return make.member(Role.STAFF_OFFICER, make.NationFactory())


def test_whoever_founds_a_program_plans_it_and_sees_its_content():
    person = officer()

    program = found(person)

    with acting_as(person):
        assert list(Program.objects.for_user(person, "plan")) == [program]
        assert ProgramContent.objects.for_user(person, "change").get().purpose == "To train"


def test_somebody_without_the_office_founds_nothing():
    person = make.UserFactory()

    with pytest.raises(PermissionDenied):
        found(person)


def test_a_label_its_author_could_not_see_is_refused_under_its_field():
    person = officer()
    make.PolicyFactory(owner=person.organisation)

    with pytest.raises(ValidationError) as refused:
        found(person, content_label=make.label(person.organisation, "S"))

    assert set(refused.value.message_dict) == {"content_label"}
    with as_system():
        assert not Program.objects.exists()


def test_content_more_open_than_its_cover_is_refused():
    person, friend = officer(), make.NationFactory()
    owner = person.organisation

    with pytest.raises(ValidationError) as refused:
        found(person, label=make.label(owner, "R"), content_label=make.label(owner, "R", to=[friend]))

    assert set(refused.value.message_dict) == {"content_label"}


def test_a_label_above_the_ceiling_of_the_system_is_refused_by_name(settings):
    person = officer()
    policy = make.PolicyFactory(owner=person.organisation)
    settings.SYSTEM_CEILINGS = {policy.code: "R"}
    secret = LabelValue(policy.classifications.get(code="S"), person.organisation)

    with pytest.raises(ValidationError) as refused:
        found(person, label=secret)

    assert "up to" in refused.value.message_dict["label"][0]


def test_amending_a_version_that_is_gone_is_refused_and_says_whose_change_was_faster():
    person = officer()
    program = found(person)

    with acting_as(person):
        services.amend_program(program, title="Flintlock 27", version=1, by=person)
        with pytest.raises(Stale) as refused:
            services.amend_program(program, title="Flintlock 28", version=1, by=person)
        stored = Program.objects.get(pk=program.pk)

    assert (refused.value.row.changed_by, refused.value.row.title) == (person, "Flintlock 27")
    assert (stored.title, stored.version) == ("Flintlock 27", 2)


def test_a_change_of_the_content_does_not_show_in_the_version_of_the_cover():
    person = officer()
    program = found(person)

    with acting_as(person):
        content = services.amend_content(
            program.content, purpose="Other", authority="", cadence="", version=1, by=person
        )
        stored = Program.objects.get(pk=program.pk)

    assert (content.version, stored.version) == (2, 1)
