"""Which role opens which permissions: the one page that says so (access.md §4).

A permission counts only on the kind of root it belongs to; a role granted on a program reaches its exchanges and
their delegations with the permissions that belong there.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    # Held on a program or an exchange.
    PLANNER = "planner", _("Planner")
    CELL_MEMBER = "cell_member", _("Member of the planning cell")
    # Held by a delegation's team; the last three are opened and closed by the invitation's state.
    LIAISON = "liaison", _("Liaison")
    INVITED = "invited", _("Invited nation")
    PARTICIPANT = "participant", _("Participating nation")
    CONTRIBUTOR = "contributor", _("Contributing nation")
    # Held on a nation or organisation.
    STAFF_OFFICER = "staff_officer", _("Staff officer")
    POINT_OF_CONTACT = "point_of_contact", _("Point of contact")
    SECURITY_ADMINISTRATOR = "security_administrator", _("Security administrator")
    RELEASING_OFFICER = "releasing_officer", _("Releasing officer")
    SECURITY_OFFICE = "security_office", _("Nation security office")
    AUDITOR = "auditor", _("Auditor")


MATRIX: dict[Role, frozenset[str]] = {
    Role.PLANNER: frozenset(
        {
            "programs.view_program",
            "programs.view_content",
            "programs.change_program",
            "programs.plan_exchange",
            "exchanges.view_exchange",
            "exchanges.view_content",
            "exchanges.change_exchange",
            "exchanges.invite_party",
            "participants.view_delegation",
            "participants.view_content",
            "participants.change_delegation",
            "participants.answer",
            "participants.assign_task",
        }
    ),
    Role.CELL_MEMBER: frozenset(
        {"programs.view_program", "programs.view_content", "exchanges.view_exchange", "exchanges.view_content"}
    ),
    Role.LIAISON: frozenset({"participants.view_delegation", "participants.reply", "participants.ask"}),
    Role.INVITED: frozenset({"exchanges.view_exchange"}),
    # On the exchange alone: it must never reach the delegations of others, so what opens there is a role of its own.
    Role.PARTICIPANT: frozenset({"exchanges.view_exchange", "exchanges.view_content"}),
    Role.CONTRIBUTOR: frozenset({"participants.view_content", "participants.do_task"}),
    Role.STAFF_OFFICER: frozenset(
        {"accounts.plan_programs", "accounts.ask_hosts", "accounts.keep_resources", "accounts.keep_calendar"}
    ),
    Role.POINT_OF_CONTACT: frozenset({"accounts.ask_hosts"}),
    Role.SECURITY_ADMINISTRATOR: frozenset(
        {"accounts.administer_clearances", "programs.view_program", "exchanges.view_exchange"}
    ),
    Role.RELEASING_OFFICER: frozenset({"accounts.release"}),
    Role.SECURITY_OFFICE: frozenset({"accounts.certify_nationals"}),
    Role.AUDITOR: frozenset({"accounts.audit"}),
}

# What an invited nation's team holds, from the invitation on and as long as its state says.
BY_INVITATION = frozenset({Role.LIAISON, Role.INVITED, Role.PARTICIPANT, Role.CONTRIBUTOR})

# Whoever holds one of these, or a clearance, signs in with a second factor.
SECOND_FACTOR_ROLES = frozenset(
    {Role.SECURITY_ADMINISTRATOR, Role.RELEASING_OFFICER, Role.SECURITY_OFFICE, Role.AUDITOR}
)
