"""What pages show of offers and requests: each through its own guard, with a constant number of queries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party, User
from clearances.guards import can, roots_held
from clearances.models import Classification, Label, Policy
from clearances.services.grants import holders_of_each
from demand.models import PLAN, CatalogueOffer, PartnerRequest
from exchanges.models import Exchange
from participants.models import Delegation, Invitation
from participants.packets import with_covers
from programs.models import Program

QUARTERS = 8


def own_parties(user: User) -> list[Party]:
    organisation = user.organisation
    return [organisation, organisation.nation] if organisation.nation else [organisation]


def sides(user: User, rows: Any) -> tuple[list[PartnerRequest], list[PartnerRequest]]:
    """What the reader's own side asked for, and what is asked of parties that the reader plans for; open ones first."""
    found = rows.select_related("party", "host", "asked_by__person")
    held = set(roots_held(user, PLAN, Party).values_list("pk", flat=True))
    own = {party.pk for party in own_parties(user)}
    ours = [row for row in found if row.party_id in own]
    theirs = [row for row in found if row.host_id in held and row.party_id not in own]
    return _open_first(ours), _open_first(theirs)


def _open_first(rows: Iterable[PartnerRequest]) -> list[PartnerRequest]:
    return sorted(rows, key=lambda row: (not row.is_open, row.priority))


def offers(user: User, rows: Any) -> list[CatalogueOffer]:
    """The offers that take requests today, each with ``is_own``; what ends first comes first."""
    own = {party.pk for party in own_parties(user)}
    held = set(roots_held(user, PLAN, Party).values_list("pk", flat=True))
    first = timezone.now().date() - timedelta(days=1)  # Somewhere it is still yesterday.
    found: list[Any] = [
        row
        for row in rows.open(first).select_related("owner", "label")
        if row.until >= timezone.localdate(timezone=row.owner.zone_info)
    ]
    for row in found:
        row.is_own, row.may_close = row.owner_id in own | held, row.owner_id in held
    return found


def hosts(user: User) -> Any:
    """Whom the reader may ask: parties for which somebody plans here, except those of the own nation."""
    own = user.organisation.nation_id or user.organisation.pk
    rows = list(Party.objects.exclude(Q(pk=own) | Q(nation=own)))
    planned = holders_of_each(PLAN, rows)
    return Party.objects.filter(pk__in=[row.pk for row in rows if planned.get(row.pk)])


def preset(party: Party, host: Party, offer: CatalogueOffer | None) -> Label | None:
    """The marking that a request begins with, for both sides: as strict as the offer, else the lowest level. Not
    stored."""
    if offer is not None:
        return Label(
            policy=offer.label.policy,
            classification=offer.label.classification,
            compartments=offer.label.compartments,
            owner=party,
            parties=[host.code],
            groups=[],
            excluded=[],
        )
    nations = [each.nation_id or each.pk for each in (party, host)]
    policies = list(Policy.objects.filter(owner__in=[*nations, party.pk, host.pk]))
    policies.sort(key=lambda row: row.owner_id not in {party.pk, nations[0]})
    for policy in policies or Policy.objects.order_by("pk")[:1]:
        lowest = Classification.objects.filter(policy=policy).order_by("rank").first()
        if lowest is not None:
            return Label(policy=policy, classification=lowest, owner=party, parties=[host.code], groups=[], excluded=[])
    return None


def about(user: User, request: PartnerRequest) -> dict[str, Any]:
    """Everything that a request's page shows *user*."""
    delegation = Delegation.objects.for_user(user).filter(pk=request.delegation_id).first()
    program = Program.objects.for_user(user).filter(pk=request.program_id).first()
    offer = CatalogueOffer.objects.for_user(user).filter(pk=request.offer_id).first()
    return {
        "row": request,
        "delegation": delegation if delegation and _is_told(user, delegation) else None,
        "program": program,
        "offer": offer,
        "is_drafted": delegation is not None
        and Invitation.objects.for_user(user, "change").filter(delegation=delegation, issued_at=None).exists(),
        "may_answer": request.is_open and can(user, "answer", request),
        "may_change": request.is_open and can(user, "change", request),
        "can_amend": request.state == "sent",
    }


def _is_told(user: User, delegation: Delegation) -> bool:
    """A draft is the host's own: whoever asked learns of it once it is sent."""
    return (
        can(user, "change", delegation)
        or Invitation.objects.for_user(user).filter(delegation=delegation, issued_at__isnull=False).exists()
    )


def exchanges_for(user: User) -> Any:
    """Those to which *user* may invite whoever asked: drafts and what is planned, the newest STARTEX first."""
    return (
        Exchange.objects.for_user(user, "invite")
        .filter(state__in=["draft", "planned", "postponed"])
        .order_by("-starts_on", "pk")
    )


@dataclass(frozen=True)
class Line:
    """One thing of a plan: what, when, how far it is."""

    title: str
    url: str
    state: str
    word: str
    first: date | None
    last: date | None


@dataclass
class Row:
    """One program, or one host where the program isn't open to the reader, over the quarters."""

    title: str
    cells: list[list[Line]] = field(default_factory=lambda: [[] for _number in range(QUARTERS)])
    undated: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    quarters: list[str]
    rows: list[Row]


def plan(user: User, first: tuple[int, int]) -> Plan:
    """What the reader's own side takes part in, is invited to and asks for, over eight quarters from *first* (year,
    quarter): by program as far as it is open to the reader, else by host."""
    rows: dict[str, Row] = {}
    for title, line in _lines(user):
        _put(rows, title, line, first)
    quarters = [_name(_later(first, number)) for number in range(QUARTERS)]
    return Plan(quarters, [rows[title] for title in sorted(rows)])


def _lines(user: User) -> Iterator[tuple[str, Line]]:
    """Each with the title that it stands under."""
    own = own_parties(user)
    invitations = Invitation.objects.for_user(user).filter(
        delegation__party__in=own, delegation__is_host=False, issued_at__isnull=False
    )
    covered: list[Any] = with_covers(user, invitations.select_related("delegation"))
    requests = list(PartnerRequest.objects.for_user(user).filter(party__in=own).select_related("host"))
    seen = Exchange.objects.for_user(user).filter(delegations__in=[row.delegation_id for row in covered])
    programs_of = dict(seen.values_list("pk", "program"))
    wanted = {*programs_of.values(), *(row.program_id for row in requests if row.program_id)}
    programs = Program.objects.for_user(user).in_bulk(wanted)
    for row in covered:
        yield _home(programs.get(programs_of.get(row.delegation.exchange_id)), row.cover.host), _invited(row)
    for each in requests:
        yield _home(programs.get(each.program_id), each.host), _asked(each)


def _invited(row: Any) -> Line:
    cover, url = row.cover, row.delegation.get_absolute_url()
    return Line(cover.title, url, row.state, row.get_state_display(), cover.starts_on, cover.ends_on)


def _asked(row: PartnerRequest) -> Line:
    word = f"{row.get_kind_display()}: {row.get_state_display()}"
    return Line(row.title, row.get_absolute_url(), row.state, word, row.not_before, row.not_after)


def _home(program: Program | None, host: Party | None) -> str:
    return program.title if program else _("Other, hosted by %(party)s") % {"party": host} if host else _("Other")


def _put(rows: dict[str, Row], title: str, line: Line, first: tuple[int, int]) -> None:
    day = line.first or line.last
    place = None if day is None else (day.year - first[0]) * 4 + (day.month - 1) // 3 + 1 - first[1]
    if place is not None and not 0 <= place < QUARTERS:
        return
    row = rows.setdefault(title, Row(title))
    (row.undated if place is None else row.cells[place]).append(line)


def _later(quarter: tuple[int, int], number: int) -> tuple[int, int]:
    index = quarter[0] * 4 + quarter[1] - 1 + number
    return index // 4, index % 4 + 1


def _name(quarter: tuple[int, int]) -> str:
    return _("%(year)s Q%(quarter)s") % {"year": quarter[0], "quarter": quarter[1]}
