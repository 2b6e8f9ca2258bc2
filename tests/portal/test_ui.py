"""The small tags that every page uses: icons, dates, cards, and a title said once."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.template.backends.django import DjangoTemplates
from django.utils import timezone, translation
from django.utils.html import escape

from clearances.markings import of_label
from portal.templatetags import ui
from tests.factories import ExchangeFactory


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context)).strip()


def test_an_icon_is_silent_and_comes_from_the_sprite():
    html = rendered('{% icon "send" %}')

    assert html.startswith('<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/icons')
    assert html.endswith('.svg#send"></use></svg>')


def test_an_icons_name_cannot_break_out_of_its_attribute():
    assert "<script>" not in rendered("{% icon name %}", name='"><script>')


@pytest.mark.parametrize(
    ("on", "written"),
    [(date(2026, 11, 1), "01 NOV 2026"), (date(987, 1, 31), "31 JAN 0987"), (None, ""), ("", "")],
)
def test_a_date_reads_alike_in_every_nation(on, written):
    assert ui.day(on) == written


def test_no_two_months_share_an_abbreviation_in_any_language(settings):
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            assert len(set(ui.months().split(" "))) == 12


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Europe/Oslo", "01 NOV 2026 00:30 (Europe/Oslo)"),
        (ZoneInfo("Africa/Abidjan"), "31 OCT 2026 23:30 (Africa/Abidjan)"),
        ("UTC", "31 OCT 2026 23:30 UTC"),
    ],
)
def test_a_moment_names_the_zone_of_its_clock(zone, written):
    assert ui.instant(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), zone) == written


def test_a_moment_without_zone_is_shown_in_that_of_the_page():
    with timezone.override("Asia/Tokyo"):
        assert ui.instant(datetime(2026, 10, 31, 23, 30, tzinfo=UTC)) == "01 NOV 2026 08:30 (Asia/Tokyo)"


def test_no_moment_is_written_as_nothing():
    assert ui.instant(None, "UTC") == ""


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 25), "in 3 days"),
        (date(2026, 11, 19), "3 days ago"),
        (None, ""),
    ],
)
def test_a_distance_in_days_is_said_in_words(on, words):
    assert ui.days_away(on, date(2026, 11, 22)) == words


def test_a_card_escapes_its_title_and_keeps_its_content():
    html = rendered("{% card title=title %}<p>Kept</p>{% endcard %}", title="<b>")

    heading = '<div class="card-header"><h2 class="card-title">&lt;b&gt;</h2></div>'
    assert html == f'<section class="card ">{heading}<p>Kept</p></section>'


def test_a_card_without_title_has_no_heading():
    assert rendered("{% card %}Text{% endcard %}") == '<section class="card ">Text</section>'


def test_a_wide_table_scrolls_by_keyboard_and_has_a_name():
    html = rendered('{% scrolling label="Exchanges" %}<table></table>{% endscrolling %}')

    assert html == (
        '<div class="table-responsive" role="region" tabindex="0" aria-label="Exchanges"><table></table></div>'
    )


def test_a_page_says_its_title_once_and_it_appears_twice(tmp_path):
    (tmp_path / "base.html").write_text(
        "{% load ui %}<title>{% block title %}{% endblock %}</title>"
        "<h1>{% block heading %}{% repeat 'title' %}{% endblock %}</h1>"
    )
    page = "{% extends 'base.html' %}{% block title %}{{ name }}{% endblock %}"

    html = _engine(tmp_path).from_string(page).render({"name": "A & B"})

    assert html == "<title>A &amp; B</title><h1>A &amp; B</h1>"


def test_a_heading_may_still_differ_from_the_title(tmp_path):
    (tmp_path / "base.html").write_text(
        "{% load ui %}{% block title %}{% endblock %}|{% block heading %}{% repeat 'title' %}{% endblock %}"
    )
    page = "{% extends 'base.html' %}{% block title %}Short{% endblock %}{% block heading %}Long{% endblock %}"

    assert _engine(tmp_path).from_string(page).render({}) == "Short|Long"


def _engine(folder):
    options = {"libraries": {"ui": "portal.templatetags.ui"}}
    return DjangoTemplates({"NAME": "pages", "DIRS": [folder], "APP_DIRS": False, "OPTIONS": options})


class Labelled:
    label = "its label"


def test_the_marking_of_a_thing_is_its_label_and_a_marking_is_its_own():
    assert (ui.marked(Labelled()), ui.marked("a marking")) == ("its label", "a marking")


@pytest.mark.django_db
def test_a_chip_shows_the_level_and_tells_the_whole_marking():
    exchange = ExchangeFactory()
    marking = of_label(exchange.label_id)

    html = rendered("{% include 'components/label.html' with of=exchange only %}", exchange=exchange)

    assert f">{marking.level}</bdi>" in html
    assert f'title="{escape(marking.text)}"' in html


@pytest.mark.django_db
def test_a_full_chip_shows_the_whole_marking():
    exchange = ExchangeFactory()

    html = rendered("{% include 'components/label.html' with of=exchange full=True only %}", exchange=exchange)

    assert f"<bdi>{escape(of_label(exchange.label_id).text)}</bdi>" in html
