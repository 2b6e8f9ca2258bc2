"""Who may read every booking of a resource that doesn't publish when it is taken (docs/adr/0011)."""

from django.utils import timezone

from clearances import decisions, facts, labels
from clearances.models import Label
from resources.models import Resource


def all_keepers_read(label: Label, resource: Resource) -> bool:
    """Whether everybody whom ``availability.told`` tells of *resource* can read what is marked *label*.

    It is marked no more strictly than they must be able to read anyhow, or anybody at all may read it who acts for the
    owner: without clearance and nationality, signed in with a password.
    """
    return labels.at_least(resource.bookings_label, label) or _anybody_reads(label, resource)


def _anybody_reads(label: Label, resource: Resource) -> bool:
    shared = facts.load()
    nobody_special = decisions.Subject(
        world=shared.world,
        organisation=shared.codes[resource.owner_id],
        active=True,
        suspended=False,
        assurance=1,
        nationalities=frozenset(),
        clearances=(),
        waivers=(),
    )
    return decisions.Inquiry(nobody_special, timezone.now()).decide(shared.labels[label.pk], granted=True).allow
