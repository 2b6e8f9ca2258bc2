"""What happens at every sign-in and sign-out, whichever way it was done."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.administration import sessions
from accounts.models import User


@receiver(user_logged_in)
def note_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.begin(request.session, user, request.headers.get("User-Agent", ""))


@receiver(user_logged_out)
def note_leaving(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    sessions.leave(request.session)
