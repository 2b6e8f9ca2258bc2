"""What forms about exchanges may choose from."""

from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from programs.models import Program


def hosts() -> Any:
    return Party.objects.all()


def hosts_of(exchanges: Any) -> Any:
    """The hosts of the exchanges that the reader may see, and no sign of others."""
    return Party.objects.filter(pk__in=exchanges.order_by().values("host"))


def programs_of(user: Any, exchanges: Any) -> Any:
    """The programs that the reader may see and that have an exchange that the reader may see."""
    return Program.objects.for_user(user).filter(pk__in=exchanges.order_by().values("program"))


def zones() -> list[tuple[str, Any]]:
    """The host's own zone first, then every zone of a place."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [("", _("That of the host")), ("UTC", "UTC"), *((name, name) for name in places)]
