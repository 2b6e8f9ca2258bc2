"""Every write about resources and their bookings."""

from resources.services.booking import NotAvailable, book
from resources.services.changing import accept_offer, firm_up, free, restore
from resources.services.deciding import approve, offer, refuse
from resources.services.keeping import add_resource, amend_resource, publish_busy, retire, withdraw_busy
from resources.services.moving import move, move_series
from resources.services.series import free_series, restore_series

__all__ = [
    "NotAvailable",
    "accept_offer",
    "add_resource",
    "amend_resource",
    "approve",
    "book",
    "firm_up",
    "free",
    "free_series",
    "move",
    "move_series",
    "offer",
    "publish_busy",
    "refuse",
    "restore",
    "restore_series",
    "retire",
    "withdraw_busy",
]
