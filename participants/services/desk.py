"""What a nation writes among its own people before it answers: drafts, notes, who must agree, and then the answer."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.guards import require
from clearances.models import Classification, Label
from clearances.subjects import Subject
from exchanges.models import Exchange
from notifications.services import notify
from participants.models import Delegation, DeskNote, Invitation, Reply, ReplyDraft, SignOff
from participants.services import access
from participants.services.replies import answer_with
from participants.services.terms import checked
from programs import versions


def private_label(delegation: Delegation) -> Label:
    """As strict as the delegation's, but owned by its party and for that party alone: the host isn't in it."""
    return access.only_for(delegation.label, delegation.party)


@transaction.atomic
def keep_draft(delegation: Delegation, *, said: dict[str, Any], version: int, by: User) -> ReplyDraft:
    """Keep what *by* has prepared to answer; 0 is the version of a draft that isn't there yet.

    Whoever has agreed to other words is asked again.

    Raises:
        PermissionDenied: *by* isn't one of the delegation's liaisons.
        versions.Stale: a colleague changed it, or began one, since.
        ValidationError: by part: something in it can't be, such as more people than are offered seats.
    """
    require(by, "reply", delegation)
    drafts = ReplyDraft.objects.for_user(by, "change").filter(delegation=delegation)
    draft = drafts.open().first()
    if draft is None and version:
        raise versions.Stale(drafts.latest("pk"))  # It was sent meanwhile.
    draft = versions.lock(draft, version) if draft else _begin(delegation, by)
    exchange = Exchange.objects.for_user(by).filter(pk=delegation.exchange_id).first()
    invitation = Invitation.objects.for_user(by, "reply").get(delegation=delegation)
    checked(said.get("terms", {}), invitation, delegation, exchange, by=by)
    if draft.said != said:
        draft.said = said
        versions.save(draft, by=by, fields=["said"])
        _ask_again(draft, by)
        record(by, "reply_draft.kept", draft)
    return draft


def _begin(delegation: Delegation, by: User) -> ReplyDraft:
    try:
        with transaction.atomic():
            return ReplyDraft.objects.create(
                delegation=delegation, label=private_label(delegation), holder=by, changed_by=by, version=0
            )
    except IntegrityError:  # A colleague was faster by a moment.
        stored = ReplyDraft.objects.for_user(by, "change").open().get(delegation=delegation)
        raise versions.Stale(stored) from None


def _ask_again(draft: ReplyDraft, by: User) -> None:
    asked = draft.sign_offs.exclude(state=SignOff.State.WAITING).select_related("person")
    people = [row.person for row in asked if row.person_id != by.pk]
    asked.update(state=SignOff.State.WAITING, decided_at=None, remark="")
    _tell(people, "sign_off_asked", draft, f"again:{draft.version}")


@transaction.atomic
def ask_sign_off(draft: ReplyDraft, *, person: User, due_on: date, by: User) -> SignOff:
    """Name somebody of the nation who must agree before the answer goes, and by which day.

    Raises:
        PermissionDenied: *by* isn't one of the delegation's liaisons.
        ValidationError: they can't read the draft, are asked already, or the day has passed.
    """
    require(by, "change", draft)
    draft = _open(draft)
    if person not in access.team_members(draft.delegation) or not _reads(person, draft):
        raise ValidationError({"person": _("Choose somebody of your nation who reads this draft.")})
    if draft.sign_offs.filter(person=person).exists():
        raise ValidationError({"person": _("%(person)s is asked already.") % {"person": person}})
    if due_on < timezone.localdate(timezone=ZoneInfo(draft.delegation.party.zone)):
        raise ValidationError({"due_on": _("That day has passed.")})
    row = SignOff.objects.create(draft=draft, label=draft.label, person=person, due_on=due_on, asked_by=by)
    record(by, "sign_off.asked", row, person=person.pk, due_on=due_on)
    _tell([person], "sign_off_asked", draft, f"{row.pk}:{draft.version}")
    return row


def _reads(person: User, draft: ReplyDraft) -> bool:
    return draft.label_id in Subject(person).dominated_label_ids


@transaction.atomic
def decide(sign_off: SignOff, *, agrees: bool, version: int, remark: str = "", by: User) -> SignOff:
    """Agree to the draft as it was at *version*, or say why not. Only whoever was asked does so.

    Raises:
        PermissionDenied: somebody else was asked.
        versions.Stale: the draft was changed since.
        ValidationError: no reason given for a no.
    """
    require(by, "change", sign_off)
    if sign_off.person_id != by.pk:
        raise PermissionDenied("Somebody else was asked to agree.")
    draft = _open(sign_off.draft, version)
    if not agrees and not remark.strip():
        raise ValidationError({"remark": _("Say what stands against it.")})
    row: SignOff = SignOff.objects.select_for_update(of=("self",)).get(pk=sign_off.pk)
    row.state = SignOff.State.AGREED if agrees else SignOff.State.REFUSED
    row.remark, row.decided_at = remark.strip(), timezone.now()
    row.save(update_fields=["state", "remark", "decided_at"])
    record(by, f"sign_off.{row.state}", row)
    people = {draft.holder_id: draft.holder, row.asked_by_id: row.asked_by}
    _tell([user for user in people.values() if user != by], "sign_off_decided", draft, f"{row.pk}:{draft.version}")
    return row


@transaction.atomic
def take_back_sign_off(sign_off: SignOff, *, by: User) -> SignOff:
    """Nobody need wait for this person any more.

    Raises:
        PermissionDenied: *by* isn't one of the delegation's liaisons.
    """
    require(by, "change", sign_off)
    _open(sign_off.draft)
    record(by, "sign_off.taken_back", sign_off, person=sign_off.person_id)
    sign_off.delete()
    return sign_off


@transaction.atomic
def hand_over(draft: ReplyDraft, *, to: User, by: User) -> ReplyDraft:
    """Give the pen to another liaison, who is told. The others may still read and write.

    Raises:
        PermissionDenied: *by* isn't one of the delegation's liaisons.
        ValidationError: *to* isn't one, or can't read the draft.
    """
    require(by, "change", draft)
    draft = _open(draft)
    if to not in access.team_members(draft.delegation) or not _reads(to, draft):
        raise ValidationError({"to": _("Choose somebody of your nation who reads this draft.")})
    draft.holder = to
    draft.save(update_fields=["holder"])
    record(by, "reply_draft.handed_over", draft, to=to.pk)
    _tell([to], "reply_handed_over", draft, f"{to.pk}:{timezone.now().isoformat()}")
    return draft


@transaction.atomic
def send(
    draft: ReplyDraft,
    *,
    version: int,
    invitation_version: int,
    packet: str | None = None,
    reason: str = "",
    level: Classification | None = None,
    by: User,
) -> Reply:
    """Answer the host with the draft, marked as the invitation or with *level* more strictly.

    Before all who were asked agree, only with a *reason*, which stays in the nation.

    Raises:
        PermissionDenied, IllegalMove, states.Stale, ValidationError: as for ``reply``.
        versions.Stale: a colleague changed the draft since *version*.
    """
    require(by, "change", draft)
    invitation = Invitation.objects.for_user(by, "reply").get(delegation=draft.delegation_id)
    reply = answer_with(invitation, version=invitation_version, packet=packet, level=level, by=by, **draft.said)
    draft = _open(draft, version)
    if draft.sign_offs.exclude(state=SignOff.State.AGREED).exists():
        if not reason.strip():
            raise ValidationError({"reason": _("Not everybody has agreed. Say why you send it nevertheless.")})
        draft.override_reason = reason.strip()
    draft.sent_as = reply
    versions.save(draft, by=by, fields=["sent_as", "override_reason"])
    record(by, "reply_draft.sent", draft, is_overridden=bool(draft.override_reason))
    return reply


@transaction.atomic
def write_note(delegation: Delegation, *, text: str, by: User) -> DeskNote:
    """Note something for one's own people.

    Raises:
        PermissionDenied: *by* isn't one of the delegation's liaisons.
        ValidationError: nothing written.
    """
    require(by, "reply", delegation)
    if not text.strip():
        raise ValidationError({"text": _("Write your note.")})
    note = DeskNote.objects.create(delegation=delegation, label=private_label(delegation), text=text.strip(), author=by)
    record(by, "desk_note.written", note)
    return note


@transaction.atomic
def remove_note(note: DeskNote, *, by: User) -> None:
    """Only its author removes a note.

    Raises:
        PermissionDenied: somebody else wrote it.
    """
    require(by, "change", note)
    if note.author_id != by.pk:
        raise PermissionDenied("Somebody else wrote this note.")
    record(by, "desk_note.removed", note)
    note.delete()


def _open(draft: ReplyDraft, version: int | None = None) -> ReplyDraft:
    """The draft, locked, unless it was sent already: then whoever acts looked at an older state."""
    stored = versions.lock(draft, version)
    if stored.sent_as_id is not None:
        raise versions.Stale(stored)
    return stored


def _tell(people: list[User], kind: str, draft: ReplyDraft, key: str) -> None:
    notify(people, kind, draft.delegation, key=f"desk:{draft.pk}:{kind}:{key}")
