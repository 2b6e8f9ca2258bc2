"""How lists are cut into pages."""

from rest_framework import pagination


class Pages(pagination.CursorPagination):
    """Next and previous only: no total, and no position that could tell of a gap."""

    page_size = 50
    ordering = "pk"
