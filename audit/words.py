"""What the auditor reads for each action, kind of object and fact; an action without words here shows its name."""

from datetime import date
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.dates import day
from clearances.roles import Role

ACTIONS: dict[str, str | Promise] = {
    "access.attempted": _("Somebody was refused access to what is yours"),
    "access.denied": _("Access refused"),
    "account.factor_reset": _("Lost second factor forgotten"),
    "account.handed_over": _("Work handed over to a colleague"),
    "account.invitation_withdrawn": _("Invitation to an account taken back"),
    "account.invited": _("Invited to an account"),
    "account.posting_ended": _("Posting ended"),
    "account.posting_ends": _("End of a posting entered"),
    "account.resumed": _("Account resumed"),
    "account.second_factor_added": _("Second factor enrolled"),
    "account.second_factor_removed": _("Second factor removed"),
    "account.second_factor_renewed": _("Recovery codes renewed"),
    "account.second_factor_shown": _("Second factor shown"),
    "account.sessions_ended": _("Sessions ended"),
    "account.set_up": _("Account set up by whoever was invited"),
    "account.sign_in_failed": _("Sign-in failed"),
    "account.signed_in": _("Signed in"),
    "account.signed_out": _("Signed out"),
    "account.suspended": _("Account suspended"),
    "agreement.created": _("Security agreement entered"),
    "agreement.ended": _("Security agreement ended"),
    "agreement.refused": _("Security agreement refused"),
    "agreement.withdrawn": _("Security agreement withdrawn"),
    "audit.erased": _("Facts of old events erased"),
    "audit.exported": _("Audit record exported"),
    "audit.read": _("Audit record read"),
    "blackout.added": _("Blackout period entered"),
    "blackout.amended": _("Blackout period changed"),
    "blackout.published": _("Days of a blackout period published as not available"),
    "blackout.removed": _("Blackout period removed"),
    "blackout.withdrawn": _("Days of a blackout period no longer published"),
    "change.approved": _("Change approved by a second person"),
    "change.lapsed": _("Proposed change lapsed"),
    "change.proposed": _("Change proposed to a second person"),
    "change.refused": _("Change refused by a second person"),
    "change.void": _("Proposed change void: what it touches has changed"),
    "change.withdrawn": _("Proposed change withdrawn"),
    "clearance.active": _("Clearance confirmed"),
    "clearance.refused": _("Clearance refused"),
    "clearance.renewed": _("Clearance renewed"),
    "clearance.requested": _("Clearance asked for"),
    "clearance.revoked": _("Clearance revoked"),
    "clearance.suspended": _("Clearance suspended"),
    "clearance.void": _("Request of a clearance void"),
    "compartment.added": _("Compartment added"),
    "compartment.retired": _("Compartment retired"),
    "content.read": _("Classified content read"),
    "delegation.rehosted": _("Host's delegation changed hands"),
    "equivalence.confirmed": _("Equivalence confirmed"),
    "equivalences.loaded": _("Table of equivalences loaded"),
    "exchange.amended": _("Exchange amended"),
    "exchange.cancel": _("Exchange cancelled"),
    "exchange.close": _("Exchange closed"),
    "exchange.complete": _("Exchange completed"),
    "exchange.content_amended": _("Content of an exchange amended"),
    "exchange.created": _("Exchange created"),
    "exchange.move": _("Exchange moved"),
    "exchange.plan": _("Exchange planned"),
    "exchange.postpone": _("Exchange postponed"),
    "exchange.rehost": _("Host of an exchange changed"),
    "exchange.start": _("Exchange started"),
    "grant.given": _("Need-to-know given"),
    "grant.taken_back": _("Need-to-know taken back"),
    "group.created": _("Group entered"),
    "holiday.added": _("Public holiday entered by its nation"),
    "holiday.corrected": _("Public holiday corrected by its nation"),
    "holidays.loaded": _("Public holidays loaded"),
    "installation.begun": _("Installation begun"),
    "invitation.accepted": _("Invitation accepted"),
    "invitation.amended": _("Invitation amended"),
    "invitation.caveats": _("Invitation accepted with caveats"),
    "invitation.declined": _("Invitation declined"),
    "invitation.drafted": _("Invitation drafted"),
    "invitation.expired": _("Invitation expired"),
    "invitation.issued": _("Invitation issued"),
    "invitation.opened": _("Invitation opened"),
    "invitation.packet_written": _("Invitation packet written"),
    "invitation.tentative": _("Tentative reply"),
    "invitation.withdrawn": _("Invitation withdrawn"),
    "ledger.exported": _("Release ledger exported"),
    "level.added": _("Level added to a policy"),
    "level.replaced": _("Level replaced"),
    "level.retired": _("Level retired"),
    "label.raised": _("Marked more strictly"),
    "label.released": _("Marked more openly"),
    "membership.created": _("Membership of a group entered"),
    "membership.ended": _("Membership of a group ended"),
    "membership.withdrawn": _("Membership of a group withdrawn"),
    "page.seen_as": _("Page seen as another nation"),
    "party.changed": _("Party changed"),
    "party.created": _("Party entered"),
    "party.moved": _("Party moved"),
    "party.suspended": _("Party suspended"),
    "party.suspension_lifted": _("Suspension lifted"),
    "person.created": _("Person entered"),
    "policy.created": _("Security policy entered"),
    "portion.added": _("Portion added"),
    "portion.changed": _("Portion changed"),
    "portion.moved": _("Portion moved"),
    "portion.relabelled": _("Portion relabelled"),
    "portion.removed": _("Portion removed"),
    "program.amended": _("Program amended"),
    "program.content_amended": _("Content of a program amended"),
    "program.created": _("Program created"),
    "question.answered": _("Question answered"),
    "question.asked": _("Question asked"),
    "recognition.created": _("Recognition entered"),
    "recognition.ended": _("Recognition ended"),
    "recognition.refused": _("Recognition refused"),
    "recognition.withdrawn": _("Recognition withdrawn"),
    "release.approved": _("Release approved"),
    "release.carried_out": _("Release carried out"),
    "release.consented": _("Owner consented to a release"),
    "release.lapsed": _("Release lapsed"),
    "release.proposed": _("Release proposed"),
    "release.refused": _("Release refused"),
    "release.void": _("Release void: what it touches has changed"),
    "release.withdrawn": _("Release withdrawn"),
    "review.closed": _("Access review closed"),
    "review.gone": _("Reviewed access had ended meanwhile"),
    "review.keep": _("Reviewed access kept"),
    "review.started": _("Access review started"),
    "review.suspended": _("Access suspended: nobody reviewed it"),
    "review.take_back": _("Reviewed access taken back"),
    "task.amended": _("Task amended"),
    "task.cancelled": _("Task taken back"),
    "task.done": _("Task done"),
    "task.given": _("Task given"),
    "task.moved": _("Task moved with the dates"),
    "task.open": _("Task reopened"),
    "task.reopened": _("Task reopened"),
    "team.created": _("Team entered"),
    "team.joined": _("Joined a team"),
    "team.left": _("Left a team"),
    "user.changed": _("Language or time zone chosen"),
    "user.created": _("Account made"),
    "waiver.active": _("Waiver confirmed"),
    "waiver.refused": _("Waiver refused"),
    "waiver.requested": _("Waiver asked for"),
    "waiver.revoked": _("Waiver revoked"),
    "waiver.suspended": _("Waiver suspended"),
}

KINDS: dict[str, str | Promise] = {
    "accounts.admission": pgettext_lazy("kind of object", "invitation to an account"),
    "accounts.group": pgettext_lazy("kind of object", "group"),
    "accounts.party": pgettext_lazy("kind of object", "party"),
    "accounts.person": pgettext_lazy("kind of object", "person"),
    "accounts.team": pgettext_lazy("kind of object", "team"),
    "accounts.user": pgettext_lazy("kind of object", "account"),
    "clearances.change": pgettext_lazy("kind of object", "proposed change"),
    "clearances.clearance": pgettext_lazy("kind of object", "clearance"),
    "clearances.policy": pgettext_lazy("kind of object", "security policy"),
    "clearances.recognition": pgettext_lazy("kind of object", "recognition"),
    "clearances.review": pgettext_lazy("kind of object", "access review"),
    "clearances.securityagreement": pgettext_lazy("kind of object", "security agreement"),
    "clearances.waiver": pgettext_lazy("kind of object", "waiver"),
    "exchanges.descriptionportion": pgettext_lazy("kind of object", "paragraph of a description"),
    "exchanges.exchange": pgettext_lazy("kind of object", "exchange"),
    "exchanges.exchangecontent": pgettext_lazy("kind of object", "content of an exchange"),
    "logistics.task": pgettext_lazy("kind of object", "task"),
    "participants.delegation": pgettext_lazy("kind of object", "delegation"),
    "participants.invitation": pgettext_lazy("kind of object", "invitation"),
    "participants.packetportion": pgettext_lazy("kind of object", "paragraph of a packet"),
    "participants.question": pgettext_lazy("kind of object", "question"),
    "participants.reply": pgettext_lazy("kind of object", "reply"),
    "programs.program": pgettext_lazy("kind of object", "program"),
    "programs.programcontent": pgettext_lazy("kind of object", "content of a program"),
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
    "route": _("page"),
    "source": _("before"),
    "state": _("state"),
    "status": _("answered with"),
    "until": _("until"),
}


DAYS = {"due_on", "reply_by", "until"}


def of_action(action: str) -> str:
    return str(ACTIONS.get(action, action))


def of_kind(object_type: str) -> str:
    """What kind of thing an event is about; a kind without words here is called as its model is."""
    if not object_type:
        return ""
    return str(KINDS.get(object_type) or apps.get_model(object_type)._meta.verbose_name)


def of_fact(name: str, value: Any) -> str:
    """A fact's value as people write it: days, roles, lists."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    return day(date.fromisoformat(value)) if name in DAYS and isinstance(value, str) else str(value)
