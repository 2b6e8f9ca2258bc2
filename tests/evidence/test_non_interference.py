"""Two worlds that differ only in what somebody may not see answer that somebody alike.

The same script of requests is asked in a random world and in the same world with a change to rows that the oracle
hides from the reader: statuses, headers, bodies, mails, notifications and the number of queries must be equal.
"""

import re
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from clearances import facts, markings
from clearances.guards import Guarded
from jobs import services as jobs
from jobs.models import OutboxItem
from notifications.models import Notification
from tests.asking import VARIANTS, answer, differences, strong
from tests.evidence.allowed_differences import allowed
from tests.evidence.database import Written, write
from tests.evidence.mutations import BUSINESS, MUTATIONS, Mutation, mutate
from tests.evidence.random_worlds import KINDS, build
from tests.evidence.scale import FULL, counted, seeds
from tests.pages import addresses_of, pages
from tests.roles import as_system

pytestmark = pytest.mark.django_db

READERS = [kind for kind in KINDS if kind != "inactive"]
SHARE = 0.12 if FULL else 0.05  # Of the requests, each reader's at random, and
PAIRS = 1 if FULL else 43  # one of so many pairs of reader and change, in `make test`.
Request = tuple[str, str, str]  # Method, address, variant.


def script(world: Written, random: Random) -> list[Request]:
    """Every plain page in every form, rows seen and unseen, searches for hidden words, and writes without sense."""
    asked: list[Request] = []
    words = [*random.sample(sorted(world.tokens), 4), "CNRY"]
    for page in pages():
        if not page.arguments:
            address = page.address({})
            asked += [("get", address, variant) for variant in ("html", "htmx", "json")]
            asked += [("get", f"{address}?{urlencode({'q': word})}", "html") for word in words[:2]]
            asked += [("post", address, "html")]
        elif page.model is not None and issubclass(page.model, Guarded) and world.of(page.model):
            name = random.choice(sorted(world.of(page.model)))
            for address, _never in list(addresses_of(page, world.rows[name]))[:2]:
                asked += [("get", address, "html"), ("get", address, "json"), ("post", address, "html")]
    asked += [("get", f"/api/v1/exchanges/?{urlencode({'title': word})}", "json") for word in words]
    return random.sample(asked, max(1, int(len(asked) * SHARE)))


def answers(client: Client, asked: list[Request]) -> dict[Request, tuple[Any, ...]]:
    """What is answered when the facts that all readers share are in the process's memory.

    They are read again by whoever asks first after one has changed, in a few more queries; that is no answer.
    """
    facts.load()
    markings.names()
    answer(client, *asked[0][:2], VARIANTS["html"])
    return {each: answer(client, each[0], each[1], VARIANTS[each[2]]) for each in asked}


def told(world: Written, reader: str) -> list[Any]:
    """The reader's rows in the inbox, and the mails that reach them when the sweeps have run."""
    with as_system():
        mail.outbox.clear()
        jobs.sweep()
    with transaction.atomic():  # All of it: a claim takes a hundred, in which others' mails may come first.
        jobs.deliver(list(OutboxItem.objects.values_list("pk", flat=True)))
    user = world.users[reader]
    rows = Notification.objects.filter(recipient=user).values_list("kind", "object_id", "key")
    own = [sent for sent in mail.outbox if user.email in sent.to]
    mails = [(sent.subject, re.sub(r"/inbox/[0-9a-f-]{36}/", "/inbox/N/", sent.body)) for sent in own]
    return [*sorted(rows), *sorted(mails)]


def in_another_world(world: Written, reader: str, mutation: Mutation, hidden: dict[str, Any], ask: Any) -> Any:
    with transaction.atomic():
        mutate(mutation, world, hidden, reader)
        found = ask()
        transaction.set_rollback(True)
    return found


def noticed(world: Written, reader: str, client: Client, asked: list[Request]) -> Iterator[Any]:
    """Requests that are answered otherwise once something hidden has changed; one None for each comparison."""
    seen = world.seen(reader)
    hidden = {name: row for name, row in world.rows.items() if name not in seen}
    before = answers(client, asked)
    before_told = in_another_world(world, reader, lambda *_nothing: None, {}, lambda: told(world, reader))
    for mutation in chosen(reader):
        after = in_another_world(world, reader, mutation, hidden, lambda: answers(client, asked))
        for each in asked:
            yield None
            if before[each] != after[each] and not is_by_the_clock(client, each, after[each]):
                found = differences(before[each], after[each])
                if not allowed(each, found):
                    yield reader, mutation.__name__, each, found[:6]
        yield None
        if before_told != in_another_world(world, reader, mutation, hidden, lambda: told(world, reader)):
            yield reader, mutation.__name__, "mails and messages"


def is_by_the_clock(client: Client, asked: Request, found: tuple[Any, ...]) -> bool:
    """Whether the unchanged world answers so too by now: a minute has passed, a day has begun."""
    return bool(answers(client, [asked])[asked] == found)


def chosen(reader: str) -> list[Mutation]:
    number = READERS.index(reader)
    return [
        mutation
        for place, mutation in enumerate(MUTATIONS)
        if reader not in BUSINESS.get(mutation, ()) and (number * len(MUTATIONS) + place) % PAIRS == 0
    ]


@pytest.mark.parametrize("readers", [[reader] for reader in READERS] if FULL else [READERS])
@pytest.mark.parametrize("seed", seeds(few=1, many=2))
def test_nobody_notices_what_they_may_not_see(seed, readers, signed_in):
    random = Random(seed)
    world = write(build(random))
    found = []

    for reader in readers:
        client = strong(signed_in, world.users[reader], factor=world.plain["principals"][reader]["assurance"])
        if chosen(reader):
            found += noticed(world, reader, client, script(world, random))

    counted("non-interference: answers in two worlds", found.count(None), [each for each in found if each])


def test_a_reader_notices_what_they_may_see(signed_in):
    """The comparison is worth something only if it finds a difference that is there."""
    world = write(build(Random(3)))
    reader = max(READERS, key=lambda kind: len(world.seen(kind)))
    client = strong(signed_in, world.users[reader])
    visible = {name: world.rows[name] for name in world.seen(reader)}
    asked = [("get", "/exchanges/", "html"), ("get", "/api/v1/exchanges/", "json"), ("get", "/programs/", "html")]

    before = answers(client, asked)
    for mutation in MUTATIONS[:2]:
        after = in_another_world(world, reader, mutation, visible, lambda: answers(client, asked))

        assert [each for each in asked if before[each] != after[each]] != [], mutation
