"""The registry of parties and groups, kept by the security administrators of the installation's operator.

Names and codes open nothing and take one person. Whatever moves somebody's sight is decided by two before it comes
here: that a party joins a group, which nation an organisation belongs to, in which zone its days begin
(``clearances.kinds.parties``).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import check_order
from accounts.models import Group, Membership, Party, User
from audit.services import record
from clearances import context
from clearances.guards import Actor, System, holds, require_held

Row = TypeVar("Row", bound=models.Model)

ADMINISTER = "accounts.administer_clearances"
# Columns of a party that no decision reads.
DESCRIPTION = ("name_en", "name_fr", "other_names", "aliases", "alpha2", "numeric", "nato_code", "is_fictitious")
OF_SIGHT = ("nation", "members", "zone")


def operator() -> Party | None:
    """The party that runs this installation (OPERATOR_PARTY); without one, the registry is the system's alone."""
    return Party.objects.filter(code=settings.OPERATOR_PARTY).first() if settings.OPERATOR_PARTY else None


def keeps_registry(user: User) -> bool:
    keeper = operator()
    return keeper is not None and holds(user, ADMINISTER, keeper)


def require_keeper(by: Actor) -> None:
    """Stop unless *by* administers for the operator.

    Raises:
        PermissionDenied: they don't, or no operator is named.
    """
    if isinstance(by, System):
        return
    keeper = operator()
    if keeper is None:
        raise PermissionDenied(_("No party is named as this installation's operator (OPERATOR_PARTY)."))
    require_held(by, ADMINISTER, keeper)


@transaction.atomic
def create_party(
    code: str,
    *,
    is_nation: bool,
    name_en: str,
    name_fr: str,
    zone: str,
    nation: Party | None = None,
    members: Group | None = None,
    is_fictitious: bool = False,
    by: Actor,
    **description: Any,
) -> Party:
    """A nation, or an organisation of one nation (*nation*) or of a group of nations (*members*).

    *description*: ``other_names``, ``aliases``, ``alpha2``, ``numeric``, ``nato_code``. Nobody acts for it yet, so
    it opens nothing.

    Raises:
        PermissionDenied: *by* doesn't keep the registry.
        ValidationError: a code is taken, the zone unknown, a nation that belongs to somebody, or a group without
            members today.
    """
    require_keeper(by)
    party = Party(
        code=code,
        is_nation=is_nation,
        nation=nation,
        members=members,
        name_en=name_en,
        name_fr=name_fr,
        zone=zone,
        is_fictitious=is_fictitious,
        **description,
    )
    _check_belonging(party)
    _check_codes(party)
    return _add(party, "party.created", by)


def _check_codes(party: Party) -> None:
    """Each code names one party; said next to the field, where the constraints would say it of the whole."""
    for name in ("alpha2", "numeric", "nato_code"):
        code = getattr(party, name)
        if code and Party.objects.filter(**{name: code}).exclude(pk=party.pk).exists():
            raise ValidationError({name: _("Another party has the code %(code)s.") % {"code": code}})


def _check_belonging(party: Party) -> None:
    if party.nation is not None and not party.nation.is_nation:
        raise ValidationError({"nation": _("%(party)s is no nation.") % {"party": party.nation}})
    if party.nation is not None and party.nation == party:
        raise ValidationError({"nation": _("A party doesn't belong to itself.")})


@transaction.atomic
def amend_party(party: Party, *, by: Actor, **description: Any) -> Party:
    """Correct what a party is called (``DESCRIPTION``): nothing that a decision reads, so one person suffices.

    Raises:
        PermissionDenied: *by* doesn't keep the registry.
        ValidationError: a code that another party has.
    """
    require_keeper(by)
    if set(description) - set(DESCRIPTION):
        raise ValidationError(_("This takes two persons: %s.") % ", ".join(set(description) - set(DESCRIPTION)))
    party = Party.objects.select_for_update().get(pk=party.pk)
    _set(party, description)
    record(by, "party.changed", party, fields=", ".join(sorted(description)))
    return party


@transaction.atomic
def change_party(party: Party, *, nation: Party | None, members: Group | None, zone: str, by: Actor) -> Party:
    """Whose agency it is, whose nationals staff it, and when its days begin. The caller has two persons' word for it.

    Raises:
        PermissionDenied: *by* doesn't keep the registry.
        ValidationError: an unknown zone, a nation that belongs to somebody, or a group without members today.
    """
    require_keeper(by)
    party = Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    party.nation, party.members, party.zone = nation, members, zone
    check_change(party)
    _set(party, {"nation": nation, "members": members, "zone": zone})
    record(by, "party.moved", party, nation=nation and nation.code, members=members and members.code, zone=zone)
    return party


def check_change(party: Party) -> None:
    """Whether *party* may be as it stands in memory.

    Raises:
        ValidationError: by field.
    """
    _check_belonging(party)
    if party.members is not None and not party.members.memberships.filter(in_force(party.members)).exists():
        raise ValidationError({"members": _("%(group)s has no members today.") % {"group": party.members}})
    party.full_clean()


def _set(party: Party, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(party, name, value)
    _check_codes(party)
    party.full_clean()
    party.save(update_fields=list(values))
    context.forget()


@transaction.atomic
def create_group(code: str, *, name_en: str, name_fr: str, zone: str = "UTC", by: Actor) -> Group:
    """A named set of parties, empty at first; *zone* is where its memberships begin and end."""
    require_keeper(by)
    return _add(Group(code=code, name_en=name_en, name_fr=name_fr, zone=zone), "group.created", by)


@transaction.atomic
def add_membership(
    group: Group, party: Party, *, starts_on: date | None = None, ends_on: date | None = None, by: Actor
) -> Membership:
    """*party* belongs to *group* from a day until a day, both inclusive; None is open. Two persons decide it.

    Labels of before keep their snapshot of the group, so a new member gains nothing silently.

    Raises:
        PermissionDenied: *by* doesn't keep the registry.
        ValidationError: an end before the start, or days on which it is a member already.
    """
    require_keeper(by)
    Group.objects.select_for_update().get(pk=group.pk)
    membership = Membership(group=group, party=party, starts_on=starts_on, ends_on=ends_on)
    check_membership(membership)
    return _add(membership, "membership.created", by, group=group.code, party=party.code)


def check_membership(membership: Membership) -> None:
    """Whether *membership* may begin.

    Raises:
        ValidationError: by field.
    """
    first, last = membership.starts_on, membership.ends_on
    check_order(first, last)
    taken = overlapping(Membership.objects.filter(group=membership.group, party=membership.party), first, last)
    if taken.exclude(pk=membership.pk).exists():
        text = _("%(party)s is a member of %(group)s on some of these days already.")
        raise ValidationError({"starts_on": text % {"party": membership.party, "group": membership.group}})


@transaction.atomic
def end_membership(membership: Membership, *, ends_on: date, reason: str, by: Actor) -> Membership | None:
    """Let a member leave at the end of *ends_on*; yesterday: at once. What a label released to it as a member closes.

    None if it hadn't joined yet: then it never was a member.

    Raises:
        PermissionDenied: *by* doesn't keep the registry.
        ValidationError: no reason, a day before yesterday, or later than it ends anyway.
    """
    require_keeper(by)
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("group", "party").get(pk=membership.pk)
    )
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    group, party = membership.group.code, membership.party.code
    if is_to_come(membership.starts_on, membership.group.zone):
        record(by, "membership.withdrawn", membership, group=group, party=party, reason=reason)
        membership.delete()
        context.forget()
        return None
    check_shortening(membership.starts_on, membership.ends_on, ends_on, zone=membership.group.zone)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    record(by, "membership.ended", membership, group=group, party=party, ends_on=ends_on, reason=reason)
    context.forget()
    return membership


def is_to_come(first: date | None, zone: str) -> bool:
    """Whether something that begins on *first* hasn't begun where its days are kept."""
    return first is not None and first > timezone.localdate(timezone=zone_of(zone))


def check_shortening(first: date | None, last: date | None, wanted: date, *, zone: str) -> None:
    """Whether something in force from *first* to *last* may end on *wanted* instead: earlier, and not in the past.

    Raises:
        ValidationError: by the field ``ends_on``. What was in force on past days stays true of them.
    """
    yesterday = timezone.localdate(timezone=zone_of(zone)) - timedelta(days=1)
    if wanted < yesterday:
        raise ValidationError({"ends_on": _("Choose yesterday to end it at once; earlier days have been.")})
    if last is not None and wanted >= last:
        raise ValidationError({"ends_on": _("It ends earlier than that already.")})
    check_order(first, wanted)


def zone_of(name: str) -> Any:
    return Party(zone=name).zone_info


def overlapping(rows: Any, first: date | None, last: date | None) -> Any:
    """Those of *rows* that share a day with the days from *first* to *last*."""
    if last is not None:
        rows = rows.filter(models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=last))
    if first is not None:
        rows = rows.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=first))
    return rows


def in_force(group: Group) -> models.Q:
    """Memberships of today, where *group* keeps its days."""
    today = timezone.localdate(timezone=zone_of(group.zone))
    begun = models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=today)
    return begun & (models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today))


def _add(row: Row, action: str, by: Actor, **facts: Any) -> Row:
    row.full_clean()
    row.save()
    record(by, action, row, **facts)
    context.forget()
    return row
