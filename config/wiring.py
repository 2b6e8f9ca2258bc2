"""The only place for signal receivers, each with the reason why an explicit call can't do it."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.attempts import account_named, client_address
from accounts.models import User
from audit.services import record
from clearances.guards import SYSTEM


@receiver(user_logged_in)
def record_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Signing in happens inside allauth, which calls nothing of ours afterwards on every path."""
    record(user, "account.signed_in", user, address=_address(request))


@receiver(user_login_failed)
def record_failed_sign_in(sender: Any, credentials: dict[str, Any], request: HttpRequest | None, **kwargs: Any) -> None:
    """Only Django announces failures. What was typed isn't kept: people type passwords into the wrong field."""
    account = account_named(credentials.get("username") or "")
    record(SYSTEM, "account.sign_in_failed", account, address=_address(request))


@receiver(user_logged_out)
def record_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Sessions are ended by allauth and by our limits alike; Django's announcement covers both."""
    if user is not None:
        record(user, "account.signed_out", user, address=_address(request))


def _address(request: HttpRequest | None) -> str:
    return "" if request is None else client_address(request)
