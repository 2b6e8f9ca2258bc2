"""What a request showed, and what it was refused: decided from its answer, so that no page can forget to say so.

A page's reads are the labelled rows that it loaded, the same that raise its banner (docs/adr/0005). A refusal is any
403 and 404 behind an address that exists; it costs the same whether what was asked for is hidden or never was.
"""

from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import User
from audit import ownership, writing
from audit.models import Event
from audit.writing import Draft
from clearances import context, decisions, facts
from clearances.checks import access_of

OPENS = "secret"  # What an address calls an argument that opens something: nobody reads it in a record.
MOST_ROWS = 200  # Of one label; how many there were is said beside them.
REFUSALS = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
# Forms shown again and answers that somebody else was faster show the rows that they are about.
SHOWING = {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.UNPROCESSABLE_ENTITY}


def notice(request: HttpRequest, response: HttpResponseBase) -> None:
    """Record what *response* shows or refuses to whoever is signed in; fails closed: no event, no answer."""
    user, status = request.user, response.status_code
    if not isinstance(user, User) or request.resolver_match is None or getattr(response, "is_question", False):
        return
    if status in REFUSALS:
        writing.add([refusal(user, request, status)])
    elif status in SHOWING or HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        writing.add(reads(user, request))


def refusal(user: User, request: HttpRequest, status: int) -> Draft:
    """What was asked for, as it was asked for. The record of the asker's own party; the owner's comes with sealing."""
    match = request.resolver_match
    assert match is not None  # noqa: S101  (Said by the caller; for the type checker.)
    key, value = next(iter(match.kwargs.items()), ("", ""))
    return Draft(
        action="access.denied",
        outcome=Event.Outcome.DENIED,
        actor_id=user.pk,
        object_type=_model_of(match.func),
        object_id="" if key == OPENS else str(value),
        party=ownership.of_user(user),
        facts={"route": match.view_name, "key": key, "method": request.method, "status": int(status)},
    )


def _model_of(view: Any) -> str:
    """What a view's address names a row of; "" for a view about nothing but the person themselves."""
    declared = access_of(view)
    model = declared[0] if declared else None
    return model._meta.label_lower if isinstance(model, type) and issubclass(model, models.Model) else ""


def reads(user: User, request: HttpRequest) -> Iterator[Draft]:
    """One event for each label at or above the level that counts, so that each is read at exactly its own."""
    rows: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for label_id, model, pk in context.noted_rows():
        rows[label_id].append((model, pk))
    if not rows:
        return
    known = ownership.known()
    for label_id, found in sorted(rows.items()):
        label = known.labels.get(label_id)
        if label is not None and counts(label, known):
            yield _read(user, request, label, sorted(found))


def counts(label: decisions.Label, known: facts.Facts) -> bool:
    """Whether reading what bears *label* is an event: from the policy's level on, or with any compartment."""
    now = decisions.effective(label, timezone.now())
    policy = known.world.policies[now.policy]
    threshold = _threshold(policy)
    return bool(now.compartments) or (threshold is not None and now.rank >= threshold)


def _threshold(policy: decisions.Policy) -> int | None:
    """The rank from which reads count; a level that the policy doesn't have makes all of them count."""
    code = settings.AUDIT_READS_FROM.get(policy.id)
    if code is None:
        return policy.clearance_from
    return policy.levels.index(code) if code in policy.levels else 0


def _read(user: User, request: HttpRequest, label: Any, rows: list[tuple[str, str]]) -> Draft:
    model, pk = rows[0] if len(rows) == 1 else ("", "")
    match = request.resolver_match
    named = [] if len(rows) == 1 else [f"{name}:{key}" for name, key in rows[:MOST_ROWS]]
    return Draft(
        action="content.read",
        actor_id=user.pk,
        object_type=model,
        object_id=pk,
        label_id=label.id,
        party=label.owner,
        facts={"route": match.view_name if match else "", "rows": named, "count": len(rows)},
    )
