"""A contributor for which nothing follows from anything."""

from exchanges.changes import Change, Effect


def describe(change: Change) -> list[Effect]:
    return []


def apply(change: Change) -> None:
    """Nothing."""
