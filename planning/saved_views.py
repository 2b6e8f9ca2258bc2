"""Ways to look at the board that somebody keeps under a name. The address itself is the link to share."""

from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from planning.board_filters import ExchangeFilter
from planning.models import QUERY_LENGTH, SavedView

MOST = 30
KEPT = ("group", "zoom", "from", "view", *ExchangeFilter.base_fields)


def views_of(user: User) -> list[SavedView]:
    return list(SavedView.objects.filter(user=user))


def kept(query: str) -> str:
    """*query* with nothing in it but what the board reads.

    Raises:
        ValidationError: it is longer than any the board writes.
    """
    found = dict(parse_qsl(query.removeprefix("?")))
    text = urlencode({name: found[name] for name in KEPT if found.get(name)})
    if len(text) > QUERY_LENGTH:
        raise ValidationError(_("This is too long for the board."))
    return text


@transaction.atomic
def save_view(name: str, query: str, *, by: User) -> SavedView:
    """Keep *query* as *name*, in place of what had that name.

    Raises:
        ValidationError: a query that isn't the board's, or too many views.
    """
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # Two tabs at once would overstep the limit.
    own = SavedView.objects.filter(user=by)
    if own.exclude(name=name).count() >= MOST:
        raise ValidationError({"name": _("You keep %(most)d views already: delete one first.") % {"most": MOST}})
    made, _is_new = own.update_or_create(name=name, user=by, defaults={"query": kept(query)})
    return made


def delete_view(name: str, *, by: User) -> None:
    """Forget one's view of that name; one that isn't there stays forgotten."""
    SavedView.objects.filter(user=by, name=name).delete()
