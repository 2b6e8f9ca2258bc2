"""Calendar files (RFC 5545): items as VEVENTs, marked, with nothing in them but what their reader may see.

No ORGANIZER and no ATTENDEE: a name would tell who takes part. DTSTAMP and LAST-MODIFIED are the last change that the
reader may know of, so the same content gives the same bytes, and its ETag tells of nothing else.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import chain
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Calendar, Event, Timezone

from calendars import ics_zones
from calendars.items import BEGINNING, Item, Kind
from clearances import markings

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Accord//Accord//EN"
REFRESH = timedelta(hours=1)  # How often a calendar is asked to look again.
KINDS = {
    Kind.EXCHANGE: gettext_lazy("Exchange"),
    Kind.PHASE: gettext_lazy("Phase"),
    Kind.MILESTONE: gettext_lazy("Milestone"),
    Kind.CONFERENCE: gettext_lazy("Planning conference"),
    Kind.SERIAL: gettext_lazy("Serial"),
    Kind.BOOKING: gettext_lazy("Booking"),
    Kind.TASK: gettext_lazy("Task due"),
}


def written(items: Sequence[Item], *, name: str, recipient: str, more_labels: Iterable[int] = ()) -> bytes:
    """The file for *recipient*. Its banner is the join of all items and of *more_labels*, that of what names it."""
    marking = markings.of_page({*more_labels, *chain.from_iterable(item.label_ids for item in items)})
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-caldesc", _("%(marking)s. For %(person)s.") % {"marking": marking.text, "person": recipient})
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for zone in _zones(items):
        calendar.add_component(zone)
    for item in items:
        calendar.add_component(_event(item))
    content: bytes = calendar.to_ical()
    return content


def etag_of(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()}"'


def _zones(items: Iterable[Item]) -> Iterable[Timezone]:
    timed = [item for item in items if not item.is_all_day and item.zone != "UTC"]
    if not timed:
        return []
    instants = [at for item in timed for at in (item.starts, item.ends) if isinstance(at, datetime)]
    return ics_zones.components({item.zone for item in timed}, min(instants), max(instants))


def _event(item: Item) -> Event:
    event = Event()
    marking = markings.of_page(item.label_ids)
    changed_at = (item.changed_at or BEGINNING).astimezone(UTC).replace(microsecond=0)
    link = settings.BASE_URL + item.url
    event.add("uid", item.uid)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", item.sequence)
    event.add("status", str(item.status))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if item.is_all_day else "OPAQUE")
    event.add("summary", f"{marking.portion or f'({marking.text})'} {item.title}")
    event.add("description", f"{marking.text}\n{KINDS[item.kind]}\n{link}")
    event.add("url", link)
    if item.place:
        event.add("location", item.place)
    _add_times(event, item)
    return event


def _add_times(event: Event, item: Item) -> None:
    """Days are ours inclusive and theirs not; instants bear the IANA zone of the place."""
    for name, at in (("dtstart", item.starts), ("dtend", item.ends)):
        if isinstance(at, datetime):
            _add_instant(event, name, at, item.zone)
        else:
            event.add(name, at if name == "dtstart" else _day_after(at))


def _add_instant(event: Event, name: str, at: datetime, zone: str) -> None:
    """The zone is named by hand: icalendar writes some, such as Africa/Accra, as UTC."""
    if zone == "UTC":
        event.add(name, at.astimezone(UTC))
    else:
        event.add(name, at.astimezone(ZoneInfo(zone)).replace(tzinfo=None), parameters={"TZID": zone})


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
