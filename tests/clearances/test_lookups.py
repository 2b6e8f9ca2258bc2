"""Lookups that PostgreSQL answers well find what Django's own would."""

import pytest

from accounts.models import Group

pytestmark = pytest.mark.django_db

NAMES = [
    "Steadfast Response 41",
    "Réponse été",
    "STRASSE",
    "Straße",
    "100 % sure",
    "snake_case",
    "back\\slash",
    "ß",
    "x",
]


@pytest.fixture(autouse=True)
def named():
    Group.objects.bulk_create(Group(code=f"G{number}", name_en=name, name_fr=name) for number, name in enumerate(NAMES))


@pytest.mark.parametrize("text", ["response", "ÉTÉ", "ss", "ß", "%", "_", "\\", "", "  ", "e e", "41x", "' OR '1'='1"])
def test_what_holds_a_text_is_what_contains_it(text):
    groups = Group.objects.filter(code__startswith="G")

    found = set(groups.filter(name_en__holds=text).values_list("name_en", flat=True))

    assert found == set(groups.filter(name_en__icontains=text).values_list("name_en", flat=True))
    assert len(found) < len(NAMES) or not text


def test_a_word_is_found_anywhere_whatever_its_case():
    assert Group.objects.get(name_en__holds="fast rESP").name_en == "Steadfast Response 41"
