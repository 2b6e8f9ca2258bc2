"""What a feed holds at this moment: decided anew at each fetch, for whoever's token it is and up to its ceiling."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Party, User
from audit import noticing, writing
from calendars import ics
from calendars.items import EVERYTHING, Scope, items_for
from clearances import context, needs
from clearances.guards import roots_held
from clearances.label_choices import LabelChoices
from clearances.models import Classification, Token, offered
from clearances.services.tokens import bearer_of, note_use
from clearances.subjects import acting_as

DAYS_BACK, DAYS_AHEAD = 180, 1_100
ADMINISTER = "accounts.administer_clearances"


@dataclass(frozen=True)
class Fetched:
    """A feed as its user may have it now."""

    user: User
    content: bytes


def fetch(request: HttpRequest, secret: str) -> Fetched | None:
    """None whatever is wrong: unknown, ended, expired, suspended, or what it tells of isn't seen any more.

    Reads are those of the token's user, whoever may be signed in where the request comes from.
    """
    found = bearer_of(secret, Token.Purpose.FEED)
    if found is None:
        return None
    token, user = found
    with (
        acting_as(user),
        context.noting_labels(),
        translation.override(user.language),
        timezone.override(user.zone_info),
    ):
        content = _content(token, user)
        if content is not None:
            note_use(token)
            writing.add(noticing.reads(user, request))
    return None if content is None else Fetched(user, content)


def _content(token: Token, user: User) -> bytes | None:
    scope, root = EVERYTHING, None
    if token.scope != Token.Scope.MINE:
        root = needs.seen(user, token.scope, token.scope_id)
        if root is None:
            return None
        scope = Scope(**{token.scope: token.scope_id})
    today = timezone.localdate()
    items = items_for(user, today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD), scope)
    name, labels = (_("Accord"), ()) if root is None else (f"Accord: {root}", (root.label_id,))
    return ics.written(items, name=name, recipient=str(user), more_labels=labels)


def addresses_of(secret: str) -> dict[str, str]:
    """Where a calendar fetches it, and the same as a link that opens one. Shown once."""
    address = settings.BASE_URL + reverse("calendars:feed", args=[secret])
    scheme, _colon, rest = address.partition(":")
    opener = "webcals" if scheme == "https" else "webcal"  # "webcal" would send the secret in clear first.
    return {"address": address, "webcal": f"{opener}:{rest}"}


def levels_for(user: User) -> Any:
    """Levels of the policies that *user* works under, as far as a feed could hold them."""
    policies = LabelChoices(user, user.organisation).policies
    rows = Classification.objects.filter(offered(timezone.localdate()), policy__in=policies)
    return rows.exclude(rank__gte=F("policy__clearance_from")).exclude(rank__gte=F("policy__second_factor_from"))


def effects_of_ending() -> list[str]:
    return [
        _("Its address opens nothing any more, from now on. A new feed has a new address."),
        _("What a calendar has fetched already stays there until it is removed from it."),
    ]


def mine(user: User) -> list[Token]:
    """The feeds of *user* that still open something, newest first, each with ``tells_of`` in words."""
    tokens = (
        Token.objects.for_user(user)
        .select_related("user")
        .filter(user=user, purpose=Token.Purpose.FEED)
        .live(timezone.now())
    )
    return [_described(user, token) for token in tokens.prefetch_related("levels")]


def of_others(user: User, parties: Any) -> Any:
    """The live feeds of other people of *parties*. What they tell of is their user's to know."""
    rows = Token.objects.for_user(user, "end").filter(user__person__organisation__in=parties).exclude(user=user)
    return rows.live(timezone.now()).select_related("user__person__organisation")


def keeps_others(user: User) -> bool:
    return roots_held(user, ADMINISTER, Party).exists()


def _described(user: User, token: Token) -> Token:
    root = None if token.scope == Token.Scope.MINE else needs.seen(user, token.scope, token.scope_id)
    token.tells_of = token.get_scope_display() if token.scope == Token.Scope.MINE else root  # type: ignore[attr-defined]
    return token


def root_named(user: User, kind: str, reference: str) -> Any:
    """The program or exchange of that reference, if *user* sees its cover; None for anything else."""
    return needs.kinds()[kind].objects.for_user(user).filter(reference=reference.upper()).first()
