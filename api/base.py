"""A viewset that can only ever see what the user may touch, and filters that never ask about what they may not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework import viewsets
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.request import Request

from clearances.guards import Guarded, GuardedQuerySet

PAGING = frozenset({"cursor"})


class Filters(DjangoFilterBackend):
    """The filters that a viewset names and no others: an unknown parameter is refused, never ignored."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        filterset = self.get_filterset_class(view, queryset)
        known = PAGING | set(filterset.base_filters if filterset and view.action == "list" else ())
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            raise ValidationError({name: [_("There is no such filter.")] for name in unknown})
        return super().filter_queryset(request, queryset, view) if view.action == "list" else queryset


class GuardedViewSet(viewsets.ReadOnlyModelViewSet):
    """Lists and details of one model, read only.

    ``attach`` gives each row of the page what is shown with it from other tables, each read once per page through its
    own guarded queryset; a serializer follows no relation by itself.
    """

    model: ClassVar[type[Guarded]]
    actions: ClassVar[dict[str, str]] = {"list": "view", "retrieve": "view"}
    related: ClassVar[tuple[str, ...]] = ()  # Only tables without a label, such as parties, and the row's own root.
    filter_backends = [Filters]
    http_method_names = ["get", "head"]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not hasattr(cls, "model"):  # A base of viewsets, such as those that write.
            return
        undeclared = set(cls.actions.values()) - set(cls.model.guard.actions)
        if undeclared:
            raise TypeError(f"{cls.__name__}: {cls.model.__name__}.guard lacks {sorted(undeclared)}.")
        cls.access = (cls.model, "by method")

    def get_queryset(self) -> Any:
        if self.action not in self.actions:
            raise MethodNotAllowed(self.request.method or "")
        return self.with_related(self.visible(self.model, self.actions[self.action]))

    def with_related(self, rows: Any) -> Any:
        """*rows* with what ``related`` names. Naming nothing would join every table, and lose rows by hidden ones."""
        return rows.select_related(*self.related) if self.related else rows

    def visible(self, model: type[Guarded], action: str = "view") -> GuardedQuerySet:
        return model.objects.for_user(self.request.user, action)

    def attach(self, rows: list[Any]) -> None:
        """Give each row what is shown with it; nothing by default."""

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        self.attach(rows or [])
        return rows

    def get_object(self) -> Any:
        row = super().get_object()
        self.attach([row])
        return row

    def by_key(self, model: type[Guarded], key: str, keys: Iterable[UUID]) -> Mapping[UUID, Any]:
        """Those rows of *model* that the user may see, by the value of their column *key*."""
        return {getattr(row, key): row for row in self.visible(model).filter(**{f"{key}__in": set(keys)})}

    def grouped(self, model: type[Guarded], key: str, keys: Iterable[UUID]) -> Mapping[UUID, list[Any]]:
        """As ``by_key``, for several rows a key, in their order."""
        found: dict[UUID, list[Any]] = defaultdict(list)
        for row in self.visible(model).filter(**{f"{key}__in": set(keys)}):
            found[getattr(row, key)].append(row)
        return found


def among(queryset: models.QuerySet[Any], path: str, visible: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """*queryset* narrowed to rows whose *path* is among rows that the user may see: never an oracle about others."""
    return queryset.filter(**{f"{path}__in": visible.values("pk")})


__all__ = ["FilterSet", "Filters", "GuardedViewSet", "among"]
