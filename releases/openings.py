"""Which nation has opened what, for the release ledger: noted from what a page really showed."""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.db.models import F, Max, Min, Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import Party, User
from clearances import context
from releases.models import Opening


def notice(request: HttpRequest, response: HttpResponseBase) -> None:
    """After a page about one thing: what of it was shown. Lists open nothing: they show covers by the dozen."""
    match = request.resolver_match
    if not isinstance(request.user, User) or response.status_code != HTTPStatus.OK or match is None or not match.kwargs:
        return
    add(request.user, context.noted_rows(), timezone.now())


def add(user: User, rows: Iterable[tuple[int, str, str]], at: datetime) -> None:
    """*rows* are (label id, model, key). One statement, whatever was shown before; none where nothing was shown."""
    nation = user.organisation.nation or user.organisation
    found = [
        Opening(party=nation, object_type=model, object_id=pk, label_id=label, first_at=at, last_at=at)
        for label, model, pk in sorted(rows)
        if apps.get_model(model) is not Opening
    ]
    if found:
        Opening.objects.bulk_create(
            found,
            update_conflicts=True,
            unique_fields=["party", "object_type", "object_id", "label"],
            update_fields=["last_at"],
        )


def of(party: Party, named: Iterable[tuple[str, Any]]) -> dict[tuple[str, str], tuple[datetime, datetime]]:
    """When somebody of *party* first and last read each of the rows (model, key) that any of them read.

    Only readings whose label at that time the asker dominates.
    """
    rule = Q(pk__in=[])
    wanted: dict[str, list[str]] = {}
    for model, pk in named:
        wanted.setdefault(model, []).append(str(pk))
    for model, pks in wanted.items():
        rule |= Q(object_type=model, object_id__in=pks)
    rows = Opening.objects.filter(rule, party=party).order_by().values("object_type", "object_id")
    dated = rows.annotate(first=Min(F("first_at")), last=Max(F("last_at")))
    return {(row["object_type"], row["object_id"]): (row["first"], row["last"]) for row in dated}
