"""Recognitions and security agreements: what begins one opens, so two administrators of its owner decide it."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import day, days
from accounts.models import Party, Person, User
from clearances.changes import Facts, Kind
from clearances.guards import Actor
from clearances.models import Classification, Clearance, Equivalence, Policy, Recognition, SecurityAgreement
from clearances.previews import Scope
from clearances.services import treaties

ADMINISTER = "accounts.administer_clearances"


def agreement_facts(
    *,
    owner: Party,
    policy: Policy,
    party: Party,
    highest: Classification,
    reference: str,
    starts_on: date | None,
    ends_on: date | None,
) -> Facts:
    return {
        "owner": owner.pk,
        "policy": policy.pk,
        "party": party.pk,
        "highest": highest.pk,
        "reference": reference,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }


def _agreement(facts: Facts) -> SecurityAgreement:
    """What is proposed, in memory."""
    highest = Classification.objects.select_related("policy__owner").get(pk=facts["highest"])
    return SecurityAgreement(
        owner=Party.objects.get(pk=facts["owner"]),
        policy=highest.policy
        if highest.policy_id == facts["policy"]
        else Policy.objects.select_related("owner").get(pk=facts["policy"]),
        party=Party.objects.get(pk=facts["party"]),
        highest=highest,
        reference=facts["reference"],
        starts_on=_day(facts["starts_on"]),
        ends_on=_day(facts["ends_on"]),
    )


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _create_agreement(facts: Facts, by: Actor) -> None:
    row = _agreement(facts)
    treaties.create_agreement(
        owner=row.owner,
        policy=row.policy,
        party=row.party,
        highest=row.highest,
        reference=row.reference,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        by=by,
    )


def _agreement_state(facts: Facts) -> Any:
    """Every agreement of this owner with this party in this policy, and the level as it stands."""
    rows = SecurityAgreement.objects.filter(owner=facts["owner"], policy=facts["policy"], party=facts["party"])
    return [list(rows.order_by("pk").values("pk", "highest", "starts_on", "ends_on")), _levels(facts["highest"])]


def _levels(*pks: int) -> list[Any]:
    return list(Classification.objects.filter(pk__in=pks).order_by("pk").values_list("pk", "rank", "obsolete_from"))


def _agreement_title(facts: Facts, reader: User) -> str:
    row = _agreement(facts)
    return _("Security agreement of %(owner)s with %(party)s, up to %(highest)s") % {
        "owner": row.owner,
        "party": row.party,
        "highest": row.highest,
    }


def _agreement_details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _agreement(facts)
    return [
        (_("Owner"), str(row.owner)),
        (_("Party"), str(row.party)),
        (_("Policy"), str(row.policy)),
        (_("Highest level"), str(row.highest)),
        (_("In force"), period(row.starts_on, row.ends_on)),
        (_("Reference"), row.reference),
    ]


def _people_of_party(facts: Facts) -> set[int]:
    """Whoever acts for the party gains by it."""
    acting = Q(organisation=facts["party"]) | Q(organisation__nation=facts["party"])
    return set(Person.objects.filter(acting).values_list("pk", flat=True))


def period(first: date | None, last: date | None) -> str:
    """From a day to a day in words; both inclusive."""
    if first and last:
        return days(first, last)
    if first:
        return _("from %(day)s") % {"day": day(first)}
    return _("until %(day)s") % {"day": day(last)} if last else _("without beginning or end")


def recognition_facts(
    *,
    classification: Classification,
    counts_as: Classification,
    compartments: dict[str, str],
    equivalence: Equivalence | None,
    reference: str,
    starts_on: date | None,
    ends_on: date | None,
) -> Facts:
    return {
        "classification": classification.pk,
        "counts_as": counts_as.pk,
        "compartments": compartments,
        "equivalence": equivalence.pk if equivalence else None,
        "reference": reference,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }


def _recognition(facts: Facts) -> Recognition:
    levels = Classification.objects.select_related("policy__owner__nation")
    basis = facts["equivalence"]
    return Recognition(
        classification=levels.get(pk=facts["classification"]),
        counts_as=levels.get(pk=facts["counts_as"]),
        compartments=facts["compartments"],
        equivalence=None if basis is None else Equivalence.objects.get(pk=basis),
        reference=facts["reference"],
        starts_on=_day(facts["starts_on"]),
        ends_on=_day(facts["ends_on"]),
    )


def _create_recognition(facts: Facts, by: Actor) -> None:
    row = _recognition(facts)
    treaties.create_recognition(
        row.classification,
        counts_as=row.counts_as,
        compartments=row.compartments,
        equivalence=row.equivalence,
        reference=row.reference,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        by=by,
    )


def _recognition_state(facts: Facts) -> Any:
    """Every recognition between the two policies, both levels, and the row of the table that it rests on."""
    row = _recognition(facts)
    between = {row.classification.policy_id, row.counts_as.policy_id}
    rows = Recognition.objects.filter(classification__policy__in=between, counts_as__policy__in=between)
    basis = row.equivalence
    return [
        list(rows.order_by("pk").values("pk", "classification", "counts_as", "compartments", "starts_on", "ends_on")),
        _levels(row.classification.pk, row.counts_as.pk),
        basis and [basis.digest, str(basis.superseded_at), str(basis.confirmed_at)],
    ]


def _recognition_title(facts: Facts, reader: User) -> str:
    row = _recognition(facts)
    return _("%(theirs)s counts as %(ours)s") % {"theirs": row.classification, "ours": row.counts_as}


def _recognition_details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _recognition(facts)
    pairs = ", ".join(f"{theirs} → {ours}" for theirs, ours in sorted(row.compartments.items()))
    return [
        (_("A clearance at"), f"{row.classification} ({row.classification.policy})"),
        (_("Counts as"), f"{row.counts_as} ({row.counts_as.policy})"),
        (_("Compartments"), pairs or _("none")),
        (_("In force"), period(row.starts_on, row.ends_on)),
        (_("Rests on"), row.equivalence.text if row.equivalence else _("the reference alone")),
        (_("Reference"), row.reference),
    ]


def _newly_cleared(facts: Facts) -> set[int]:
    return _gaining(_recognition(facts))


def _gaining(row: Recognition) -> set[int]:
    """Whoever holds the recognised level and holds no clearance of our policy that reaches as far already."""
    level, ours, today = row.classification, row.counts_as, timezone.localdate()
    active = Clearance.objects.filter(status=Clearance.Status.ACTIVE)
    own: dict[int, list[set[str]]] = {}
    reaching = active.filter(policy=ours.policy_id, classification__rank__gte=ours.rank)
    for person, held in reaching.filter(valid_from__lte=today, valid_to__gte=today).values_list(*PERSON_HOLDS):
        own.setdefault(person, []).append(set(held))
    theirs = active.filter(policy=level.policy_id, classification__rank=level.rank).values_list(*PERSON_HOLDS)
    return {
        person
        for person, held in theirs
        if not any(
            {row.compartments[code] for code in held if code in row.compartments} <= has for has in own.get(person, [])
        )
    }


PERSON_HOLDS = ("person_id", "compartments")


def end_facts(recognition: Recognition, *, ends_on: date, reason: str) -> Facts:
    return {"recognition": recognition.pk, "ends_on": ends_on, "reason": reason}


def _ending(facts: Facts) -> Recognition:
    found: Recognition = Recognition.objects.select_related("classification__policy", "counts_as__policy__owner").get(
        pk=facts["recognition"]
    )
    return found


def _end(facts: Facts, by: Actor) -> None:
    ends_on = date.fromisoformat(facts["ends_on"])
    treaties.end_recognition(_ending(facts), ends_on=ends_on, reason=facts["reason"], by=by, agreed=True)


def _end_title(facts: Facts, reader: User) -> str:
    row = _ending(facts)
    said = {"theirs": row.classification, "ours": row.counts_as}
    return _("End that %(theirs)s counts as %(ours)s: others of this level then count for more") % said


def _end_details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _ending(facts)
    return [
        (_("In force"), period(row.starts_on, row.ends_on)),
        (_("Last day"), day(date.fromisoformat(facts["ends_on"]))),
    ]


def _counting_for_more(facts: Facts) -> set[int]:
    """Whoever gains by one of the recognitions of this level that remain."""
    row = _ending(facts)
    rows = Recognition.objects.filter(classification=row.classification, counts_as__policy=row.counts_as.policy)
    others = rows.exclude(pk=row.pk).select_related("classification__policy", "counts_as__policy")
    return set().union(*map(_gaining, others))


def _end_state(facts: Facts) -> Any:
    row = _ending(facts)
    rows = Recognition.objects.filter(classification=row.classification, counts_as__policy=row.counts_as.policy)
    return list(rows.order_by("pk").values("pk", "counts_as", "compartments", "starts_on", "ends_on"))


def _anybody(facts: Facts) -> Scope:
    """Whose labels change is found by comparison; nobody's grants do."""
    return Scope()


KINDS = [
    Kind(
        name="agreement.create",
        permission=ADMINISTER,
        check=lambda facts, by: treaties.check_agreement(_agreement(facts)),
        apply=_create_agreement,
        state=_agreement_state,
        title=_agreement_title,
        details=_agreement_details,
        beneficiaries=_people_of_party,
        scope=_anybody,
    ),
    Kind(
        name="recognition.create",
        permission=ADMINISTER,
        check=lambda facts, by: treaties.check_recognition(_recognition(facts)),
        apply=_create_recognition,
        state=_recognition_state,
        title=_recognition_title,
        details=_recognition_details,
        beneficiaries=_newly_cleared,
        scope=_anybody,
    ),
    Kind(
        name="recognition.end",
        permission=ADMINISTER,
        check=lambda facts, by: treaties.check_end(_ending(facts), date.fromisoformat(facts["ends_on"])),
        apply=_end,
        state=_end_state,
        title=_end_title,
        details=_end_details,
        beneficiaries=_counting_for_more,
        scope=_anybody,
    ),
]
