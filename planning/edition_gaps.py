"""What held for the last edition and won't for the next: groups that changed, treaties and clearances that lapse.

A label keeps the members that its groups had when it was made, so a copy is never read by more parties than the
original. What is said here is what a new label, a new agreement or a new clearance must mend first.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dates import day
from accounts.models import Group, Party, Person, User
from clearances import facts, registers
from clearances.models import Clearance, Label
from exchanges.changes import Effect
from exchanges.editions import Copy
from participants.known import known
from serials.models import Serial

ICON = "alert-triangle"
INSTANT = timedelta(microseconds=1)


def gaps(copy: Copy) -> list[Effect]:
    """As far as whoever copies may know."""
    if not isinstance(copy.by, User):
        return []
    lapses = [*_agreements(copy), *_recognitions(copy), *_clearances(copy)]
    return [*_groups(copy), *(Effect(text, ICON) for text in sorted(set(lapses)))]


def _groups(copy: Copy) -> Iterator[Effect]:
    at = facts.end_of(copy.target.ends_on, copy.target.host.zone_info) - INSTANT
    for code, (left, joined) in sorted(changed(_labels(copy), at).items()):
        group = Group.objects.get(code=code)
        if left:
            yield Effect(_left(group, left), ICON, len(left))
        if joined:
            yield Effect(_joined(group, joined), ICON, len(joined))


def changed(labels: Iterable[Label], at: datetime) -> dict[str, tuple[set[str], set[str]]]:
    """Per group on *labels*: members that are none any more *at* that time, and those that a label doesn't know yet."""
    world = facts.load().world
    found: dict[str, tuple[set[str], set[str]]] = {}
    for label in labels:
        for code, members in label.groups:
            periods = world.groups.get(code, {})
            now = {party for party, each in periods.items() if any(period.covers(at) for period in each)}
            left, joined = found.setdefault(code, (set(), set()))
            left |= set(members) - now
            joined |= now - set(members) - {label.owner.code}
    return {code: each for code, each in found.items() if any(each)}


def _labels(copy: Copy) -> list[Label]:
    """Of its cover, its content and everything that was carried."""
    rows = [copy.target, copy.content, *copy.made.values()]
    keys = {row.label_id for row in rows if getattr(row, "label_id", None)}
    keys |= set(copy.content.exchange.portions.values_list("label", flat=True))
    return list(Label.objects.filter(pk__in=keys).exclude(groups=[]).select_related("owner"))


def _names(codes: Iterable[str]) -> str:
    return ", ".join(str(party) for party in Party.objects.filter(code__in=codes).order_by("code"))


def _left(group: Group, codes: set[str]) -> str:
    text = ngettext(
        "%(names)s has left %(group)s, or will have by ENDEX: what is marked for %(group)s isn't for it any more.",
        "%(names)s have left %(group)s, or will have by ENDEX: what is marked for %(group)s isn't for them any more.",
        len(codes),
    )
    return text % {"names": _names(codes), "group": group}


def _joined(group: Group, codes: set[str]) -> str:
    text = ngettext(
        "%(names)s has joined %(group)s since it was marked: the copied marking doesn't include it.",
        "%(names)s have joined %(group)s since it was marked: the copied marking doesn't include them.",
        len(codes),
    )
    return text % {"names": _names(codes), "group": group}


def _agreements(copy: Copy) -> Iterator[str]:
    sides = _sides(copy)
    rows = registers.agreements(copy.by).filter(owner__in=sides, party__in=sides)  # type: ignore[arg-type]  # A user: see gaps.
    ends = _last((row.owner, row.party, row.policy_id, row) for row in rows)
    text = _("The security agreement of %(owner)s with %(party)s ends on %(day)s, before ENDEX.")
    return _lapsing(copy, text, ends)


def _recognitions(copy: Copy) -> Iterator[str]:
    sides = _sides(copy)
    rows = registers.recognitions(copy.by).filter(  # type: ignore[arg-type]  # A user: see gaps.
        classification__policy__owner__in=sides, counts_as__policy__owner__in=sides
    )
    policies = ((row.counts_as.policy, row.classification.policy, row) for row in rows)
    ends = _last((ours.owner, theirs.owner, (ours.pk, theirs.pk), row) for ours, theirs, row in policies)
    text = _("The recognition of clearances of %(party)s by %(owner)s ends on %(day)s, before ENDEX.")
    return _lapsing(copy, text, ends)


def _sides(copy: Copy) -> set[int]:
    """Whoever takes part, as far as it is told."""
    return known(copy.by, copy.source) | copy.nations | {copy.content.label.owner_id}  # type: ignore[arg-type]  # A user: see gaps.


def _last(rows: Iterable[tuple[Party, Party, Any, Any]]) -> dict[Any, date]:
    """When the last of those about the same ends."""
    ends: dict[Any, date] = {}
    for owner, party, about, row in rows:
        key = (owner, party, about)
        ends[key] = max(row.ends_on or date.max, ends.get(key, date.min))
    return ends


def _lapsing(copy: Copy, text: str, ends: dict[Any, date]) -> Iterator[str]:
    for (owner, party, _about), end in ends.items():
        if _is_between(copy, end):
            yield text % {"owner": owner, "party": party, "day": day(end)}


def _is_between(copy: Copy, end: date) -> bool:
    """Whether what ends on that day held for the last edition, or could have, and not for the next."""
    return copy.source.starts_on <= end < copy.target.ends_on


def _clearances(copy: Copy) -> Iterator[str]:
    """Of people whom serials name, where *by* may read their clearances."""
    people = Serial.people.through.objects.filter(serial__in=copy.visible(Serial).values("pk")).values("person")
    rows = Clearance.objects.for_user(copy.by).filter(person__in=people, status=Clearance.Status.ACTIVE)
    ends = list(rows.order_by().values_list("person", "policy__code").annotate(last=Max("valid_to")))
    named = Person.objects.in_bulk({person for person, _policy, _end in ends})
    for person, policy, end in ends:
        if _is_between(copy, end):
            words = {"person": named[person], "policy": policy, "day": day(end)}
            yield _("The clearance of %(person)s under %(policy)s ends on %(day)s, before ENDEX.") % words
