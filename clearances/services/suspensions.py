"""The switch: a party is suspended at once by one administrator; letting it in again takes two.

It shuts the party out of everybody's things, not only of the administrator's own. So it is the operator's, who answers
for the whole installation; a nation shuts out its own agencies (docs/adr/0013).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.services import operator
from audit.services import record
from clearances import context
from clearances.guards import Actor, System, require_held
from clearances.models.suspensions import Suspension
from clearances.services.grants import holders
from notifications.services import notify

ADMINISTER = "accounts.administer_clearances"


@transaction.atomic
def suspend(party: Party, *, imposed_by: Party, reason: str, by: Actor) -> Suspension:
    """Keep everybody who acts for *party*, or for an agency of it, out from their next request on.

    Raises:
        PermissionDenied: *by* doesn't administer clearances for *imposed_by*, which doesn't reach *party*.
        ValidationError: it is suspended by *imposed_by* already, is *imposed_by* or its nation, or no reason is given.
    """
    require_held(by, ADMINISTER, imposed_by)
    party = Party.objects.select_for_update().get(pk=party.pk)
    if not isinstance(by, System) and not reaches(imposed_by, party):
        raise PermissionDenied(
            _("The operator's administrators suspend a party, or those of the nation it belongs to.")
        )
    _check(party, imposed_by, reason)
    now = timezone.now()
    suspension = Suspension.objects.create(
        party=party,
        imposed_by=imposed_by,
        reason=reason.strip(),
        suspended_by=None if isinstance(by, System) else by,
        suspended_at=now,
    )
    if party.suspended_at is None:
        party.suspended_at = now
        party.save(update_fields=["suspended_at"])
    record(by, "party.suspended", party, imposed_by=imposed_by.code)
    context.forget()
    others = [user for user in holders(ADMINISTER, imposed_by) if user != by]
    notify(others, "party_suspended", suspension, key=f"suspension:{suspension.pk}")
    return suspension


def reaches(imposed_by: Party, party: Party) -> bool:
    """Whether administrators of *imposed_by* may shut *party* out; none reaches itself.

    Nor the operator: without its administrators nobody could let it in again, nor mend anything for anybody else.
    """
    keeper = operator()
    return party != keeper and (imposed_by == keeper or party.nation_id == imposed_by.pk)


def _check(party: Party, imposed_by: Party, reason: str) -> None:
    if party.pk in {imposed_by.pk, imposed_by.nation_id}:
        raise ValidationError({"party": _("Nobody suspends themselves: the administrators would be out too.")})
    if Suspension.objects.in_force().filter(party=party, imposed_by=imposed_by).exists():
        raise ValidationError({"party": _("%(party)s is suspended already.") % {"party": party}})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})


@transaction.atomic
def lift(suspension: Suspension, *, by: Actor) -> Suspension:
    """Let the party in again, unless somebody else suspends it too. The caller has two persons' word for it.

    Raises:
        PermissionDenied: *by* doesn't administer clearances for whoever imposed it.
        ValidationError: it has been lifted.
    """
    suspension = Suspension.objects.select_for_update(of=("self",)).select_related("imposed_by").get(pk=suspension.pk)
    require_held(by, ADMINISTER, suspension.imposed_by)
    if suspension.lifted_at is not None:
        raise ValidationError(_("This suspension has been lifted."))
    suspension.lifted_at, suspension.lifted_by = timezone.now(), by if isinstance(by, User) else None
    suspension.save(update_fields=["lifted_at", "lifted_by"])
    party = Party.objects.select_for_update().get(pk=suspension.party_id)
    if not party.suspensions.filter(lifted_at__isnull=True).exists():
        party.suspended_at = None
        party.save(update_fields=["suspended_at"])
    record(by, "party.suspension_lifted", party, imposed_by=suspension.imposed_by.code)
    context.forget()
    return suspension
