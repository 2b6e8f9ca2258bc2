"""Who adds to what: dotted paths, because the work lies in apps above those that ask for it. Read by the settings."""

# What each sweep does, in order; dotted paths because the work lies in apps above jobs.
SWEEPS = [
    "audit.sealing.seal",
    "logistics.services.remind",
    "milestones.services.remind",
    "participants.services.expire_invitations",
    "demand.services.grant_sent",
    "participants.services.remind_of_replies",
    "participants.services.remind_of_sign_offs",
    "participants.services.deliver_late",
    "clearances.services.warn_of_lapses",
    "clearances.services.warn_of_waiver_lapses",
    "accounts.administration.postings.end_postings",
    "clearances.services.reviews.start_yearly",
    "clearances.services.reviews.remind_of_reviews",
    "clearances.services.reviews.close_reviews",
    "threads.services.escalate",
    "planning.polls.sweeps.close_due",
    "planning.polls.sweeps.reopen_left",
    "planning.polls.sweeps.remind",
    "files.services.sweep",
    "calendars.services.keep_loaded",
    "clearances.services.completion.keep_complete",
    "releases.retention.forget_old",
    "briefs.digests.sweep",
]
# What an outbox row of each kind does when it is delivered.
OUTBOX_HANDLERS = {
    "mail": "notifications.services.deliver",
    "invitation": "participants.services.send_ordered",
    "liaison": "participants.services.team.end_stand_in",
    "admission": "accounts.administration.admissions.deliver",
}
# What depends on an exchange's dates, host and state: each contributor lists effects, then carries them out.
EXCHANGE_CONTRIBUTORS = [
    "participants.effects",
    "resources.effects",
    "logistics.effects",
    "milestones.effects",
    "serials.effects",
    "phases.effects",
    "planning.polls.effects",
]
# What the apps carry over to the next edition of an exchange, in this order: who takes part before who is named.
EDITION_CONTRIBUTORS = [
    "participants.editions",
    "phases.editions",
    "milestones.editions",
    "resources.editions",
    "serials.editions",
]
# What every exchange has from its first day on, made by apps above it.
EXCHANGE_BEGINNINGS = ["participants.hosts.open_host_delegation"]
# The kinds of change that two persons decide together: dotted paths to lists of clearances.changes.Kind.
CHANGE_KINDS = [
    "clearances.kinds.suspensions.KINDS",
    "clearances.kinds.treaties.KINDS",
    "clearances.kinds.parties.KINDS",
    "clearances.kinds.equivalences.KINDS",
    "clearances.kinds.holdings.KINDS",
    "clearances.kinds.certification.KINDS",
    "clearances.kinds.grants.KINDS",
    "accounts.kinds.people.KINDS",
    "calendars.kinds.KINDS",
    "resources.kinds.KINDS",
]
# What waits for a person, in the order of the worklist.
WORKLIST_CONTRIBUTORS = [
    "participants.worklist.items",
    "demand.worklist.items",
    "threads.worklist.items",
    "clearances.worklist.items",
    "releases.worklist.items",
    "logistics.worklist.items",
    "files.worklist.items",
    "milestones.worklist.items",
    "resources.worklist.items",
    "planning.polls.worklist.items",
    "exchanges.worklist.items",
]

# What a nation's caveats can be about.
CAVEAT_TARGETS = ["serials.caveats.targets"]

# What calendars and their feeds hold (calendars.items).
CALENDAR_CONTRIBUTORS = [
    "exchanges.calendar_items.items",
    "phases.calendar_items.items",
    "logistics.calendar_items.items",
    "milestones.calendar_items.items",
    "serials.calendar_items.items",
    "resources.calendar_items.items",
]

# When people last used what they hold on a program or an exchange, for access reviews (clearances.uses).
LAST_USES = ["releases.openings.last_uses"]
# And when they last opened what bears each label.
LABEL_USES = ["releases.openings.last_by_label"]
