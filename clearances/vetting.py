"""What of a clearance or a waiver is told to somebody who sees that it is there (access.md §7)."""

from django.utils.translation import gettext as _

from accounts.models import User
from clearances import markings, nationals
from clearances.guards import holds
from clearances.models import Clearance, Waiver
from clearances.subjects import subject_of


def shows_certificate(user: User, clearance: Clearance) -> bool:
    """Whether *user*, who sees the clearance, may read its certificate's reference.

    The holder, the administrators of the policy, and the nation that issued it; not another nation of the holder's.
    """
    if user.person_id == clearance.person_id or holds(user, "accounts.administer_clearances", clearance.policy.owner):
        return True
    return holds(user, nationals.CERTIFY, clearance.sponsor)


def waived_label(user: User, waiver: Waiver) -> str:
    """The label of a waiver in words, to whoever may read what carries it."""
    subject = subject_of(user)
    if subject is None or waiver.label_id not in subject.dominated_label_ids:
        return _("A label that you may not read")
    return markings.of_label(waiver.label_id).text
