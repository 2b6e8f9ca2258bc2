"""The label picker: what it offers, what it refuses at which field, and what it says of a choice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clearances import labels
from clearances.label_form import LabelForm
from clearances.label_values import Terms
from clearances.models import LabelUse
from clearances.services import remember_labels
from clearances.subjects import acting_as
from tests import factories as make
from tests.clearances.picking import in_days, level, one, party, posted, refused
from tests.roles import as_system

pytestmark = pytest.mark.django_db


# What a choice becomes


def test_what_was_chosen_becomes_the_label(author, host, policy, guest, quad):
    form, _reading = one(
        author,
        host,
        classification=level(policy),
        released_to=[f"group:{quad.pk}"],
        excluded=[party(guest)],
        orcon="on",
        review_on=in_days(30),
    )

    with as_system():
        label = labels.intern(form.label_values["label"])

    assert (label.classification.code, label.owner, label.orcon) == ("R", host, True)
    assert (label.groups, label.excluded) == ([["QUAD", ["GST", "OTH"]]], ["GST"])
    assert labels.review_of(form.label_values["label"]) == timezone.localdate() + timedelta(days=30)


def test_a_succession_is_interned_with_the_label_it_follows(author, host, policy, guest):
    form, reading = one(
        author,
        host,
        classification=level(policy, "C"),
        released_to=[party(guest)],
        succeeds_on=in_days(90),
        succeeded_by=level(policy, "U"),
    )

    with as_system():
        label = labels.intern(form.label_values["label"])

    assert (label.successor.classification.code, label.successor.parties) == ("U", ["GST"])
    assert label.succeeds_on == timezone.localdate() + timedelta(days=90)
    assert reading.later.text == "HST U releasable to Hostland, Guestland"


def test_nothing_chosen_is_nothing_where_that_is_allowed(author, host, policy, guest):
    terms = Terms(host, "paragraph", blank="As the content", asked=make.label(host, "R", to=[guest]))

    form, reading = one(author, host, terms=terms)

    assert (form.is_valid(), form.label_values["label"]) == (True, None)
    assert reading.marking.text == "HST R releasable to Hostland, Guestland"


# What is refused, at the field that mends it


def test_what_cannot_be_is_said_at_its_field(author, host, policy, guest, quad):
    empty = make.GroupFactory(code="EMPTY", name_en="Nobody")
    elsewhere = make.PolicyFactory(owner=make.NationFactory(code="ELS"))
    chosen = {"classification": level(policy)}
    wrong = [
        ({"released_to": [party(guest)]}, {"classification": ["This field is required."]}),
        ({**chosen, "released_to": [f"group:{empty.pk}"]}, {"released_to": ["Nobody has no members today."]}),
        ({**chosen, "excluded": [party(host)]}, {"excluded": ["The owner of a label can't be excluded from it."]}),
        (
            {**chosen, "released_to": [party(guest)], "excluded": [party(guest)]},
            {"excluded": ["Both released to and excluded: Guestland."]},
        ),
        (
            {**chosen, "released_to": [f"group:{quad.pk}"], "excluded": [party(guest), party(other())]},
            {"excluded": ["Nobody whom it is released to is left: everybody named is excluded."]},
        ),
        ({**chosen, "review_on": in_days(0)}, {"review_on": ["The review is on a day to come."]}),
        ({**chosen, "succeeds_on": in_days(9)}, {"succeeded_by": ["A succession needs both a day and a lower level."]}),
        (
            {**chosen, "succeeds_on": in_days(0), "succeeded_by": level(policy, "U")},
            {"succeeds_on": ["The lower level applies from a day to come."]},
        ),
        (
            {**chosen, "succeeds_on": in_days(9), "succeeded_by": level(policy)},
            {"succeeded_by": ["Choose a level below HST R."]},
        ),
        (
            {"classification": level(elsewhere)},
            {"classification": [f"Select a valid choice. {level(elsewhere)} is not one of the available choices."]},
        ),
    ]

    forms = [one(author, host, **values)[0] for values, _problems in wrong]

    assert [refused(form) for form in forms] == [problems for _values, problems in wrong]


def test_an_audience_is_never_dropped_for_want_of_a_level(author, host, policy, guest):
    optional = Terms(host, "paragraph", blank="As the content")

    form, _reading = one(author, host, terms=optional, released_to=[party(guest)])

    assert refused(form) == {"classification": ["Choose the level too."]}


def other():
    return make.NationFactory(code="OTH")


def test_a_level_above_the_ceiling_is_refused_at_the_level(author, host, policy, settings):
    settings.SYSTEM_CEILINGS = {"HST": "R"}

    form, _reading = one(author, host, classification=level(policy, "C"))

    assert refused(form) == {"classification": ["This system may hold HST information up to HST R only."]}


def test_what_is_looser_than_its_container_is_refused_where_it_is_looser(author, host, policy, guest, quad):
    navy = make.NationFactory(code="NAVY", is_nation=False, nation=guest, name_en="Navy")
    floor = make.label(host, "R", to=[guest], excluded=[navy])
    terms = Terms(host, "paragraph", floor=floor, floor_title="The cover")
    looser = {
        "The cover is marked HST R: choose at least that.": {"classification": level(policy, "U")},
        "The cover isn't released to Otherland.": {
            "classification": level(policy),
            "released_to": [party(guest), party(other())],
            "excluded": [party(navy)],
        },
        "The cover excludes Navy, so exclude them here too.": {
            "classification": level(policy),
            "released_to": [party(guest)],
        },
    }

    forms = [one(author, host, terms=terms, **values)[0] for values in looser.values()]

    assert [list(refused(form).items()) for form in forms] == [
        [(field, [text])] for field, text in zip(("classification", "released_to", "excluded"), looser, strict=True)
    ]


def test_content_in_another_policy_than_its_cover_is_refused_at_the_level(author, host, policy):
    """Both policies are offered: the author's own, and that of an organisation it is a member of."""
    league = make.GroupFactory(code="LEAGUE")
    make.MembershipFactory(group=league, party=host)
    body = make.NationFactory(code="BODY", is_nation=False, members=league)
    theirs = make.PolicyFactory(owner=body)
    data = posted()
    data["cover_classification"] = level(policy, "U")
    data["content_classification"] = level(theirs, "R")

    with acting_as(author):
        form = LabelForm(data, author=author, owner=host)
        errors = {name: list(problems) for name, problems in form.errors.items()}

    assert errors == {
        "content_classification": ["Choose a level of the policy in which The cover is marked: HST U or above."]
    }


# What it says of a choice


def test_it_says_whom_a_choice_covers_and_what_may_not_be_meant(author, host, policy, guest, quad):
    make.label(host, "R", to=[guest])  # With an agreement.

    _form, wide = one(author, host, classification=level(policy), released_to=[f"group:{quad.pk}"])
    _form, without = one(
        author, host, classification=level(policy), released_to=[f"group:{quad.pk}"], excluded=[party(guest)]
    )
    _form, alone = one(author, host, classification=level(policy, "S"), excluded=[party(guest)])

    uncovered = "No security agreement in force covers this level for Otherland: they will not see it."
    assert (wide.audience, wide.warnings) == (["Guestland", "Hostland", "Otherland"], [uncovered])
    assert without.audience == ["Hostland", "Otherland"]
    assert without.warnings == ["Guestland is excluded, though Quad is named.", uncovered]
    assert alone.warnings == [
        "Nobody but Hostland will read it.",
        "Excluding Guestland changes nothing: nobody named includes it.",
    ]


def test_it_warns_an_author_who_could_not_see_what_they_mark(host, policy):
    uncleared = make.UserFactory(person__organisation=host)

    _form, reading = one(uncleared, host, classification=level(policy, "S"))

    assert reading.warnings[-1].startswith("You could not see this yourself")


def test_treaties_of_others_are_not_told(host, policy, guest):
    """A planner of another nation learns nothing of whom the owner has agreements with."""
    visitor = make.UserFactory(person__organisation=guest)

    _form, reading = one(visitor, host, classification=level(policy), released_to=[party(guest), party(other())])

    assert not any("agreement" in warning for warning in reading.warnings)


# What it offers


def test_only_held_compartments_are_offered(author, host, policy):
    with as_system():
        policy.compartments.create(code="ALPHA", name="Alpha")
        policy.compartments.create(code="BRAVO", name="Bravo")
        clearance = author.person.clearances.get()
        clearance.compartments = ["ALPHA"]
        clearance.save()

    form, _reading = one(author, host, classification=level(policy))

    assert form.fields["label_compartments"].choices == [("HST", [("ALPHA", "Alpha")])]


def test_what_was_used_lately_is_offered_to_its_author_as_far_as_they_see_it(author, host, policy, guest):
    colleague = make.UserFactory(person__organisation=host)
    seen, theirs, gone = (make.label(host, code) for code in ("U", "R", "C"))
    with as_system():
        remember_labels([seen, gone], container=host, by=author)
        remember_labels([theirs], container=host, by=colleague)
        remember_labels([theirs], container=guest, by=author)
        author.person.clearances.all().delete()

    form, _reading = one(author, host, terms=Terms(host, "paragraph", container=labels.container_key(host)))

    assert form.picker_of["label"].offered == [seen]


def test_a_label_used_again_is_remembered_once_and_comes_first(author, host, policy):
    first, second = make.label(host, "U"), make.label(host, "R")
    for used in ([first], [second], [first]):
        with as_system():
            remember_labels(used, container=host, by=author)

    assert list(LabelUse.objects.values_list("label_id", flat=True)) == [first.pk, second.pk]


def test_what_the_container_asks_for_is_chosen_from_the_start_and_keeps_its_group(author, host, policy, quad):
    with as_system():
        asked = labels.intern(
            labels.LabelValue(policy.classifications.get(code="R"), host, groups=frozenset({quad}), orcon=True)
        )

    with acting_as(author):
        form = LabelForm(author=author, owner=host, presets={"cover": asked})
        reading = form.picker_of["cover"].reading
        html = str(form["cover_classification"])

    assert f'<option value="{asked.classification_id}" selected>' in html
    assert reading.marking.text == "HST R releasable to Hostland, Quad ORCON"
