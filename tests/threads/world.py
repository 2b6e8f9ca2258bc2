"""Nations that are invited, and what they ask."""

from typing import Any

from accounts.models import User
from clearances.subjects import acting_as
from participants.models import Delegation
from tests.participants.world import World
from tests.roles import as_system
from threads import services
from threads.models import Thread
from threads.services import Opening


def ask(delegation: Delegation, *, by: User, text: str = "Where?", subject: str = "", **said: Any) -> Thread:
    """A question of *by*, who acts."""
    label = said.pop("label", None)
    with acting_as(by):
        opening = Opening(subject=subject or text[:100], text=text, **said)
        return services.open_thread(delegation, opening, label=label, by=by)


def own(world: World, code: str) -> Delegation:
    with as_system():
        return Delegation.objects.get(exchange=world.exchange, party__code=code)


def stored(thread: Thread) -> Thread:
    with as_system():
        return Thread.objects.select_related("label").get(pk=thread.pk)


def texts(user: User, thread: Thread) -> list[str]:
    """What *user* reads in it."""
    with acting_as(user):
        return [entry.text for entry in thread.entries.model.objects.for_user(user).filter(thread=thread)]
