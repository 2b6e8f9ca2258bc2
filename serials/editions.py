"""The next edition of an exchange: its serials, at the same time of the clocks of their places."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, Person, User
from exchanges.changes import Effect
from exchanges.editions import Carried, Copy
from serials import nations, services
from serials.effects import Moved, moved
from serials.models import Serial
from serials.reading import Shown, shown

SAME = ("code", "title", "zone", "place", "units", "objectives", "remarks")


def carry(copy: Copy) -> list[Effect]:
    if not isinstance(copy.by, User):
        return []
    carried = Carried(copy)
    rows = shown(copy.by, copy.visible(Serial).standing().select_related("label"))
    parties = set(nations.choices(copy.by, copy.target))
    people = set(nations.people(copy.by, copy.target))
    for row in rows:
        new = moved(row.serial, copy.shift.days)
        facts = _facts(copy, row, new, parties=parties, people=people)
        days = (row.serial.starts.date(), new.starts_at.astimezone(row.serial.starts.tzinfo).date())
        carried.take(
            row.serial,
            str(row.serial),
            days,
            lambda row=row, facts=facts: services.add_serial(  # type: ignore[misc]
                copy.target, source=row.serial, by=copy.by, **facts
            ),
            note=_note(copy, row, new, parties, people),
        )
    return carried.told(_sentence, "clock")


def _facts(copy: Copy, row: Shown, new: Moved, *, parties: set[Party], people: set[Person]) -> Any:
    return {
        **{name: getattr(row.serial, name) for name in SAME},
        "starts_at": new.starts_at,
        "ends_at": new.ends_at,
        "phase": copy.made.get(row.phase.pk) if row.phase else None,
        "bookings": [copy.made[each.pk] for each in row.bookings if each.pk in copy.made],
        "lead": row.lead if row.lead in parties else None,
        "parties": [each for each in row.parties if each in parties],
        "people": [each for each in row.people if each in people],
        "after": [copy.made[each.pk] for each in row.after if each.pk in copy.made],
    }


def _note(copy: Copy, row: Shown, new: Moved, parties: set[Party], people: set[Person]) -> str:
    if new.missing:
        return _("The clocks skip its time on that day: it starts at the next one")
    if set(row.partners) - parties or set(row.people) - people:
        return _("Without nations and people who aren't invited yet")
    if any(each.is_kept and each.pk not in copy.made for each in row.bookings):
        return _("Without a booking that can't be had again")
    return ""


def _sentence(n: int) -> str:
    text = ngettext("%(n)d serial is carried over.", "%(n)d serials are carried over.", n)
    return text % {"n": n}
