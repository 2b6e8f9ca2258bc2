"""What may be written in a thread: plain words, nothing invisible, no marking below what it hangs from."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import check_years
from accounts.models import User
from clearances import labels
from clearances.facts import end_of
from clearances.guards import can, require
from clearances.labels import LabelValue
from clearances.models import Label
from exchanges.models import Exchange
from milestones.models import Milestone
from participants.models import Delegation, Invitation
from programs.labelling import as_label, sees
from threads.models import SUBJECT_LENGTH, Thread
from threads.states import Side

LONGEST = 20_000
REMIND_DAYS, REMIND_AT = 2, time(8)
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # Control and format characters, directions among them.
JOINERS = frozenset("\u200c\u200d")  # Persian and the languages of India are spelt with them.
BREAKS = frozenset("\n\t")


def checked_line(text: str, field: str) -> str:
    """One line, as it is kept.

    Raises:
        ValidationError: under *field*: nothing in it, too long, or something in it that one doesn't see.
    """
    line = text.strip()
    if not line:
        raise ValidationError({field: _("Write a subject.")})
    if len(line) > SUBJECT_LENGTH:
        raise ValidationError({field: _("Use at most %(count)d characters.") % {"count": SUBJECT_LENGTH}})
    _check_seen(line, field, allowed=JOINERS)
    return line


def checked_text(text: str, field: str = "text") -> str:
    """As ``checked_line``, of several lines."""
    plain = text.replace("\r\n", "\n").strip()
    if not plain:
        raise ValidationError({field: _("Write something.")})
    if len(plain) > LONGEST:
        raise ValidationError({field: _("Use at most %(count)d characters.") % {"count": LONGEST}})
    _check_seen(plain, field, allowed=JOINERS | BREAKS)
    return plain


def _check_seen(text: str, field: str, *, allowed: Collection[str]) -> None:
    if any(unicodedata.category(each) in HIDDEN and each not in allowed for each in text):
        raise ValidationError(
            {field: _("It holds characters that nobody sees, such as marks that turn the direction. Type it anew.")}
        )


def side_of(by: User, row: Delegation | Thread) -> Side:
    """For whom *by* may write there.

    Raises:
        PermissionDenied: for nobody.
    """
    if can(by, "answer", row):
        return Side.HOST
    require(by, "ask", row)
    return Side.NATION


def label_for(
    chosen: Label | LabelValue | None, *, default: Label, floors: Iterable[Label], by: User, field: str = "label"
) -> Label:
    """The label of something in a thread: as chosen, else *default*; never below any of *floors*.

    Raises:
        ValidationError: under *field*: it can't be saved, is more open than a floor, or *by* couldn't see it.
    """
    try:
        label = default if chosen is None else as_label(chosen)
    except ValidationError as problem:
        raise ValidationError({field: problem.messages}) from problem
    if not sees(by, label):
        raise ValidationError({field: _("You couldn't see this yourself.")})
    if not all(labels.at_least(label, floor) for floor in floors):
        raise ValidationError({field: _("It must be marked at least as strictly as what it belongs to.")})
    return label


def zone_of(delegation: Delegation, by: User) -> ZoneInfo:
    """The host's, as *by* may know it: of the exchange, or of the invitation as it was sent."""
    exchange = Exchange.objects.for_user(by).filter(pk=delegation.exchange_id).first()
    if exchange is not None:
        return ZoneInfo(exchange.zone)
    invitation = Invitation.objects.for_user(by).filter(delegation=delegation).first()
    return ZoneInfo((invitation.cover_as_sent if invitation else {}).get("zone", "UTC"))


def due(due_on: date | None, zone: ZoneInfo) -> dict[str, Any]:
    """When an answer is due and when to remind of it, as columns of ``Thread``.

    Raises:
        ValidationError: under "due_on": the day has passed.
    """
    if due_on is None:
        return {}
    check_years(due_on=due_on)
    now = timezone.now()
    if due_on < timezone.localdate(now, zone):
        raise ValidationError({"due_on": _("Choose today or a later day.")})
    remind_at = datetime.combine(due_on - timedelta(days=REMIND_DAYS), REMIND_AT, zone)
    return {
        "due_on": due_on,
        "due_at": end_of(due_on, zone),
        "remind_at": remind_at if remind_at > now else None,
    }


def own_milestone(milestone: Milestone | None, delegation: Delegation, by: User) -> Milestone | None:
    """*milestone* as *by* sees it, of the delegation's exchange.

    Raises:
        PermissionDenied: there is none such for *by*.
    """
    if milestone is None:
        return None
    rows = Milestone.objects.for_user(by).filter(pk=milestone.pk, exchange=delegation.exchange_id)
    found = rows.select_related("label").first()
    if found is None:
        raise PermissionDenied(f"{by.pk} sees no milestone {milestone.pk} there.")
    return found  # type: ignore[no-any-return]
