"""What can't be printed is refused in words; the question before it reads nothing."""

from datetime import date

import pytest
from django.urls import reverse

from clearances.subjects import acting_as
from milestones import services
from milestones.models import Part
from milestones.services.conferences import Said
from participants.states import State
from releases.models import Opening
from tests.milestones.world import add, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = build("XAA")
    made.bring("XAA", State.ACCEPTED)
    return made


@pytest.fixture
def conference(world):
    return add(world, "Main planning conference", on=date(2030, 10, 1), ends_on=date(2030, 10, 4), kind="main")


def test_letters_that_no_font_has_are_refused_in_words(world, conference, signed_in):
    with acting_as(world.planner):
        said = Said(title="海上演習", text="x")
        services.add_entry(conference, Part.READ_AHEAD, said, label=None, by=world.planner)

    page = signed_in(world.liaisons["XAA"]).post(reverse("milestones:pack", args=[conference.pk]), {"is_wanted": "yes"})

    assert page.status_code in {400, 409}
    assert "can&#x27;t be printed" in page.text


def test_the_question_who_one_is_opens_nothing(world, conference, signed_in):
    page = signed_in(world.liaisons["XAA"], ago=600).post(
        reverse("milestones:pack", args=[conference.pk]), {"is_wanted": "yes"}
    )

    assert "Is it still you" in page.text
    with as_system():
        assert not Opening.objects.filter(user=world.liaisons["XAA"]).exists()
