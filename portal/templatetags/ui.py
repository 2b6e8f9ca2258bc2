"""Small tags that every template may use: icons, dates, cards, tables. Built in; nothing here reads the database."""

from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template.base import Node, Parser, Token
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts import dates
from accounts.dates import MONTHS
from calendars import dtg as date_time_groups
from clearances import markings
from clearances.models import Label, Labelled

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "icon") -> SafeString:
    """An icon of the sprite, hidden from screen readers: the words beside it (or the control's label) say it.

    The sprite holds the icons that static/build.mjs finds in templates and code, as this tag's literal argument or
    as a literal after ``icon=`` or ``symbol=``; name others in static/src/icons.txt.
    """
    sprite = static("icons.svg")
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', css, sprite, name
    )


@register.filter
def day(value: date | None) -> str:
    """A date that every nation reads alike: ``01 NOV 2026``. Nothing for nothing."""
    if value is None or value == "":
        return ""
    return dates.day(value)


@register.simple_tag
def months() -> str:
    """The twelve months as ``day`` writes them, for scripts that write dates too."""
    return " ".join(str(month) for month in MONTHS)


@register.filter
def instant(value: datetime | None, zone: tzinfo | str | None = None) -> str:
    """A moment as the clocks of *zone* show it (default: the page's zone): ``01 NOV 2026 14:30 (Europe/Oslo)``.

    A reader who wants date-time groups reads one, in UTC.
    """
    if not value:
        return ""
    if date_time_groups.is_wanted():
        return date_time_groups.written(value)
    local = timezone.localtime(value, _zone(zone))
    return f"{day(local)} {local:%H:%M} {_place(_zone(zone))}"


@register.filter
def dtg(value: datetime | None) -> str:
    """A moment as a date-time group in UTC, whoever reads it: ``011330Z NOV 26``."""
    return date_time_groups.written(value) if value else ""


@register.filter
def reads_otherwise(value: datetime, zone: tzinfo | str | None) -> bool:
    """Whether the reader's own clock shows something else at a moment than the clocks of *zone*."""
    place, own = (timezone.localtime(value, each) for each in (_zone(zone), timezone.get_current_timezone()))
    return not date_time_groups.is_wanted() and place.replace(tzinfo=None) != own.replace(tzinfo=None)


def _zone(zone: tzinfo | str | None) -> tzinfo:
    if isinstance(zone, str):
        return ZoneInfo(zone) if zone else timezone.get_current_timezone()
    return zone or timezone.get_current_timezone()


def _place(zone: tzinfo) -> str:
    return "UTC" if str(zone) == "UTC" else f"({zone})"


@register.filter
def days_away(value: date | None, today: date | None = None) -> str:
    """How far a date is, in words: ``today``, ``in 3 days``, ``2 days ago``."""
    if value is None:
        return ""
    days = (value - (today or timezone.localdate())).days
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    if days in near:
        return near[days]
    return gettext("in %(days)s days") % {"days": days} if days > 0 else gettext("%(days)s days ago") % {"days": -days}


@register.simple_block_tag
def card(content: str, title: str = "", symbol: str = "", css: str = "") -> SafeString:
    """A card with a heading: ``{% card title="Dates" symbol="calendar" %}…{% endcard %}``.

    The content brings its own ``card-body``, table or list, so that tables can reach the edges.
    """
    mark = format_html("{} ", icon(symbol)) if symbol else ""
    header = (
        format_html('<div class="card-header"><h2 class="card-title">{}{}</h2></div>', mark, title) if title else ""
    )
    return format_html('<section class="card {}">{}{}</section>', css, header, content)


@register.simple_block_tag
def scrolling(content: str, label: str) -> SafeString:
    """A wide table's frame: scrolls by itself, also by keyboard, so that the page never does."""
    return format_html(
        '<div class="table-responsive" role="region" tabindex="0" aria-label="{}">{}</div>', label, content
    )


class RepeatNode(Node):
    """The current page's version of a block, once more."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: template.Context) -> str:
        blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
        block = blocks.get_block(self.name) if blocks else None
        return block.render(context) if block else ""


@register.tag
def repeat(parser: Parser, token: Token) -> RepeatNode:
    """``{% repeat "title" %}``: a block's text in a second place, so that a page says its title once."""
    _tag, name = token.split_contents()
    return RepeatNode(name.strip("\"'"))


@register.filter
def marked(value: Any) -> Any:
    """The marking to show for *value*: that of its label, or itself where a marking was given."""
    if isinstance(value, Labelled):
        return markings.of_label(value.label_id)
    return markings.of_label(value.pk) if isinstance(value, Label) else getattr(value, "label", value)
