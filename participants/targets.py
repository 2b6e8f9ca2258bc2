"""What a caveat can be about: the activities of an exchange, told by the apps above that keep them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from exchanges.models import Exchange


@dataclass(frozen=True)
class Target:
    """One activity as its reader may see it."""

    key: str
    name: str
    url: str
    moved_at: datetime | None = None  # When it last got another time or place.


def targets(user: User, exchange: Exchange) -> dict[str, Target]:
    """Those of *exchange* that *user* sees, by key, in order (settings.CAVEAT_TARGETS). Constant queries."""
    found: dict[str, Target] = {}
    for path in settings.CAVEAT_TARGETS:
        tell: Callable[[User, Exchange], Iterable[Target]] = import_string(path)
        found |= {target.key: target for target in tell(user, exchange)}
    return found
