"""A brief as its reader sees it: one paragraph, and the news under the exchange or program that they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from briefs import reading, words
from briefs.reading import Change
from clearances.versions import actors
from exchanges.models import Exchange
from programs.models import Program


@dataclass(frozen=True)
class News:
    """One row that changed; ``lines`` are columns with what they were and are, empty where that is too long."""

    at: datetime
    by: str
    symbol: str
    noun: str | Promise
    happened: str | Promise
    title: str
    url: str
    lines: list[tuple[str, str, str]]


@dataclass
class Group:
    """News of one exchange or program, newest first; the groups come by their newest."""

    title: str
    reference: str
    url: str
    of: Any = None  # The exchange or program, for its marking; None where its reader sees a delegation's part only.
    news: list[News] = field(default_factory=list)


@dataclass(frozen=True)
class Brief:
    paragraph: str
    groups: list[Group]
    has_older: bool


def brief(user: User, since: datetime, until: datetime, *, page: int = 1, about: str = "") -> Brief:
    found, has_older = reading.changes(user, since, until, page=page, about=about)
    return Brief(_paragraph(found, has_older=has_older or page > 1), _grouped(user, found), has_older)


def has_news(user: User, since: datetime, until: datetime) -> bool:
    """Whether any page of it would show something."""
    for page in range(1, reading.DEEPEST + 1):
        found, has_older = reading.changes(user, since, until, page=page)
        if found or not has_older:
            return bool(found)
    return False


def _paragraph(found: list[Change], *, has_older: bool) -> str:
    if not found:
        return ""
    news = words.listed(change.key for change in found)
    said = _("On this page: %(news)s.") if has_older else _("There is news: %(news)s.")
    return said % {"news": news}


def _grouped(user: User, found: list[Change]) -> list[Group]:
    names = actors(user, {change.by for change in found})
    homes = _homes(user, found)
    groups: dict[tuple[bool, Any], Group] = {}
    for change in found:
        key = change.source.is_program, change.source.home_of(change.row)
        if key not in groups:
            groups[key] = _group(homes.get(key), change)
        groups[key].news.append(_news(change, names[change.by], groups[key]))
    return list(groups.values())


def _homes(user: User, found: Iterable[Change]) -> dict[tuple[bool, Any], Any]:
    """The exchanges and programs that *user* sees: what hangs from a delegation is read without seeing its exchange."""
    ids: dict[bool, set[Any]] = {False: set(), True: set()}
    for change in found:
        ids[change.source.is_program].add(change.source.home_of(change.row))
    models: tuple[tuple[bool, Any], ...] = ((False, Exchange), (True, Program))
    return {
        (is_program, row.pk): row
        for is_program, model in models
        for row in model.objects.for_user(user).filter(pk__in=ids[is_program])
    }


def _group(home: Any, change: Change) -> Group:
    if home is None:
        delegation = change.source.delegation_of(change.row)
        return Group(delegation.title, "", delegation.get_absolute_url())
    return Group(home.title, home.reference, home.get_absolute_url(), home)


def _news(change: Change, by: str, group: Group) -> News:
    model = change.source.model
    lines = [words.change(model._meta.get_field(name), old, new) for name, (old, new) in change.columns.items()]
    return News(
        at=change.at,
        by=by,
        symbol=words.SYMBOLS[change.source.about],
        noun=words.NOUNS[change.source.name],
        happened=words.HAPPENED[change.happened],
        title=change.source.title_of(change.row),
        url=change.source.link_of(change.row) or group.url,
        lines=lines,
    )
