"""See as: a page exactly as a nation would get it, for those who may see all of it (access.md §7).

The very view is called, for a reader who exists only as long as the call: acts for that nation, has its nationality, is
in the team of its delegation, and is cleared as asked. So nothing is told about any real person of that nation.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.messages.storage.base import BaseStorage
from django.http import Http404, HttpRequest
from django.urls import resolve

from accounts.models import Party, Person, User
from clearances import context, decisions
from clearances.models import Classification
from clearances.previews import undone
from clearances.subjects import DELIVERED, Subject, subject_of
from participants.models import Delegation
from releases import targets

NOBODY = -1  # No row has this key: what the page asks about the reader's own messages and tasks finds none.
MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)


class Reader(Subject):
    """Somebody of *party*, in *teams*, cleared to *level* of its policy (with no compartment) or not at all."""

    def __init__(self, party: Party, teams: tuple[int, ...], level: Classification | None) -> None:
        super().__init__(_stranger(party))
        self._party, self._teams, self._level = party, teams, level

    @cached_property
    def known(self) -> decisions.Subject:
        world = self.facts.world
        nation = self._party.nation or self._party
        return decisions.Subject(
            world=world,
            organisation=self._party.code,
            active=True,
            suspended=not self.facts.suspended.isdisjoint(world.parties(self._party.code)),
            assurance=DELIVERED,
            nationalities=frozenset({nation.code}),
            clearances=self._held(),
            waivers=(),
        )

    def _held(self) -> tuple[decisions.Clearance, ...]:
        if self._level is None:
            return ()
        always = decisions.Period(None, None)
        return (decisions.Clearance(self._level.policy.code, self._level.rank, frozenset(), always, "active"),)

    @cached_property
    def team_ids(self) -> tuple[int, ...]:
        return self._teams if self.may_act else ()


def _stranger(party: Party) -> User:
    person = Person(pk=NOBODY, family_name=str(party), organisation=party)
    return User(pk=NOBODY, username="", person=person, is_active=True)


@dataclass(frozen=True)
class Seen:
    """What a nation gets: the page's own part of the document, and its banner's labels; nothing where it gets none."""

    html: str
    label_ids: frozenset[int]


def seen_as(
    request: HttpRequest,
    delegation: Delegation,
    path: str,
    *,
    level: Classification | None,
    first: Callable[[], Any] | None = None,
) -> Seen | None:
    """The page at *path* as the delegation's nation would get it; None where it would be told that there is none.

    *first* is done before, by whoever asks, and taken back again: such as sending what is still a draft.

    Raises:
        Http404: the asker doesn't see all that the nation would.
    """
    reader = Reader(delegation.party, (delegation.team_id,) if delegation.team_id else (), level)
    with _as(reader, first), context.noting_labels() as noted:
        html, rows = _rendered(request, path), context.noted_rows()
    _require_all(request.user, noted, rows)
    for row in rows:
        context.note_row(*row)  # The page around it shows this too.
    for label_id in noted:
        context.note_label(label_id)
    found = MAIN.search(html)
    return Seen(found[1], frozenset(noted)) if found else None


def _require_all(asker: Any, noted: Iterable[int], rows: Iterable[tuple[int, str, str]]) -> None:
    """Nothing is shown that *asker* doesn't see by their own right: neither a label nor a row may be missing."""
    subject, named = subject_of(asker), {(model, pk) for _label, model, pk in rows}
    if subject is None or not set(noted) <= set(subject.dominated_label_ids) or targets.visible(asker, named) != named:
        raise Http404


@contextmanager
def _as(reader: Reader, first: Callable[[], Any] | None = None) -> Iterator[None]:
    """Whatever the view would write, such as that the invitation was opened, is taken back."""
    with undone():
        if first is not None:
            first()
        with context.acting(reader):
            yield


def _rendered(request: HttpRequest, path: str) -> str:
    match = resolve(path)
    try:
        response: Any = match.func(_request(request, path), *match.args, **match.kwargs)
    except Http404:
        return ""
    if hasattr(response, "render"):
        response.render()
    return str(response.content.decode())


def _request(original: HttpRequest, path: str) -> HttpRequest:
    """A plain GET by the reader who acts now, in the language and zone of whoever asks."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.META = {key: value for key, value in original.META.items() if isinstance(value, str)}
    request.META["QUERY_STRING"] = ""
    request.resolver_match = resolve(path)
    reader: Any = context.current()
    request.user = reader.user
    request.session, request.htmx = original.session, False  # type: ignore[attr-defined]
    setattr(request, "_messages", Silent(request))  # noqa: B010 — where Django's messages look for them
    return request


class Silent(BaseStorage):
    """The messages waiting for whoever asks aren't the nation's."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return []
