"""A label as a program says it."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.models import User
from api.writing import Input, by_field
from clearances.label_naming import named_label
from clearances.label_values import Terms
from clearances.labels import LabelValue

MOST, LONGEST = 60, 24


def codes(help_text: str) -> serializers.ListField:
    child = serializers.CharField(max_length=LONGEST)
    return serializers.ListField(child=child, required=False, max_length=MOST, help_text=help_text)


class LabelInput(Input):
    """Policy, level and audience by their codes. Its owner is that of what it marks."""

    policy = serializers.CharField(max_length=LONGEST)
    classification = serializers.CharField(max_length=LONGEST, help_text="Code of the level.")
    released_to = codes("Codes of nations and organisations beside the owner.")
    groups = codes("Codes of groups.")
    excluded = codes("Codes of those who are left out of the groups.")
    compartments = codes("Those that you hold.")
    informative = codes("Printed, never decided upon.")
    orcon = serializers.BooleanField(required=False)
    succeeds_on = serializers.DateField(required=False, help_text="From this day on the level is succeeded_by.")
    succeeded_by = serializers.CharField(max_length=LONGEST, required=False)
    review_on = serializers.DateField(required=False)


def label_in(said: dict[str, Any], *, author: User, terms: Terms) -> LabelValue | None:
    """Take the field ``label`` out of *said*; None where it was left out.

    Raises:
        ValidationError: under ``label``, by part.
    """
    label = said.pop("label", None)
    if label is None:
        return None
    try:
        return named_label(label, author=author, terms=terms)
    except Refused as problem:
        raise ValidationError({"label": by_field(problem)}) from problem
