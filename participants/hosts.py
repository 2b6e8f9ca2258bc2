"""The host takes part too: its own delegation, which belongs to the planners."""

from clearances.guards import Actor
from clearances.services import inherit
from exchanges.models import Exchange
from participants.models import Delegation


def open_host_delegation(exchange: Exchange, *, by: Actor) -> Delegation:
    """Make the host's delegation of a new exchange. ``create_exchange`` calls it; *by* has been permitted there."""
    delegation = Delegation.objects.create(
        exchange=exchange, party=exchange.host, is_host=True, title=exchange.title, label=exchange.label
    )
    inherit(delegation, exchange)
    return delegation
