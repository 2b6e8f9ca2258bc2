"""What sending an invitation, or taking it back, does: said before it is done."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.changes import Effect
from participants.models import Invitation
from participants.services.access import DAYS_AFTER, team_members
from participants.states import SEES_CONTENT, SEES_COVER


def of_issuing(invitation: Invitation) -> list[Effect]:
    return [
        *_told(invitation),
        Effect(
            _("Open the cover of the exchange to them, until %(days)s days after ENDEX.") % {"days": DAYS_AFTER}, "id"
        ),
        Effect(_("Let them reply and ask questions. The content stays closed until they accept."), "message"),
        Effect(_("Close the invitation by itself if no answer comes in time."), "clock"),
    ]


def of_withdrawing(invitation: Invitation) -> list[Effect]:
    """Nothing for a draft: nobody knows of it."""
    if invitation.state not in SEES_COVER:
        return []
    closed = Effect(_("Close the cover to them at once."), "lock")
    if invitation.state in SEES_CONTENT:
        closed = Effect(_("Close the cover, the content and their tasks to them at once."), "lock")
    own = Effect(_("Leave them their own file: the invitation as it was sent, their replies and questions."), "file")
    return [*_told(invitation), closed, own]


def of_confirming(invitation: Invitation) -> list[Effect]:
    return [
        *_told(invitation),
        Effect(_("Show both sides the answer and its seats as confirmed, until the nation answers again."), "check"),
    ]


def of_renewing(invitation: Invitation) -> list[Effect]:
    effects = [
        *_told(invitation),
        Effect(_("Leave the answer that stands in force, with all that it opened, until the new one comes."), "file"),
        Effect(_("Remind them as of any answer; if none comes, the old one stands."), "clock"),
    ]
    if invitation.confirmed_at:
        effects.append(Effect(_("Take your confirmation of the old answer back."), "x"))
    return effects


def _told(invitation: Invitation) -> list[Effect]:
    n = team_members(invitation.delegation).count()
    if not n:
        return [Effect(_("Tell nobody: the nation has liaisons, but none of them can sign in."), "alert-triangle", 0)]
    text = ngettext(
        "Tell %(n)d liaison of %(party)s, in the portal and by e-mail.",
        "Tell %(n)d liaisons of %(party)s, in the portal and by e-mail.",
        n,
    )
    return [Effect(text % {"n": n, "party": invitation.delegation.party}, "send", n)]
