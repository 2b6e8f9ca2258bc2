"""Certifying many people at once: one file, one proposal, one second person's confirmation of every row of it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party, User
from audit.services import record_each
from clearances import certification, context, nationals
from clearances.certification import Asked
from clearances.guards import Actor, System, holds, require_held
from clearances.models import CertificationDraft, Change, Classification, Clearance
from clearances.services import changes, holdings
from clearances.services.clearances import ADMINISTER, is_within_own
from clearances.subjects import subject_of
from notifications.services import notify_each

BATCHES = {ADMINISTER: "clearance.batch", "accounts.certify_nationals": "clearance.batch_national"}


@transaction.atomic
def draft(name: str, content: bytes, *, permission: str, party: Party, by: User) -> CertificationDraft:
    """Read a file for whoever holds *permission* for *party*, and keep what it asks for until they propose it.

    Raises:
        PermissionDenied: *by* doesn't hold that office.
        ValidationError: the file as a whole can't be read.
    """
    require_held(by, permission, party)
    found = certification.read(name, content, permission=permission, party=party, by=by)
    kept: CertificationDraft
    kept, _created = CertificationDraft.objects.update_or_create(
        owner=by,
        defaults={
            "permission": permission,
            "party": party,
            "file_name": name[:120],
            "sent_at": timezone.now(),
            "asked": [row.facts() for row in found.asked],
            "unchanged": found.unchanged,
            "problems": [[each.row, each.column, each.text] for each in found.problems],
        },
    )
    return kept


def draft_of(user: User) -> CertificationDraft | None:
    """Their own, and nobody else's."""
    rows = CertificationDraft.objects.filter(owner=user).select_related("party")
    found: CertificationDraft | None = rows.first()
    return found


def discard_draft(*, by: User) -> None:
    CertificationDraft.objects.filter(owner=by).delete()


@transaction.atomic
def propose_draft(*, reason: str, by: User) -> Change:
    """Propose what the last file of *by* asks for, all of it.

    Raises:
        AlreadyDecided: it was proposed already.
        ValidationError: some of its rows are wrong: nothing of it is proposed.
    """
    kept = CertificationDraft.objects.select_for_update(of=("self",)).filter(owner=by).select_related("party").first()
    if kept is None:
        raise holdings.AlreadyDecided
    if kept.problems:
        raise ValidationError(_("Some rows are wrong: mend the file and send it again."))
    asked = [Asked(**row) for row in kept.asked]
    change = propose_batch(asked, permission=kept.permission, party=kept.party, reason=reason, by=by)
    kept.delete()
    return change


def propose_batch(asked: list[Asked], *, permission: str, party: Party, reason: str, by: User) -> Change:
    """Ask the other officers of *party* to confirm every row of *asked* at once.

    Raises:
        PermissionDenied: *by* doesn't hold the office, or is among those to be cleared.
        ValidationError: there is nothing to confirm.
    """
    if not asked:
        raise ValidationError(_("There is nothing to confirm."))
    facts = {"by": by.pk, "rows": [row.facts() for row in asked]}
    return changes.propose(BATCHES[permission], party=party, facts=facts, reason=reason, by=by)


def check_batch(facts: dict[str, Any], by: Actor) -> None:
    """Every row again, for whoever proposes or approves: their office, and how far they are cleared themselves.

    Raises:
        PermissionDenied: a row is about somebody whom *by* doesn't clear.
        ValidationError: a row reaches further than the clearance of *by*, or renews what isn't active any more.
    """
    rows = built(facts)
    _require_offices(rows, by)
    reaches = {(row.classification_id, tuple(row.compartments)): row for row in rows}
    if not all(is_within_own(row, by) for row in reaches.values()):
        raise ValidationError(holdings.ABOVE)
    renewed = {row.replaces_id for row in rows if row.replaces_id}
    if Clearance.objects.filter(pk__in=renewed, status=Clearance.Status.ACTIVE).count() < len(renewed):
        raise ValidationError(_("One of the clearances that it renews isn't active any more."))


def _require_offices(rows: list[Clearance], by: Actor) -> None:
    """As ``require_office`` for each row; a policy that *by* administers is asked for once."""
    if isinstance(by, System):
        return
    owners = {row.policy.owner for row in rows}
    administered = {owner.pk for owner in owners if holds(by, ADMINISTER, owner)}
    others = [row for row in rows if row.policy.owner_id not in administered]
    subject = subject_of(by)
    if others and (subject is None or not nationals.may_certify_all(subject, others)):
        raise PermissionDenied(f"{by.pk} doesn't clear everybody in this file.")


def built(facts: dict[str, Any]) -> list[Clearance]:
    """The clearances that the facts ask for, not saved, with their policies and levels."""
    asked = [Asked(**row) for row in facts["rows"]]
    wanted = {row.classification for row in asked}
    levels = Classification.objects.select_related("policy__owner").in_bulk(wanted)
    sponsors = Party.objects.in_bulk({row.sponsor for row in asked})
    return [_built(row, levels[row.classification], sponsors[row.sponsor], facts["by"]) for row in asked]


def _built(row: Asked, level: Classification, sponsor: Party, by: int) -> Clearance:
    clearance = Clearance(
        person_id=row.person,
        policy=level.policy,
        classification=level,
        compartments=list(row.compartments),
        valid_from=date.fromisoformat(row.valid_from),
        valid_to=date.fromisoformat(row.valid_to),
        sponsor=sponsor,
        certificate_reference=row.certificate,
        replaces_id=UUID(row.replaces) if row.replaces else None,
        requested_by_id=by,
    )
    clearance.digest = clearance.request_digest()
    return clearance


@transaction.atomic
def confirm_batch(facts: dict[str, Any], *, by: Actor) -> list[Clearance]:
    """Make every row count, or none. Two persons have decided so: see the kinds of change that call this.

    Raises:
        PermissionDenied, ValidationError: as for checking.
    """
    check_batch(facts, by)
    now, rows = timezone.now(), built(facts)
    for row in rows:
        row.status, row.decided_at, row.decided_by = Clearance.Status.ACTIVE, now, by if isinstance(by, User) else None
    Clearance.objects.bulk_create(rows, batch_size=500)
    _make_way(rows)
    record_each(by, "clearance.active", ((row, {"person": row.person_id}) for row in rows))
    holders = User.objects.in_bulk({row.person_id for row in rows}, field_name="person_id")
    told = [(holders[row.person_id], row, f"clearance:{row.pk}:granted") for row in rows if row.person_id in holders]
    notify_each(told, "clearance_granted")
    context.forget()
    return rows


def _make_way(rows: list[Clearance]) -> None:
    """What is renewed counts until its renewal begins; the past stays as it was."""
    old = Clearance.objects.select_for_update(of=("self",)).in_bulk(
        [row.replaces_id for row in rows if row.replaces_id]
    )
    for row in rows:
        if row.replaces_id in old:
            today = timezone.now().astimezone(row.sponsor.zone_info).date()
            last = max(row.valid_from, today) - timedelta(days=1)
            old[row.replaces_id].valid_to = max(last, old[row.replaces_id].valid_from)
    Clearance.objects.bulk_update(old.values(), ["valid_to"], batch_size=500)


def table(facts: dict[str, Any]) -> Iterator[list[str]]:
    """Every row in words, with a heading: what the second person reads before confirming."""
    yield [*certification.COLUMNS, "renews"]
    people = User.objects.select_related("person").in_bulk(
        {row["person"] for row in facts["rows"]}, field_name="person_id"
    )
    for row in built(facts):
        yield [
            people[row.person_id].username if row.person_id in people else "",
            row.policy.code,
            row.classification.code,
            ";".join(row.compartments),
            str(row.valid_from),
            str(row.valid_to),
            row.sponsor.code,
            row.certificate_reference,
            str(row.replaces_id or ""),
        ]


def counted(facts: dict[str, Any]) -> list[tuple[str, int]]:
    """By level and compartments: how many are asked for."""
    levels = Classification.objects.in_bulk({row["classification"] for row in facts["rows"]})
    numbers = Counter(" ".join([str(levels[row["classification"]]), *row["compartments"]]) for row in facts["rows"])
    return sorted(numbers.items())
