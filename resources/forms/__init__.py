"""The shape of what is entered about resources and bookings."""

from resources.forms.bookings import (
    BookForm,
    DecisionForm,
    FreeForm,
    KeeperFreeForm,
    MoveForm,
    OfferForm,
    TurnForm,
    WhichForm,
    put_back,
)
from resources.forms.resources import AmendForm, FilterForm, PublishForm, ResourceForm

__all__ = [
    "AmendForm",
    "BookForm",
    "DecisionForm",
    "FilterForm",
    "FreeForm",
    "KeeperFreeForm",
    "MoveForm",
    "OfferForm",
    "PublishForm",
    "ResourceForm",
    "TurnForm",
    "WhichForm",
    "put_back",
]
