"""The only place for signal receivers, each with the reason why an explicit call can't do it."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.attempts import account_named, client_address
from accounts.models import User
from audit.services import record
from clearances import keys
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


@receiver(post_migrate, sender=installed.get_app_config("clearances"))
def install_keys(sender: Any, apps: Any, **kwargs: Any) -> None:
    """``migrate`` alone runs as the role that may write them; a changed SECRET_KEY needs it without any migration."""
    if "contextkey" in apps.all_models["clearances"]:
        keys.install()


def _address(request: HttpRequest | None) -> str:
    return "" if request is None else client_address(request)
