"""Free the room of what nobody may get any more. Runs as the system, which sees every row."""

from datetime import datetime, timedelta

from files import storage
from files.models import File, FileVersion, PacketFile

KEPT = timedelta(days=30)  # A removed file can be looked into this long, by whoever may see past row-level security.


def sweep(at: datetime) -> int:
    """Delete what was removed long ago, and contents that no row names; how many contents went."""
    if not storage.is_due(at):
        return 0
    File.objects.filter(removed_at__lte=at - KEPT).delete()
    storage.tidy(at)
    return sum(storage.discard(place, at, _is_named) for place in list(storage.stale(at)))


def _is_named(digest: str) -> bool:
    return any(model.objects.filter(digest=digest).exists() for model in (FileVersion, PacketFile))
