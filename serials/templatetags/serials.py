"""What the pages of serials look up. Reads no database."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from serials.clashes import Clash

register = template.Library()


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds for *key*."""
    return found.get(key)


@register.filter
def hard(found: Iterable[Clash] | None) -> list[Clash]:
    """Those clashes that can't both be."""
    return [clash for clash in found or () if clash.is_hard]


@register.filter
def soft(found: Iterable[Clash] | None) -> list[Clash]:
    """The others: somebody should look at them."""
    return [clash for clash in found or () if not clash.is_hard]
