"""What everybody may read of the registry: names, codes, agencies and groups; nothing of people or holdings."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import Group, Membership, Party, Person, User
from accounts.services import keeps_registry
from accounts.services.parties import in_force, zone_of


@dataclass(frozen=True)
class Members:
    """The memberships of a group, by where today stands in them."""

    now: list[Membership]
    later: list[Membership]
    before: list[Membership]


def parties() -> QuerySet[Party]:
    return Party.objects.select_related("nation", "members").order_by("name_en", "pk")


def named(rows: QuerySet[Party], text: str) -> QuerySet[Party]:
    """Those that somebody may call *text*: any name, alias or code."""
    spelled = rows.annotate(others=Cast("other_names", TextField()), known_as=Cast("aliases", TextField()))
    columns = ("name_en", "name_fr", "others", "known_as", "code")
    wanted = Q(*((f"{column}__icontains", text) for column in columns), _connector=Q.OR)
    exact = Q(alpha2__iexact=text) | Q(numeric=text) | Q(nato_code__iexact=text)
    return spelled.filter(wanted | exact)


def nations() -> QuerySet[Party]:
    return Party.objects.filter(is_nation=True).order_by("name_en")


def people_of(party: Party) -> QuerySet[Person]:
    return Person.objects.filter(organisation=party)


def groups() -> QuerySet[Group]:
    return Group.objects.order_by("code")


def groups_of(party: Party) -> list[Membership]:
    """Every membership of *party* that goes on or is to come."""
    rows = Membership.objects.filter(party=party).select_related("group").order_by("group__code", "starts_on")
    return [row for row in rows if row.ends_on is None or row.ends_on >= today_of(row.group)]


def members(group: Group) -> Members:
    rows = Membership.objects.filter(group=group).select_related("party").order_by("party__name_en", "starts_on")
    today = today_of(group)
    before = [row for row in rows if row.ends_on is not None and row.ends_on < today]
    later = [row for row in rows if row.starts_on is not None and row.starts_on > today]
    return Members([row for row in rows if row not in before and row not in later], later, before)


def today_of(group: Group) -> date:
    return timezone.localdate(timezone=zone_of(group.zone))


def member_count(group: Group) -> int:
    return group.memberships.filter(in_force(group)).count()


def editable(user: User) -> QuerySet[Party]:
    """The parties that *user* may change: all for whoever keeps the registry, else none."""
    return parties() if keeps_registry(user) else Party.objects.none()


def editable_groups(user: User) -> QuerySet[Group]:
    return groups() if keeps_registry(user) else Group.objects.none()


def endable(user: User) -> Any:
    """The memberships that *user* may end: those that go on or are to come."""
    rows = Membership.objects.select_related("group", "party")
    if not keeps_registry(user):
        return rows.none()
    yesterday = timezone.localdate() - timedelta(days=1)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=yesterday))
