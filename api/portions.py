"""Portions: the paragraphs of a text that the reader may see, each with its marking."""

from collections.abc import Iterable

from rest_framework import serializers

from api.fields import MarkingField
from portions.models import Portion


class PortionSerializer(serializers.Serializer):
    """One paragraph. Neither its id nor its place: they could tell of others."""

    text = serializers.CharField(help_text="Simple Markdown: emphasis, lists, links.")
    marking = MarkingField()


def joined(portions: Iterable[Portion]) -> str:
    """The paragraphs as one text."""
    return "\n\n".join(portion.text for portion in portions)
