"""A viewset that can only ever see what the user may touch."""

from typing import Any, ClassVar

from rest_framework import viewsets
from rest_framework.exceptions import MethodNotAllowed

from clearances.guards import Guarded


class GuardedViewSet(viewsets.ReadOnlyModelViewSet):
    model: ClassVar[type[Guarded]]
    actions: ClassVar[dict[str, str]] = {"list": "view", "retrieve": "view"}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        undeclared = set(cls.actions.values()) - set(cls.model.guard.actions)
        if undeclared:
            raise TypeError(f"{cls.__name__}: {cls.model.__name__}.guard lacks {sorted(undeclared)}.")
        cls.access = (cls.model, "by method")

    def get_queryset(self) -> Any:
        if self.action not in self.actions:
            raise MethodNotAllowed(self.request.method)
        return self.model.objects.for_user(self.request.user, self.actions[self.action])
