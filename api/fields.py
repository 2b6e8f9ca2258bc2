"""What several resources show alike."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Party
from clearances import markings


class MarkingSerializer(serializers.Serializer):
    """The marking in words; whatever is taken from here carries it along."""

    text = serializers.CharField()
    level = serializers.CharField()


@extend_schema_field(MarkingSerializer)
class MarkingField(serializers.ReadOnlyField):
    """The marking of one row, from its label's id: no query per row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="label_id", help_text=_("Marking of this item."), **kwargs)

    def to_representation(self, value: int) -> dict[str, str]:
        marking = markings.of_label(value)
        return {"text": marking.text, "level": marking.level}


class PartySerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__")

    class Meta:
        model = Party
        fields = ["code", "name"]
