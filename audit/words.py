"""What the auditor reads for each action, kind of object and fact; an action without words here shows its name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "access.attempted": _("Somebody was refused access to what is yours"),
    "access.denied": _("Access refused"),
    "account.second_factor_added": _("Second factor enrolled"),
    "account.second_factor_removed": _("Second factor removed"),
    "account.second_factor_renewed": _("Recovery codes renewed"),
    "account.second_factor_shown": _("Second factor shown"),
    "account.sign_in_failed": _("Sign-in failed"),
    "account.signed_in": _("Signed in"),
    "account.signed_out": _("Signed out"),
    "agreement.created": _("Security agreement entered"),
    "audit.erased": _("Facts of old events erased"),
    "audit.exported": _("Audit record exported"),
    "audit.read": _("Audit record read"),
    "clearance.active": _("Clearance confirmed"),
    "clearance.refused": _("Clearance refused"),
    "clearance.requested": _("Clearance asked for"),
    "clearance.revoked": _("Clearance revoked"),
    "clearance.suspended": _("Clearance suspended"),
    "content.read": _("Classified content read"),
    "delegation.rehosted": _("Host's delegation changed hands"),
    "exchange.amended": _("Exchange amended"),
    "exchange.content_amended": _("Content of an exchange amended"),
    "exchange.created": _("Exchange created"),
    "grant.given": _("Need-to-know given"),
    "grant.taken_back": _("Need-to-know taken back"),
    "group.created": _("Group entered"),
    "installation.begun": _("Installation begun"),
    "invitation.accepted": _("Invitation accepted"),
    "invitation.amended": _("Invitation amended"),
    "invitation.caveats": _("Invitation accepted with caveats"),
    "invitation.declined": _("Invitation declined"),
    "invitation.drafted": _("Invitation drafted"),
    "invitation.expired": _("Invitation expired"),
    "invitation.issued": _("Invitation issued"),
    "invitation.opened": _("Invitation opened"),
    "invitation.tentative": _("Tentative reply"),
    "invitation.withdrawn": _("Invitation withdrawn"),
    "membership.created": _("Membership of a group entered"),
    "party.created": _("Party entered"),
    "person.created": _("Person entered"),
    "policy.created": _("Security policy entered"),
    "program.amended": _("Program amended"),
    "program.content_amended": _("Content of a program amended"),
    "program.created": _("Program created"),
    "question.answered": _("Question answered"),
    "question.asked": _("Question asked"),
    "recognition.created": _("Recognition entered"),
    "task.amended": _("Task amended"),
    "task.cancelled": _("Task taken back"),
    "task.done": _("Task done"),
    "task.given": _("Task given"),
    "task.moved": _("Task moved with the dates"),
    "task.open": _("Task reopened"),
    "team.created": _("Team entered"),
    "team.joined": _("Joined a team"),
    "user.changed": _("Language or time zone chosen"),
    "user.created": _("Account made"),
}

# What may be shown of an event's facts to everybody who may read the event. Ids name rows that bear labels of their
# own, ranks are facts of vetting, addresses and digests concern a person: the record keeps those, no page shows them.
FACTS: dict[str, Promise] = {
    "again": _("again"),
    "count": _("items"),
    "due_on": _("due"),
    "method": _("method"),
    "methods": _("by"),
    "reply_by": _("reply by"),
    "role": _("role"),
    "source": _("before"),
    "state": _("state"),
    "status": _("answered with"),
    "until": _("until"),
}


def of_action(action: str) -> str:
    return str(ACTIONS.get(action, action))
