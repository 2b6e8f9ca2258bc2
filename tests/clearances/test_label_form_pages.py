"""The label picker on its pages: what it answers while one chooses, and what a page keeps of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.dates import day
from clearances import labels
from clearances.label_values import Terms
from clearances.models import Classification, Label, LabelUse
from clearances.one_label import OneLabelForm
from clearances.roles import Role
from clearances.services import remember_labels
from clearances.subjects import acting_as
from exchanges.models import Exchange
from tests import factories as make
from tests.clearances.picking import level, party
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(author, signed_in):
    return signed_in(author)


def terms_for(author, host, **changes):
    with acting_as(author):
        form = OneLabelForm(None, prefix="p3", name="label", terms=Terms(host, "paragraph", **changes), author=author)
        return form.picker_of["label"].signed_terms


def test_the_marking_follows_the_choice(author, host, policy, guest, browser):
    data = {
        "terms": terms_for(author, host),
        "p3-label_classification": level(policy),
        "p3-label_released_to": [party(guest)],
    }

    answer = browser.post(reverse("clearances:reading"), data)

    assert answer.status_code == 200
    assert "HST R releasable to Hostland, Guestland" in answer.content.decode()
    assert "No security agreement in force" in answer.content.decode()
    assert not Label.objects.exists()


def test_a_wrong_choice_is_explained_while_one_chooses(author, host, policy, guest, browser):
    data = {
        "terms": terms_for(author, host),
        "p3-label_classification": level(policy),
        "p3-label_released_to": [party(guest)],
        "p3-label_excluded": [party(guest)],
    }

    answer = browser.post(reverse("clearances:reading"), data)

    assert "Both released to and excluded: Guestland." in answer.content.decode()


def test_an_earlier_label_fills_the_picker_with_one_click(author, host, policy, guest, browser):
    label = make.label(host, "R", to=[guest])
    with as_system():
        remember_labels([label], container=host, by=author)
    data = {"terms": terms_for(author, host, container=labels.container_key(host)), "p3-label_use": str(label.pk)}

    html = browser.post(reverse("clearances:reading"), data).content.decode()

    assert f'<option value="{label.classification_id}" selected>' in html
    assert f'<option value="{party(guest)}" selected>' in html
    assert "HST R releasable to Hostland, Guestland" in html


@pytest.mark.parametrize("tamper", ["none", "other", "changed"])
def test_nobody_asks_under_terms_that_no_page_gave_them(author, host, policy, browser, tamper):
    other_author = make.UserFactory(person__organisation=host)
    terms = {
        "none": "",
        "other": terms_for(other_author, host),
        "changed": terms_for(author, host)[:-2] + "xx",
    }[tamper]

    answer = browser.post(reverse("clearances:reading"), {"terms": terms, "p3-label_classification": level(policy)})

    assert answer.status_code == 400
    assert "HST R" not in answer.content.decode()


def test_a_label_that_is_not_offered_cannot_be_taken(author, host, policy, browser):
    with as_system():
        hidden = make.label(make.NationFactory(code="LEM", name_en="Lemuria"), "S")
    data = {"terms": terms_for(author, host), "p3-label_use": str(hidden.pk)}

    answer = browser.post(reverse("clearances:reading"), data)

    assert "Lemuria only" not in answer.content.decode()
    assert Classification.objects.filter(policy__code="LEM").exists()


def test_the_day_of_the_review_stands_on_the_page_of_what_was_marked(author, host, policy, signed_in):
    program = make.ProgramFactory(owner=host, label=make.label(host, "U"))
    planner = signed_in(make.member(Role.PLANNER, program))
    on = timezone.localdate() + timedelta(days=400)
    data = {
        "kind": "livex",
        "title": "Flintlock",
        "host": host.pk,
        "starts_on": "2031-03-01",
        "ends_on": "2031-03-14",
        "cover_classification": level(policy, "U"),
        "cover_review_on": on.isoformat(),
    }

    made = planner.post(reverse("exchanges:create", args=[program.reference]), data, follow=True)

    assert f'Marking reviewed on</dt><dd class="datagrid-content">{day(on)}' in made.content.decode()
    with as_system():
        assert set(Exchange.objects.values_list("review_on", "content__review_on")) == {(on, on)}
        assert LabelUse.objects.get().container == labels.container_key(program)


def test_taking_an_earlier_label_without_script_keeps_what_was_typed(author, host, policy, guest, signed_in):
    program = make.ProgramFactory(owner=host, label=make.label(host, "U", to=[guest]))
    planner = make.member(Role.PLANNER, program)
    data = {"title": "Flintlock", "cover_use": str(program.label_id), "starts_on": "2031-03-01"}

    answer = signed_in(planner).post(reverse("exchanges:create", args=[program.reference]), data)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert 'value="Flintlock"' in html
    assert 'value="2031-03-01"' in html
    assert "HST U releasable to Hostland, Guestland" in html
    assert "invalid-feedback" not in html
