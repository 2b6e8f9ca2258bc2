"""Proposing that what was suspended count again: two persons decide, of the office that answers for it."""

from accounts.models import Party, User
from clearances.guards import holds, require
from clearances.models import Change, Clearance, Waiver
from clearances.services import changes
from clearances.services.clearances import ADMINISTER


def propose_resuming(held: Clearance | Waiver, *, reason: str, by: User) -> Change:
    """The policy's administrators decide if *by* is one of them, else the security office of the sponsor nation.

    Raises:
        PermissionDenied: *by* may not decide it, it is their own, or it reaches further than their own clearance.
        ValidationError: it isn't suspended.
    """
    require(by, "confirm", held)
    owner: Party = held.policy.owner if isinstance(held, Clearance) else held.label.owner
    name, party = f"{held._meta.model_name}.resume", owner
    if not holds(by, ADMINISTER, owner):
        name, party = "clearance.resume_national", held.sponsor
    return changes.propose(name, party=party, facts={"held": str(held.pk)}, reason=reason, by=by)
