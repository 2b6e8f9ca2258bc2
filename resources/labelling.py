"""What the label of a new booking is chosen for: it follows the content of its exchange, or else the resource."""

from django.utils.translation import gettext as _

from accounts.models import User
from clearances.label_values import Terms
from clearances.labels import container_key
from exchanges.models import Exchange, ExchangeContent
from resources.models import Resource


def terms_for(author: User, resource: Resource, exchange: Exchange | None) -> Terms:
    """For a booking of *resource* for *exchange*, or (None) for its owner's own use."""
    content = _content(author, exchange)
    asked = content.label if content else resource.label
    return Terms(
        owner=asked.owner,
        title=_("booking"),
        blank=_("As the content of the exchange") if content else _("As the resource"),
        asked=asked,
        floor=exchange.label if exchange else None,
        floor_title=_("The exchange"),
        container=container_key(exchange or resource.owner),
    )


def _content(author: User, exchange: Exchange | None) -> ExchangeContent | None:
    if exchange is None:
        return None
    rows = ExchangeContent.objects.for_user(author, "change").select_related("label__owner")
    found: ExchangeContent | None = rows.filter(exchange=exchange).first()
    return found
