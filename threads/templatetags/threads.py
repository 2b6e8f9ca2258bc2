"""The threads of a delegation, for pages of apps below."""

from typing import Any

from django import template

from participants.models import Delegation
from threads import reading

register = template.Library()


@register.simple_tag(takes_context=True)
def threads_of(context: Any, delegation: Delegation) -> dict[str, Any]:
    """As ``reading.in_packet``."""
    return reading.in_packet(context["request"].user, delegation)
