"""Which nation has opened what, for the release ledger: noted from what a page really showed."""

from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.db.models import F, Max, Min, Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import Party, User
from clearances import context
from exchanges.models import Exchange
from participants.models import Delegation
from programs.models import Program
from releases.models import Opening
from releases.periods import ALWAYS, Period


def notice(request: HttpRequest, response: HttpResponseBase) -> None:
    """After a page about one thing: what of it was shown. Lists open nothing: they show covers by the dozen."""
    match = request.resolver_match
    if not isinstance(request.user, User) or response.status_code != HTTPStatus.OK or match is None or not match.kwargs:
        return
    if getattr(response, "is_question", False):
        return
    is_download = response.headers.get("Content-Disposition", "").startswith("attachment")
    add(request.user, (row for row in context.noted_rows() if is_download or not _waits(row[1])), timezone.now())


def _waits(model: str) -> bool:
    """Whether a page that names a row of *model*, such as a version of a file, doesn't open it yet."""
    return bool(getattr(apps.get_model(model), "is_opened_by_download", False))


def add(user: User, rows: Iterable[tuple[int, str, str]], at: datetime) -> None:
    """*rows* are (label id, model, key). One statement, whatever was shown before; none where nothing was shown."""
    nation = user.organisation.nation or user.organisation
    times = {"party": nation, "user": user, "day": at.astimezone(UTC).date(), "first_at": at, "last_at": at}
    found = [
        Opening(**times, object_type=model, object_id=pk, label_id=label)
        for label, model, pk in sorted(rows)
        if apps.get_model(model) is not Opening
    ]
    if found:
        Opening.objects.bulk_create(
            found,
            update_conflicts=True,
            unique_fields=["party", "object_type", "object_id", "label", "user", "day"],
            update_fields=["last_at"],
        )


def of(
    party: Party, named: Iterable[tuple[str, Any]], period: Period = ALWAYS
) -> dict[tuple[str, str], tuple[datetime, datetime]]:
    """When, in *period*, somebody of *party* first and last read each of the rows (model, key) that any of them read.

    Only readings whose label at that time the asker dominates.
    """
    rows = Opening.objects.filter(_named(named), period.days("day"), party=party)
    dated = (
        rows.order_by().values("object_type", "object_id").annotate(first=Min(F("first_at")), last=Max(F("last_at")))
    )
    return {(row["object_type"], row["object_id"]): (row["first"], row["last"]) for row in dated}


def of_each(
    nations: Iterable[int], named: Iterable[tuple[str, Any]]
) -> dict[tuple[int, str, str], tuple[datetime, datetime]]:
    """As ``of``, for several nations (keys) at once: by nation, model and key. One query."""
    rows = Opening.objects.filter(_named(named), party__in=list(nations))
    dated = rows.order_by().values("party", "object_type", "object_id")
    return {
        (row["party"], row["object_type"], row["object_id"]): (row["first"], row["last"])
        for row in dated.annotate(first=Min("first_at"), last=Max("last_at"))
    }


def last_by(users: Iterable[User], named: Iterable[tuple[str, Any]]) -> dict[int, datetime]:
    """When each of *users* last read one of the rows (model, key), as far as the asker dominates their labels."""
    rows = Opening.objects.filter(_named(named), user__in=list(users)).order_by().values("user")
    return {row["user"]: row["last"] for row in rows.annotate(last=Max("last_at"))}


def last_uses(root: Program | Exchange, users: list[User], reader: User) -> dict[int, datetime]:
    """For access reviews: when each of *users* last opened the program or exchange, or what invites somebody to it.

    Only what *reader* sees counts: a date must not tell that there is an invitation.
    """
    programs, exchanges = ([root.pk], list(_exchanges(root, reader))) if isinstance(root, Program) else ([], [root.pk])
    delegations = Delegation.objects.for_user(reader).filter(exchange__in=exchanges).values_list("pk", flat=True)
    keys = {"programs.program": programs, "exchanges.exchange": exchanges, "participants.delegation": delegations}
    return last_by(users, [(model, pk) for model, pks in keys.items() for pk in pks])


def _exchanges(program: Program, reader: User) -> Iterable[Any]:
    return Exchange.objects.for_user(reader).filter(program=program).values_list("pk", flat=True)


def last_by_label(users: Iterable[User]) -> dict[tuple[int, int], datetime]:
    """When each of *users* last opened what bore each label (user, label), of those that whoever acts dominates."""
    rows = Opening.objects.filter(user__in=list(users)).order_by().values("user", "label")
    return {(row["user"], row["label"]): row["last"] for row in rows.annotate(last=Max("last_at"))}


def _named(named: Iterable[tuple[str, Any]]) -> Q:
    rule = Q(pk__in=[])
    wanted: dict[str, list[str]] = {}
    for model, pk in named:
        wanted.setdefault(model, []).append(str(pk))
    for model, pks in wanted.items():
        rule |= Q(object_type=model, object_id__in=pks)
    return rule
