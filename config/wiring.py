"""The only place for signal receivers, each with the reason why an explicit call can't do it."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset, authenticator_used
from celery.signals import beat_init, celeryd_after_setup
from django.apps import apps as installed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.management import CommandError, call_command
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.administration import sessions
from accounts.attempts import account_named, client_address
from accounts.models import User
from audit.models import Event
from audit.services import record
from clearances import canary, keys
from clearances.guards import SYSTEM

CHANGES_OF_FACTOR = {authenticator_added: "added", authenticator_removed: "removed", authenticator_reset: "renewed"}


@receiver(user_logged_in)
def record_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Signing in happens inside allauth, which calls nothing of ours afterwards on every path."""
    methods = sorted({str(used["method"]) for used in get_authentication_records(request, user)})
    record(user, "account.signed_in", user, address=_address(request), methods=methods)


@receiver(user_login_failed)
def record_failed_sign_in(sender: Any, credentials: dict[str, Any], request: HttpRequest | None, **kwargs: Any) -> None:
    """Only Django announces failures. What was typed is kept as a digest: it may be a password in the wrong field."""
    typed = credentials.get("username") or ""
    name = salted_hmac("audit.username", typed.strip().casefold(), algorithm="sha256").hexdigest()[:16]
    account, address = account_named(typed), _address(request)
    record(SYSTEM, "account.sign_in_failed", account, outcome=Event.Outcome.FAILED, address=address, name=name)


@receiver(user_logged_out)
def record_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Sessions are ended by allauth and by our limits alike; Django's announcement covers both."""
    if user is not None:
        record(user, "account.signed_out", user, address=_address(request))


@receiver(authenticator_used)
def record_second_factor(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """The factor is checked inside allauth, at signing in and when it asks for it again."""
    record(user, "account.second_factor_shown", user, address=_address(request), again=bool(kwargs["reauthenticated"]))


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def record_change_of_factor(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Enrolling and removing happen on allauth's own pages."""
    verb = CHANGES_OF_FACTOR[kwargs["signal"]]
    record(user, f"account.second_factor_{verb}", user, kind=kwargs["authenticator"].type)


@receiver(post_migrate, sender=installed.get_app_config("clearances"))
def install_keys(sender: Any, apps: Any, **kwargs: Any) -> None:
    """``migrate`` alone runs as the role that may write them; a changed SECRET_KEY needs it without any migration."""
    if "contextkey" in apps.all_models["clearances"]:
        keys.install()


@celeryd_after_setup.connect
def check_lock_of_a_worker(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Celery starts in its own way. Only the worker of the tick queue alone may look past row-level security."""
    queues = set(instance.app.amqp.queues.consume_from)
    _check_lock(canary.SYSTEM if queues == {"tick"} else canary.APPLICATION)


@beat_init.connect
def check_lock_of_beat(sender: Any, **kwargs: Any) -> None:
    """As for a worker."""
    _check_lock(canary.APPLICATION)


def _check_lock(role: str) -> None:
    try:
        call_command("check_lock", role=role)
    except CommandError as problem:
        raise SystemExit(str(problem)) from problem  # Celery logs any other exception and goes on.


def _address(request: HttpRequest | None) -> str:
    return "" if request is None else client_address(request)


@receiver(user_logged_in)
def note_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whichever way somebody signed in: their list of sessions has a line for it."""
    sessions.begin(request.session, user, request.headers.get("User-Agent", ""))


@receiver(user_logged_out)
def note_leaving(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Sessions are ended by allauth and by our limits alike."""
    sessions.leave(request.session)
