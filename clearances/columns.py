"""What people read for each column that a history tells of."""

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: dict[str, str | Promise] = {
    "answer": pgettext_lazy("what is written", "Answer"),
    "answered_at": _("Answered on"),
    "asked_at": _("Asked on"),
    "authority": _("Authority"),
    "cadence": _("Cadence"),
    "caveats": _("Caveats"),
    "classification": _("Level"),
    "clearance_from": _("Clearance from"),
    "code": _("Code"),
    "colour": _("Colour of the banner"),
    "comment": _("Comment to the host"),
    "compartments": _("Compartments"),
    "counts_as": _("Counts as"),
    "cover_as_sent": _("The cover as it was sent"),
    "decided_at": _("Decided on"),
    "delegation": _("Delegation"),
    "detail": _("Details"),
    "domains": _("Domains"),
    "due_at": _("End of the due date"),
    "due_on": _("Due on"),
    "end_reason": _("Why it ended"),
    "ended_at": _("Ended on"),
    "ends_on": _("Last day"),
    "equivalence": _("Row of the equivalence table"),
    "exchange": _("Exchange"),
    "finished_at": _("Finished on"),
    "highest": _("Highest level"),
    "host": _("Host"),
    "is_host": _("Hosts the exchange"),
    "issued_at": _("Sent on"),
    "kind": _("Kind"),
    "label": _("Marking"),
    "marking_style": _("Style of markings"),
    "name": _("Name"),
    "name_en": _("Name in English"),
    "name_fr": _("Name in French"),
    "obsolete_from": _("Obsolete from"),
    "oid": _("OID or URN"),
    "opened_at": _("First read"),
    "owner": _("Owner"),
    "party": _("Party"),
    "person": _("Person"),
    "phishing_resistant_from": _("Security key from"),
    "place": _("Place"),
    "policy": _("Policy"),
    "program": _("Program"),
    "purpose": _("Purpose"),
    "rank": _("Place among the levels"),
    "reason": _("Reason"),
    "remind_days": _("Remind this many days before"),
    "replaces": _("Replaces"),
    "replied_at": _("Answered on"),
    "reply_by": _("Reply by"),
    "reply_due_at": _("End of the reply-by date"),
    "requested_at": _("Asked for on"),
    "review_on": _("To be reviewed on"),
    "seats": _("Seats"),
    "second_factor_from": _("Second factor from"),
    "sponsor": _("Sponsor nation"),
    "starts_on": _("First day"),
    "state": _("State"),
    "state_reason": _("Reason"),
    "status": _("State"),
    "team": _("Team"),
    "text": _("Text"),
    "title": _("Title"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid to"),
    "withdrawal_reason": _("Why it was withdrawn"),
    "zone": _("Time zone"),
}


def word_for(field: "models.Field[Any, Any]") -> str:
    """A column without words here is called as its model calls it."""
    return str(WORDS.get(field.name) or capfirst(str(field.verbose_name)))
