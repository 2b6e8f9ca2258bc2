"""The kinds of change that need two persons: what each touches, does, and is called.

An app lists its kinds in a module named in ``settings.CHANGE_KINDS``; whoever proposes names a kind and its facts.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.module_loading import import_string

from accounts.models import User
from clearances.guards import Actor
from clearances.previews import Scope

Facts = dict[str, Any]  # JSON-able ids, dates and codes; never contents.


def nobody(facts: Facts) -> set[int]:
    return set()


def nothing(facts: Facts, by: User) -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """One kind of two-person change.

    ``check`` raises a ValidationError by field; it runs when the change is proposed and again before ``apply``, which
    calls the ordinary service as the approver. ``state`` gives what the change touches as it stands, so that any edit
    meanwhile makes the approval void. ``beneficiaries`` are person ids that may neither propose nor approve.
    ``obstacle`` says why a certain officer may not decide. With a ``scope``, pages show who gains and who loses.
    """

    name: str
    permission: str
    check: Callable[[Facts, Actor], None]
    apply: Callable[[Facts, Actor], object]
    state: Callable[[Facts], Any]
    title: Callable[[Facts, User], str]
    details: Callable[[Facts, User], list[tuple[str, str]]]
    beneficiaries: Callable[[Facts], set[int]] = nobody
    obstacle: Callable[[Facts, User], str] = nothing
    scope: Callable[[Facts], Scope | None] | None = None


@cache
def kinds() -> dict[str, Kind]:
    """By name: every kind of every app."""
    found = [kind for path in settings.CHANGE_KINDS for kind in import_string(path)]
    return {kind.name: kind for kind in found}


def canonical(facts: Facts) -> Facts:
    """*facts* as the database will give them back: what was hashed is what will be carried out."""
    plain: Facts = json.loads(json.dumps(facts, cls=DjangoJSONEncoder))
    return plain


def digest_of(kind: Kind, party_id: int, facts: Facts) -> str:
    """The exact change: its kind, its facts, and how all that it touches stands now."""
    whole = {"kind": kind.name, "party": party_id, "facts": facts, "state": kind.state(facts)}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()
