"""Who tries to sign in, and from where: what the lock counts by."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User


def client_address(request: HttpRequest) -> str:
    """What the outermost of our own proxies saw; what stands before it in the header, anybody may have written."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXIES
    return hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")


def account_named(name: str) -> User | None:
    """The account that allauth would sign in for *name*: it doesn't mind capitals."""
    return User.objects.filter(username__iexact=name).first()


def account_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """One name for all spellings of an account's name, or each spelling would have five attempts of its own."""
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    account = account_named(typed.strip())
    return account.username if account else typed.strip()
