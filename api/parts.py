"""What writes about the parts of an exchange share: which exchange, what label, and whom and what they name.

What isn't there and what its author doesn't see are refused with the same words.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.models import Party, User
from clearances.label_values import Terms
from clearances.labels import container_key
from exchanges.models import Exchange, ExchangeContent
from participants.known import named

LONGEST = 24  # A reference or a code.


class InstantField(serializers.DateTimeField):
    """An instant with its offset: a time of the clock alone could be any of many."""

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValidationError(_("Name the offset too, such as 2027-03-01T08:00:00Z."))
        return super().enforce_timezone(value)


def code(**terms: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST, **terms)


def several(child: serializers.Field, most: int, help_text: str) -> serializers.ListField:
    return serializers.ListField(child=child, required=False, max_length=most, help_text=help_text)


def content_of(user: User, reference: str) -> ExchangeContent:
    """The content of an exchange that *user* plans.

    Raises:
        ValidationError: under ``exchange``.
    """
    rows = ExchangeContent.objects.for_user(user, "change").select_related("exchange__label", "label__owner")
    found: ExchangeContent | None = rows.filter(exchange__reference=reference.upper()).first()
    if found is None:
        raise ValidationError({"exchange": [_("You plan no such exchange.")]})
    return found


def terms_for(content: ExchangeContent, title: str) -> Terms:
    """How a part may be marked: as the content if nothing is said, never more openly than the cover."""
    return Terms(
        owner=content.label.owner,
        title=title,
        blank=_("As the content of the exchange"),
        asked=content.label,
        floor=content.exchange.label,
        floor_title=_("The cover"),
        container=container_key(content.exchange),
    )


def party_in(said: dict[str, Any], name: str, user: User, exchange: Exchange) -> None:
    """Put the party that *said* names by its code under *name* in its place.

    Raises:
        ValidationError: under *name*: it doesn't take part, as far as *user* knows.
    """
    if said.get(name):
        said[name] = _parties(name, [said[name]], user, exchange)[0]
    elif name in said:
        said[name] = None


def parties_in(said: dict[str, Any], name: str, user: User, exchange: Exchange) -> None:
    """As ``party_in``, for a list."""
    if name in said:
        said[name] = _parties(name, said[name], user, exchange)


def _parties(name: str, codes: Collection[str], user: User, exchange: Exchange) -> list[Party]:
    wanted = {each.upper() for each in codes}
    found = named(user, exchange, wanted)
    if len(found) < len(wanted):
        raise ValidationError({name: [_("Name the host or nations that are invited, by their codes.")]})
    return found


def rows_in(said: dict[str, Any], name: str, rows: Callable[[], Any]) -> None:
    """Put the rows that *said* names by their ids under *name* in their place: all of them among *rows*.

    Raises:
        ValidationError: under *name*.
    """
    if said.get(name):
        wanted = set(said[name])
        said[name] = list(rows().filter(pk__in=wanted))
        if len(said[name]) < len(wanted):
            raise ValidationError({name: [_("There is no such one in this exchange.")]})


def row_in(said: dict[str, Any], name: str, rows: Callable[[], Any]) -> None:
    """As ``rows_in``, for one, or null."""
    if said.get(name):
        one = {name: [said[name]]}
        rows_in(one, name, rows)
        (said[name],) = one[name]
