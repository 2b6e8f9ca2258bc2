"""Pages of a list by key, not by number: nothing is counted, and a row that appears meanwhile moves no other."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.http import QueryDict

SIZE = 25


@dataclass(frozen=True)
class Page:
    """The rows to show, and the query strings of the pages around them ("" where there is none)."""

    rows: list[Any]
    previous: str
    next: str


def page_of(rows: QuerySet[Any], query: QueryDict, *, key: str, size: int = SIZE, is_falling: bool = False) -> Page:
    """One page of *rows* in the order of (*key*, pk), as ``after`` or ``before`` in the address say.

    With *is_falling* the greatest *key* comes first.

    A cursor that can't be read shows the first page: it holds values that its reader has seen, and names no row.
    """
    is_back = "before" in query
    cursor = _read(rows, key, query.get("before") or query.get("after") or "")
    is_back = is_back and cursor is not None
    sign, side = ("-", "lt") if is_back != is_falling else ("", "gt")
    if cursor is not None:
        rows = rows.filter(_beyond(key, cursor, side))
    found = list(rows.order_by(f"{sign}{key}", f"{sign}pk")[: size + 1])
    shown, is_more = found[:size], len(found) > size
    if is_back:
        shown.reverse()
    has_previous, has_next = (is_more, True) if is_back else (cursor is not None, is_more)
    return Page(
        shown,
        _address(query, "before", key, shown[0]) if shown and has_previous else "",
        _address(query, "after", key, shown[-1]) if shown and has_next else "",
    )


def _beyond(key: str, cursor: tuple[Any, Any], side: str) -> Q:
    """``(key, pk) > (value, pk)``, told so that an index on both begins there instead of at the first row."""
    value, pk = cursor
    return Q(**{f"{key}__{side}e": value}) & (Q(**{f"{key}__{side}": value}) | Q(**{f"pk__{side}": pk}))


def _address(query: QueryDict, direction: str, key: str, row: Any) -> str:
    target = query.copy()
    target.pop("after", None)
    target.pop("before", None)
    values = json.dumps([getattr(row, key), row.pk], cls=DjangoJSONEncoder)
    target[direction] = base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")
    return f"?{target.urlencode()}"


def _read(rows: QuerySet[Any], key: str, text: str) -> tuple[Any, Any] | None:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if b"\0" in str(value).encode():  # Nothing that the database would choke on; half characters don't encode.
            return None
        return rows.model._meta.get_field(key).to_python(value), rows.model._meta.pk.to_python(pk)
    except (ValueError, TypeError, OverflowError, binascii.Error, ValidationError, RecursionError):
        return None
