"""A contributor that fails after the others have done their work."""

from exchanges.changes import Change, Effect


class Broken(Exception):
    pass


def describe(change: Change) -> list[Effect]:
    return []


def apply(change: Change) -> None:
    raise Broken
