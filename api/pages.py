"""How lists are cut into pages."""

from typing import Any

from rest_framework import pagination


class Pages(pagination.CursorPagination):
    """Next and previous only: no total, and no position that could tell of a gap."""

    page_size = 50
    ordering = ("pk",)

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        """The order of the viewset; nobody chooses another, so nobody sorts by what they can't see."""
        return tuple(getattr(view, "ordering", self.ordering))
