"""The files of a packet, for pages of apps below."""

from typing import Any

from django import template

from files import reading
from participants.models import Delegation

register = template.Library()


@register.simple_tag(takes_context=True)
def files_in(context: Any, delegation: Delegation) -> dict[str, Any]:
    """As ``reading.packet_files``: the rows, and what the reader may add."""
    return reading.packet_files(context["request"].user, delegation)
