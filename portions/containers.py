"""What has a text, what a writer wants it to be, and what somebody has read of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clearances.guards import Actor, Guarded, System
from clearances.labels import LabelValue
from clearances.models import Label
from portions.models import Portion
from programs import versions

MOST_PORTIONS = 200


@dataclass(frozen=True)
class Container:
    """What has a text: the row that the portions hang from, and what their labels are measured by."""

    row: Any
    guarded: Guarded  # Whoever may "change" this may write the text.
    portions: type[Portion]
    default: Label  # The container's own: what a new portion is labelled with.
    floor: Label  # The cover's: no portion is more open.
    beside: tuple[tuple[type[Portion], Any], ...] = ()  # Other texts that a writer may quote: model, container's key.

    def visible(self, by: Actor) -> list[Portion]:
        """The portions that *by* may change, in their order; others are no business of theirs."""
        rows = self.portions.objects if isinstance(by, System) else self.portions.objects.for_user(by, "change")
        return list(rows.of(self.row).select_related("label__classification", "label__owner", "changed_by__person"))

    def quotable(self, by: Actor) -> list[Portion]:
        """What *by* can read in the texts beside this one; what they can't read, they can't repeat."""
        found: list[Portion] = []
        for model, key in self.beside:
            rows = model.objects if isinstance(by, System) else model.objects.for_user(by)
            found += rows.of(key).select_related("label__classification", "label__owner")
        return found


@dataclass(frozen=True)
class Block:
    """One portion as a writer wants it; errors about it are filed under *key*."""

    text: str
    label: Label | LabelValue | None = None  # None: as it is; a new one as its container.
    pk: UUID | None = None  # Of the portion that it changes; None makes a new one.
    key: str = ""


class Stale(versions.Stale):
    """The text isn't any more what its writer read. ``row`` is the newest change they may know of, if there is one."""

    def __init__(self, read: str, stored: list[Portion]) -> None:
        Exception.__init__(self, "the portions were changed")
        seen = set(read.split(","))
        changed = [(each.changed_at, each) for each in stored if each.changed_at and state_of([each]) not in seen]
        self.row = max(changed, key=lambda pair: pair[0], default=(None, None))[1]  # type: ignore[assignment]  # None: removed.
        self.stored = stored


def state_of(portions: Iterable[Portion]) -> str:
    """What a reader has read: ids and versions in their order, of what they may see and nothing else."""
    return ",".join(f"{portion.pk.hex}.{portion.version}" for portion in portions)
