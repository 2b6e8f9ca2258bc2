"""How lists are cut into pages."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import pagination
from rest_framework.exceptions import NotFound


class Pages(pagination.CursorPagination):
    """Next and previous only: no total, and no position that could tell of a gap."""

    page_size = 50
    ordering = ("pk",)

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        """The order of the viewset; nobody chooses another, so nobody sorts by what they can't see."""
        return tuple(getattr(view, "ordering", self.ordering))

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """A cursor names a value of the column that the list is sorted by; what can't be one is as any unknown cursor.

        The framework hands it to the database unread, so a forged one would end as a server error.
        """
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError) as problem:
            if self.cursor_query_param not in request.query_params:
                raise
            raise NotFound(self.invalid_cursor_message) from problem
