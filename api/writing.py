"""Viewsets that write: the same services, versions and refusals as the pages, in a form that a program can read.

    class BlackoutViewSet(WritingViewSet):
        actions = {**READING, "partial_update": "change"}
        conflicts = {IllegalMove: _("…")}

        @extend_schema(request=AmendInput)
        def partial_update(self, request, **kwargs):
            row, said = self.get_object(), self.said(AmendInput)
            return self.shown(services.amend(row, version=self.version, by=request.user, **said))

A row that may not be seen is a 404, one that may be seen but not touched a 403. What a service refuses is a 400 by
field; a change based on an older version (``If-Match``) a 412 with the row as it is now; what its state forbids a 409.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as Refused
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from api.base import GuardedViewSet
from clearances.guards import Guarded, require
from programs.versions import Stale

READING = {"list": "view", "retrieve": "view"}
WHOLE = "non_field_errors"  # As the framework calls what concerns no single field.
MOST_DIGITS = 9  # Of a version.


class Conflict(APIException):
    """What is stored doesn't allow it any more."""

    status_code, default_code = 409, "conflict"


class Changed(APIException):
    """Somebody was faster: says who and when, and shows the row as it is now."""

    status_code, default_code = 412, "changed"

    def __init__(self, row: Any, current: Mapping[str, Any]) -> None:
        super().__init__()
        self.detail = {
            "detail": _("Somebody changed this after you read it. Nothing was saved."),
            "changed_by": str(row.changed_by) if row.changed_by else None,
            "changed_at": row.changed_at.isoformat() if row.changed_at else None,
            "current": current,
        }


class VersionWanted(APIException):
    """Nobody overwrites what they haven't read."""

    status_code, default_code = 428, "version_wanted"


class Input(serializers.Serializer):
    """What is said. A field that there isn't is refused, never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        if unknown:
            raise ValidationError({name: [_("There is no such field.")] for name in unknown})
        return super().to_internal_value(data)


class WritingViewSet(GuardedViewSet):
    """Lists and details of one model, and verbs. ``actions`` names for each what the model's guard calls it."""

    conflicts: ClassVar[Mapping[type[Exception], str | Promise]] = {}
    http_method_names = ["get", "head", "post", "patch", "delete"]

    def get_queryset(self) -> Any:
        """What may be seen; ``get_object`` decides about the rest."""
        super().get_queryset()  # Refuses a method that isn't declared.
        return self.with_related(self.visible(self.model))

    def get_object(self) -> Any:
        row = super().get_object()
        action = self.actions[self.action]
        if action != "view":
            require(self.request.user, action, row)
        return row

    def said(self, shape: type[Input]) -> dict[str, Any]:
        """The body, read as *shape*."""
        serializer = shape(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    @property
    def version(self) -> int:
        """The version that the change is based on: ``If-Match: "3"``."""
        said = self.request.headers.get("If-Match", "").strip().strip('"')
        if not said:
            raise VersionWanted(_('Name the version that you read, such as If-Match: "3".'))
        if not said.isdecimal() or len(said) > MOST_DIGITS:
            raise ValidationError({"If-Match": [_("A version is a number.")]})
        return int(said)

    def shown(self, row: Guarded, status: int = 200) -> Response:
        """*row* as it is stored by now, as a detail shows it."""
        return Response(self._as_stored(row.pk), status=status)

    def _as_stored(self, pk: Any) -> Mapping[str, Any]:
        row = get_object_or_404(self.with_related(self.visible(self.model)), pk=pk)
        self.attach([row])
        found: Mapping[str, Any] = self.get_serializer(row).data
        return found

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Refused):
            exc = ValidationError(by_field(exc))
        elif isinstance(exc, Stale):
            exc = Changed(exc.row, self._as_stored(exc.row.pk))
        for kind, text in self.conflicts.items():
            if isinstance(exc, kind):
                exc = Conflict(str(text))
        found: Response = super().handle_exception(exc)
        return found


def by_field(problem: Refused) -> dict[str, list[str]]:
    """What a service refused, by its field."""
    if not hasattr(problem, "error_dict"):
        return {WHOLE: problem.messages}
    return {WHOLE if name == NON_FIELD_ERRORS else name: texts for name, texts in problem.message_dict.items()}


__all__ = ["READING", "Input", "WritingViewSet", "by_field"]
