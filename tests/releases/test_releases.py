"""Marking anew: stricter at once, more open only with two releasing officers of every owner."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clearances.guards import SYSTEM
from clearances.labels import LabelValue, intern
from clearances.roles import Role
from clearances.services import AlreadyDecided, grant, take_back
from clearances.subjects import acting_as
from exchanges.models import Exchange, ExchangeContent
from releases import services, trying
from releases.models import Release
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST", name_en="Hostland")


@pytest.fixture
def guest():
    return make.NationFactory(code="GST", name_en="Guestland")


@pytest.fixture
def exchange(host, guest):
    return make.ExchangeFactory(
        program__owner=host,
        title="Quicksilver",
        label=make.label(host, "U", to=[guest]),
        content__label=make.label(host, "R"),
    )


@pytest.fixture
def planner(exchange):
    return make.member(Role.PLANNER, exchange)


@pytest.fixture
def guests_reader(exchange, guest):
    return make.member(Role.CELL_MEMBER, exchange, organisation=guest)


@pytest.fixture
def officer(host, exchange):
    def make_one():
        user = make.member(Role.RELEASING_OFFICER, host)
        with as_system():
            grant(Role.CELL_MEMBER, user.personal_team, exchange, by=SYSTEM, reason="test")
        return user

    return make_one


def content_of(exchange):
    with as_system():
        return ExchangeContent.objects.select_related("label").get(exchange=exchange)


def value(host, level, to=()):
    with as_system():
        policy = make.label(host).policy
        return LabelValue(classification=policy.classifications.get(code=level), owner=host, parties=frozenset(to))


def mark(row, new, by, reason="Because."):
    with acting_as(by):
        return services.mark(row, new, reason=reason, by=by)


def consent(release, by):
    with acting_as(by):
        return services.consent(release, digest=release.digest, by=by)


def reads(user, exchange):
    with acting_as(user):
        return ExchangeContent.objects.for_user(user).filter(exchange=exchange).exists()


def test_raising_takes_effect_at_once(exchange, host, guest, planner, guests_reader):
    with acting_as(guests_reader):
        assert Exchange.objects.for_user(guests_reader).exists()

    assert mark(exchange, value(host, "U"), planner) is None

    with acting_as(guests_reader):
        assert not Exchange.objects.for_user(guests_reader).exists()


def test_a_release_opens_nothing_before_two_officers_consent(exchange, planner, officer, guests_reader):
    host, guest = exchange.host, guests_reader.organisation
    content, first, second = content_of(exchange), officer(), officer()

    release = mark(content, value(host, "R", [guest]), planner)
    assert not reads(guests_reader, exchange)
    assert consent(release, first).status == Release.Status.WAITING
    assert not reads(guests_reader, exchange)

    assert consent(release, second).status == Release.Status.APPROVED
    assert reads(guests_reader, exchange)


def test_an_officer_who_asks_gives_one_of_the_two_words(exchange, host, guest, officer, guests_reader):
    first, second = officer(), officer()
    with as_system():
        grant(Role.PLANNER, first.personal_team, exchange, by=SYSTEM, reason="test")

    release = mark(content_of(exchange), value(host, "R", [guest]), first)
    with pytest.raises(PermissionDenied):
        consent(release, first)

    assert consent(release, second).status == Release.Status.APPROVED


def test_what_was_edited_after_it_was_asked_for_is_not_released(exchange, planner, officer, guests_reader):
    host, guest = exchange.host, guests_reader.organisation
    content, first, second = content_of(exchange), officer(), officer()
    release = mark(content, value(host, "R", [guest]), planner)
    consent(release, first)
    with as_system():
        ExchangeContent.objects.filter(pk=content.pk).update(place="A place that nobody agreed to release")

    assert consent(release, second).status == Release.Status.VOID

    assert not reads(guests_reader, exchange)
    with as_system():
        assert Event.objects.filter(action="release.void", object_id=str(release.pk)).exists()


def test_the_day_of_review_that_was_chosen_is_kept(exchange, planner, officer, guests_reader):
    host, guest, content = exchange.host, guests_reader.organisation, content_of(exchange)
    raised = replace(value(host, "U"), review_on=date(2032, 1, 1))
    released = replace(value(host, "R", [guest]), review_on=date(2033, 1, 1))

    release = mark(content, released, planner)
    consent(release, officer())
    consent(release, officer())
    mark(exchange, raised, planner)

    assert content_of(exchange).review_on == date(2033, 1, 1)
    with as_system():
        assert Exchange.objects.get(pk=exchange.pk).review_on == date(2032, 1, 1)


def test_after_72_hours_nobody_consents(exchange, host, guest, planner, officer):
    release = mark(content_of(exchange), value(host, "R", [guest]), planner)
    with as_system():
        Release.objects.filter(pk=release.pk).update(lapses_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(AlreadyDecided):
        consent(release, officer())


def test_an_officer_without_need_to_know_is_not_told_of_it(exchange, host, guest, planner, signed_in):
    release = mark(content_of(exchange), value(host, "R", [guest]), planner)
    stranger = make.member(Role.RELEASING_OFFICER, host)
    browser = signed_in(stranger)

    assert browser.get(release.get_absolute_url()).status_code == 404
    assert browser.get(reverse("releases:consent", args=[release.pk])).status_code == 404
    assert "Quicksilver" not in browser.get(reverse("releases:index")).text
    with pytest.raises(PermissionDenied):
        consent(release, stranger)


def test_a_part_is_never_marked_more_openly_than_its_cover(exchange, host, guest, planner):
    other = make.NationFactory(code="OTH")

    with pytest.raises(ValidationError) as problem:
        mark(content_of(exchange), value(host, "R", [guest, other]), planner)

    assert "label" in problem.value.message_dict


def test_nobody_marks_what_they_could_not_see(exchange, host, planner):
    with pytest.raises(ValidationError):
        mark(content_of(exchange), value(host, "S"), planner)


def test_a_reader_marks_nothing(exchange, host, guests_reader, signed_in):
    url = reverse("releases:mark", args=["exchange", exchange.reference])

    assert signed_in(guests_reader).get(url).status_code == 403


def test_what_is_hidden_can_not_be_told_from_what_never_was(exchange, signed_in):
    stranger = make.UserFactory()
    browser = signed_in(stranger)

    hidden = browser.get(reverse("releases:mark", args=["exchange", exchange.reference]))
    never = browser.get(reverse("releases:mark", args=["exchange", "ZZZZ-22"]))

    assert (hidden.status_code, never.status_code) == (404, 404)
    assert hidden.text.replace(exchange.reference, "ZZZZ-22") == never.text


def test_the_preview_of_a_marking_is_what_happens(exchange, host, guest, planner, guests_reader):
    with acting_as(planner):
        said = trying.trial_of(exchange, value(host, "U"), "Because.", by=planner)
    with acting_as(guests_reader):
        assert Exchange.objects.for_user(guests_reader).exists()  # Nothing of it stayed.

    assert said.is_raise
    assert {row.model for row in said.effect.lost[guests_reader.pk]} >= {"exchanges.Exchange"}
    assert planner.pk not in said.effect.lost


def test_the_pages_lead_from_the_choice_to_the_release(exchange, guest, planner, officer, signed_in):
    content = content_of(exchange)
    browser, first, second = signed_in(planner), officer(), officer()
    url = reverse("releases:mark", args=["exchangecontent", exchange.reference])
    level = content.label.classification_id
    chosen = {"label_classification": level, "label_released_to": [f"party:{guest.pk}"], "reason": "They joined."}

    shown = browser.post(url, chosen)
    asked = browser.post(url, {**chosen, "confirmed": "yes"})

    assert "Gains sight" in shown.text or "nobody gains" in shown.text
    assert asked.status_code == 302
    page = asked.url
    for one in (first, second):
        theirs = signed_in(one)
        text = theirs.get(f"{page}consent/").text
        digest = text.split('name="digest" value="')[1].split('"')[0]
        assert theirs.post(f"{page}consent/", {"digest": digest}).status_code == 302
    assert content_of(exchange).label_id != content.label_id


def test_the_word_of_an_officer_who_lost_the_office_meanwhile_does_not_count(exchange, planner, officer, guests_reader):
    first, second = officer(), officer()
    release = mark(content_of(exchange), exchange.label, planner)
    consent(release, first)
    with as_system():
        take_back(Role.RELEASING_OFFICER, first.personal_team, exchange.host, by=SYSTEM, reason="left")

    assert consent(release, second).status == Release.Status.WAITING
    assert not reads(guests_reader, exchange)
    assert consent(release, officer()).status == Release.Status.APPROVED


@pytest.mark.parametrize("page", ["why", "history"])
def test_a_release_has_no_explanation_of_its_own(page, exchange, planner, signed_in):
    release = mark(content_of(exchange), exchange.label, planner)

    assert signed_in(planner).get(reverse(f"clearances:{page}", args=["release", release.pk])).status_code == 404


def test_a_succession_that_comes_sooner_is_a_release(exchange, host, planner):
    today = timezone.localdate()
    lower = value(host, "U")
    late = replace(value(host, "R"), successor=lower, succeeds_on=today + timedelta(days=900))
    assert mark(content_of(exchange), late, planner) is not None  # Added to a label that had none.
    with as_system():
        ExchangeContent.objects.filter(exchange=exchange).update(label=intern(late))

    release = mark(content_of(exchange), replace(late, succeeds_on=today + timedelta(days=1)), planner)

    assert release.status == Release.Status.WAITING
    assert mark(content_of(exchange), replace(late, succeeds_on=today + timedelta(days=990)), planner) is None
