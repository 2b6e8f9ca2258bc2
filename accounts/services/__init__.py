"""Every write about parties, people, accounts and teams."""

from accounts.services.parties import (
    add_membership,
    amend_party,
    change_party,
    create_group,
    create_party,
    end_membership,
    keeps_registry,
    operator,
    require_keeper,
)
from accounts.services.people import (
    LANGUAGES,
    choose,
    create_person,
    create_team,
    create_user,
    demonstration_user,
    demonstration_users,
    join,
    liaison_team,
)

__all__ = [
    "LANGUAGES",
    "add_membership",
    "amend_party",
    "change_party",
    "choose",
    "create_group",
    "create_party",
    "create_person",
    "create_team",
    "create_user",
    "demonstration_user",
    "demonstration_users",
    "end_membership",
    "join",
    "keeps_registry",
    "liaison_team",
    "operator",
    "require_keeper",
]
