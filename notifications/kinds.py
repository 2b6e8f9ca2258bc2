"""Every kind of message: its words in the portal. A mail never says more than that something waits."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# All that a mail says: that there is something, and the address where it is read.
WAITS = _("Something in Accord waits for you. Sign in to read it:\n\n%(url)s\n")
NEWS = _("There is news in Accord. Sign in to read it:\n\n%(url)s\n")


@dataclass(frozen=True)
class Kind:
    """*text* may name ``%(title)s``, the title of the object as the reader may see it when they read."""

    text: str | Promise
    icon: str
    mail: str | Promise = WAITS


KINDS: dict[str, Kind] = {
    "invited": Kind(_("You are invited to %(title)s."), icon="mail"),
    "invitation_amended": Kind(_("Your invitation to %(title)s was changed."), icon="mail"),
    "invitation_withdrawn": Kind(_("The invitation to %(title)s was withdrawn."), icon="mail-off"),
    "reply_due": Kind(_("A reply to the invitation to %(title)s is due soon."), icon="clock"),
    "invitation_expired": Kind(_("The invitation to %(title)s has expired."), icon="clock-x"),
    "replied": Kind(_("A nation has replied to its invitation to %(title)s."), icon="mail-check"),
    "sign_off_asked": Kind(_("You are asked to agree to your nation's reply: %(title)s."), icon="pencil"),
    "sign_off_decided": Kind(_("A colleague said whether they agree to your nation's reply: %(title)s."), icon="check"),
    "reply_handed_over": Kind(_("A colleague handed you your nation's reply: %(title)s."), icon="pencil"),
    "sign_off_due": Kind(_("Your word on your nation's reply is overdue: %(title)s."), icon="alarm"),
    "packet_sign_off_asked": Kind(_("You are asked to sign a packet before it is sent: %(title)s."), icon="pencil"),
    "packet_sign_off_decided": Kind(_("An office has signed a packet or objects to it: %(title)s."), icon="check"),
    "packet_sign_off_due": Kind(_("Your signature under a packet is overdue: %(title)s."), icon="alarm"),
    "answer_confirmed": Kind(_("The host has confirmed your answer: %(title)s."), icon="check"),
    "renewal_asked": Kind(_("The host asks you to renew your answer: %(title)s."), icon="mail-question"),
    "time_asked": Kind(_("A nation asks for more time to answer: %(title)s."), icon="clock"),
    "time_granted": Kind(_("You have more time to answer: %(title)s."), icon="clock"),
    "time_refused": Kind(_("The host can't give you more time: %(title)s."), icon="clock-x"),
    "asked": Kind(_("A nation asks about %(title)s."), icon="help"),
    "file_given": Kind(_("A nation handed you a file for %(title)s."), icon="file"),
    "thread_opened": Kind(_("You are asked, or something is discussed with you: %(title)s."), icon="message-question"),
    "thread_written": Kind(_("Somebody wrote in a thread of yours: %(title)s."), icon="message-question"),
    "mentioned": Kind(_("Somebody names you: %(title)s."), icon="message-question"),
    "published": Kind(_("The host tells your nation something: %(title)s."), icon="message-check"),
    "thread_due": Kind(_("A question waits for your side's answer and is due soon: %(title)s."), icon="clock"),
    "thread_overdue": Kind(_("A question is overdue: %(title)s."), icon="alarm"),
    "request_sent": Kind(_("A partner asks you for something: %(title)s."), icon="message-question"),
    "request_reviewed": Kind(_("Your request is under review: %(title)s."), icon="message-question"),
    "request_granted": Kind(_("Your request is granted: %(title)s."), icon="check"),
    "request_refused": Kind(_("Your request is declined: %(title)s."), icon="message-question"),
    "request_withdrawn": Kind(_("A partner withdrew its request: %(title)s."), icon="message-question"),
    "answered": Kind(_("Your question about %(title)s was answered."), icon="message-check"),
    "digest": Kind(_("There is news since you last looked: %(title)s."), icon="news", mail=NEWS),
    "dates_changed": Kind(_("%(title)s has new dates."), icon="calendar-event"),
    "postponed": Kind(_("%(title)s was postponed."), icon="calendar-pause"),
    "rehosted": Kind(_("%(title)s has a new host."), icon="home-move"),
    "cancelled": Kind(_("%(title)s was cancelled."), icon="calendar-off"),
    "task_given": Kind(_("You have a new task: %(title)s."), icon="checklist"),
    "task_changed": Kind(_("A task has a new due date: %(title)s."), icon="checklist"),
    "task_cancelled": Kind(_("A task was taken back: %(title)s."), icon="checklist"),
    "task_due_soon": Kind(_("A task is due soon: %(title)s."), icon="clock"),
    "task_due": Kind(_("A task is due: %(title)s."), icon="alarm"),
    "task_done": Kind(_("A task was done: %(title)s."), icon="check"),
    "bookings_requested": Kind(
        _("Bookings of several resources wait for your decision: %(title)s and others."), icon="calendar-question"
    ),
    "booking_requested": Kind(_("A booking waits for your decision: %(title)s."), icon="calendar-question"),
    "booking_approved": Kind(_("A booking was approved: %(title)s."), icon="calendar-check"),
    "booking_refused": Kind(_("A booking was refused: %(title)s."), icon="calendar-x"),
    "booking_offered": Kind(_("Another time is offered for a booking: %(title)s."), icon="calendar-time"),
    "booking_offer_accepted": Kind(_("The time that you offered was taken: %(title)s."), icon="calendar-check"),
    "booking_freed": Kind(_("A booking was freed: %(title)s."), icon="calendar-off"),
    "booking_left": Kind(_("A booking went to another resource: %(title)s is free then."), icon="calendar-off"),
    "milestone_given": Kind(_("You see to a milestone: %(title)s."), icon="flag"),
    "milestone_due_soon": Kind(_("A milestone is due soon: %(title)s."), icon="clock"),
    "milestone_due": Kind(_("A milestone is due: %(title)s."), icon="alarm"),
    "poll_opened": Kind(_("Which days suit you? You are asked about %(title)s."), icon="calendar-question"),
    "poll_due": Kind(_("Say which days suit you: a date poll about %(title)s ends soon."), icon="clock"),
    "poll_answered": Kind(_("A nation has answered your date poll about %(title)s."), icon="calendar-check"),
    "poll_over": Kind(_("The date poll about %(title)s is closed: now you decide."), icon="calendar-time"),
    "poll_reopened": Kind(_("You may answer again which days suit you: %(title)s."), icon="calendar-question"),
    "poll_kept": Kind(_("%(title)s keeps its dates."), icon="calendar-check"),
    "poll_dropped": Kind(_("The date poll about %(title)s ended without new dates."), icon="calendar-off"),
    "change_proposed": Kind(_("A change to who may see what waits for a second person."), icon="users"),
    "change_approved": Kind(_("A change that you proposed was approved."), icon="check"),
    "change_refused": Kind(_("A change that you proposed was refused."), icon="x"),
    "release_proposed": Kind(_("A release waits for your word: %(title)s."), icon="lock-open"),
    "release_approved": Kind(_("A release that you asked for was approved: %(title)s."), icon="check"),
    "release_refused": Kind(_("A release that you asked for was refused: %(title)s."), icon="x"),
    "party_suspended": Kind(_("A party was suspended: %(title)s."), icon="ban"),
    "review_started": Kind(_("An access review has begun: %(title)s."), icon="list-check"),
    "review_due": Kind(_("An access review is due; what nobody answers is suspended: %(title)s."), icon="clock"),
    "review_closed": Kind(_("An access review is over: %(title)s."), icon="list-check"),
    "clearance_requested": Kind(_("A clearance waits for your confirmation: %(title)s."), icon="shield-question"),
    "clearance_granted": Kind(_("Your clearance was confirmed: %(title)s."), icon="shield-check"),
    "clearance_ended": Kind(_("One of your clearances has ended: %(title)s."), icon="shield-off"),
    "clearance_resumed": Kind(_("One of your clearances counts again: %(title)s."), icon="shield-check"),
    "waiver_requested": Kind(_("A waiver waits for your confirmation: %(title)s."), icon="shield-question"),
    "waiver_granted": Kind(_("A waiver of yours was confirmed: %(title)s."), icon="shield-check"),
    "waiver_ended": Kind(_("One of your waivers has ended: %(title)s."), icon="shield-off"),
    "waiver_resumed": Kind(_("One of your waivers counts again: %(title)s."), icon="shield-check"),
    "waiver_lapsing": Kind(_("A waiver lapses soon: %(title)s."), icon="shield"),
    "clearance_lapsing": Kind(_("A clearance lapses soon: %(title)s."), icon="shield"),
}
