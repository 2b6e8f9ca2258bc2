"""What a nation answers: of every window whether it suits, and why."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BooleanField, Func
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.guards import require
from notifications.services import mark_read_about, notify
from participants.models import Delegation
from participants.services import access
from planning.models import REASON_LENGTH, Answer, Ballot, PollAnswer
from planning.polls.states import Over
from programs import versions
from programs.versions import Stale


class Said(NamedTuple):
    """What is said of one window; the *reason* is read by the host's planners and that nation alone."""

    answer: str
    reason: str = ""


@transaction.atomic
def answer(ballot: Ballot, said: Mapping[UUID, Said], *, version: int, by: User) -> Ballot:
    """Answer for a nation, or answer anew; *said* by the keys of the ballot's answers. The planners are told.

    Raises:
        PermissionDenied: *by* isn't one of the nation's liaisons.
        Over: the poll is closed, or the nation takes no part any more.
        Stale: a colleague answered since *version*.
        ValidationError: a window without an answer, too long a reason: under "answer_" or "reason_" and the key of its
            answer.
    """
    require(by, "answer", ballot)
    ballot = versions.lock(ballot)
    if not takes_answers(ballot):
        raise Over
    if ballot.version != version:
        raise Stale(ballot)
    rows = list(PollAnswer.objects.filter(ballot=ballot))
    _check(rows, said)
    for row in rows:
        row.answer, row.reason = said[row.pk].answer, said[row.pk].reason.strip()
    PollAnswer.objects.bulk_update(rows, ["answer", "reason"])
    ballot.answered_at, ballot.answered_by, ballot.remind_at = timezone.now(), by, None
    versions.save(ballot, by=by, fields=["answered_at", "answered_by", "remind_at"])
    record(by, "ballot.answered", ballot)
    mark_read_about(by, ballot)
    _tell(ballot)
    return ballot


def takes_answers(ballot: Ballot) -> bool:
    """Also where whoever closed its poll couldn't see the ballot: the database knows (``accord_takes_answers``)."""
    rows = Ballot.objects.open().filter(pk=ballot.pk)
    is_open = Func("pk", function="accord_takes_answers", output_field=BooleanField())
    return bool(rows.annotate(takes_answers=is_open).filter(takes_answers=True).exists())


def _check(rows: list[PollAnswer], said: Mapping[UUID, Said]) -> None:
    problems = {}
    for row in rows:
        words = said.get(row.pk, Said(""))
        if words.answer not in Answer.values:
            problems[f"answer_{row.pk}"] = _("Say whether these days suit you.")
        if len(words.reason) > REASON_LENGTH:
            problems[f"reason_{row.pk}"] = _("At most %(most)d characters.") % {"most": REASON_LENGTH}
    if problems:
        raise ValidationError(problems)


def _tell(ballot: Ballot) -> None:
    """The planners, about the ballot and not their poll: who may not see the nation isn't told that one answered."""
    delegation = Delegation.objects.get(pk=ballot.delegation_id)
    key = f"ballot:{ballot.pk}:answered:{ballot.version}"
    notify(access.planners_of(delegation), "poll_answered", ballot, key=key)
