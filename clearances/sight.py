"""What the page "Why can / can't somebody see this?" may tell (access.md §5, §7; domain.md §3a).

Two sentences of the specification pull apart: the explanation is the decision's rules, and content that is denied
leaves no trace. The stricter one wins. A part is explained to those who see it themselves, since its label is printed
on it anyway, and to the security administrators of its label's owner whose own level reaches it. To everybody else the
page says one and the same sentence, whatever the reason: naming the rule that failed would tell what level the content
has, or whom it is released to. What a person needs to mend it for themselves, they find in the facts about themselves,
which don't depend on the object.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts import dates
from accounts.models import Party, User
from clearances import context, decisions, explanations, markings
from clearances.explanations import About, Line, Names, Reader
from clearances.guards import Guarded, grants_on, has_content, is_content_of, roots_held
from clearances.models import Clearance, Labelled
from clearances.past import PastSubject
from clearances.people import askable, nation_of
from clearances.record import recorded, settled
from clearances.subjects import Subject, acting_as, subject_of

MARKDOWN: Final = re.compile(r"[*_#>`]|^- ", re.MULTILINE)
ADMINISTER: Final = "accounts.administer_clearances"
Facet = Literal["cover", "content"]
TITLES: dict[Facet, Promise] = {
    "cover": _("That it exists, when it is and who hosts it"),
    "content": _("What it is about"),
}


@dataclass(frozen=True)
class Answer:
    """Why somebody sees one facet of a row. Without *lines* nothing may be said, whatever the reason."""

    lines: list[Line]
    summary: str = ""
    mend: str = ""  # Whom to ask.
    allowed: bool | None = None
    marking: markings.Marking | None = None


UNDETERMINED: Final = Answer([])


@dataclass(frozen=True)
class Part:
    title: str | Promise
    answer: Answer


@dataclass(frozen=True)
class Me:
    """The facts about a person that decide what they see, whatever they look at."""

    organisation: Party
    is_suspended: bool
    has_second_factor: bool
    nationalities: list[Party]
    clearances: list[Clearance]


def explained(viewer: User, kind: str, key: str, person: User | None = None, on: date | None = None) -> Any:
    """The row that *kind* and *key* name and why *person* (or the viewer) sees its parts, now or at the end of *on*.

    Raises:
        Http404: *viewer* may not see its cover, or there is no such row: the two can't be told apart.
    """
    row = visible(viewer, explainable(), kind, key)
    facets: list[Facet] = ["cover", "content"] if has_content(type(row)) else ["cover"]
    at = settled(on) if on else None
    return row, [Part(TITLES[facet], explain(viewer, person or viewer, row, facet, at)) for facet in facets]


def paragraphs(viewer: User, row: Any, person: User, on: date | None = None) -> list[Part]:
    """Why *person* sees each paragraph of *row* that *viewer* sees, named by its first words."""
    at, kinds = settled(on) if on else None, cast("list[Any]", apps.get_models())
    return [
        Part(Truncator(MARKDOWN.sub("", portion.text)).words(8), explain(viewer, person, portion, "cover", at))
        for model in kinds
        if getattr(model, "is_paragraph", False) and model._meta.get_field(model.container).related_model is type(row)
        for portion in model.objects.for_user(viewer).of(row)
    ]


def explain(viewer: User, person: User, row: Any, facet: Facet, at: datetime | None = None) -> Answer:
    """Why *person* can or can't see a facet of *row*, now or at a past instant, as far as *viewer* may know.

    ``UNDETERMINED`` where *viewer* may not see the facet, may not ask about *person*, or where there was no such row or
    person at that instant: the reasons can't be told apart.
    """
    with acting_as(viewer):
        target = _target(viewer, person, row, facet)
        if target is None or not askable(viewer).filter(pk=person.pk).exists():
            return UNDETERMINED
        subject = _subject(viewer, person, at)
        asked = None if subject is None else _asked(subject, target, at)
        return UNDETERMINED if asked is None else _told(viewer, person, asked)


def me(user: User) -> Me:
    subject = subject_of(user)
    return Me(
        organisation=user.organisation,
        is_suspended=subject is not None and subject.known.suspended,
        has_second_factor=user.assurance is None or user.assurance > 1,
        nationalities=list(user.person.nationalities.all()),
        clearances=list(
            Clearance.objects.for_user(user)
            .held_by(user.person_id)
            .with_standing(timezone.now())
            .select_related("policy", "classification")
        ),
    )


def explainable() -> dict[str, type[Guarded]]:
    """By name: every labelled model whose rows have pages of their own and are opened by grants."""
    return {
        model._meta.model_name or "": model
        for model in cast("list[Any]", apps.get_models())
        if issubclass(model, Guarded) and issubclass(model, Labelled) and hasattr(model, "get_absolute_url")
        if hasattr(model.guard.root(model), "grants")
    }


def visible(user: User, kinds: Mapping[str, type[Guarded]], kind: str, key: str) -> Any:
    """The row of one of *kinds* that *key* names, if *user* may see it.

    Raises:
        Http404: they may not, or there is none: the two can't be told apart.
    """
    model: Any = kinds.get(kind)
    if model is None:
        raise Http404
    name = "reference" if hasattr(model, "reference") else "pk"
    try:
        return model.objects.for_user(user).get(**{name: key.upper() if name == "reference" else key})
    except (model.DoesNotExist, ValidationError, ValueError):
        raise Http404 from None


# Which part, and whether the viewer may be told of it


def _target(viewer: User, person: User, row: Any, facet: Facet) -> Any:
    """The row that is the facet, if *viewer* may be told why *person* sees it, else None."""
    cover = type(row).objects.for_user(viewer).filter(pk=row.pk).first()
    if cover is None or facet == "cover":
        return cover
    model: Any = type(row)._meta.get_field("content").related_model
    own = {model.guard.via: cover}
    content = model.objects.for_user(viewer).filter(**own).first()
    if content is None and person.pk != viewer.pk:  # About oneself an administrator learns what everybody does.
        content = _within_their_level(viewer, model, own)
    return content


def _within_their_level(viewer: User, model: Any, own: dict[str, Any]) -> Any:
    """Content under a label that *viewer* administers and could read under, had they need-to-know: not a word of it.

    The database shows them what their labels reach; the decision is asked again, so that neither has to be trusted.
    """
    found, subject = model._default_manager.filter(**own).values("pk", "label_id").first(), subject_of(viewer)
    if found is None or subject is None or not subject.knows(found["label_id"]):
        return None
    owner = subject.facts.labels[found["label_id"]].owner
    administers = roots_held(viewer, ADMINISTER, Party).filter(code=owner).exists()
    if not administers or not subject.decide(found["label_id"]).allow:
        return None
    context.note_label(found["label_id"])
    return model(**found, **own)


# Who, at which instant, and what was decided


def _subject(viewer: User, person: User, at: datetime | None) -> Subject | None:
    if at is not None:
        return PastSubject.of(person, at)
    return subject_of(viewer if person.pk == viewer.pk else person)


@dataclass(frozen=True)
class Asked:
    """Whose sight of which label, at a past instant or now, and what was decided."""

    subject: Subject
    label_id: int
    decision: decisions.Decision
    at: datetime | None


def _asked(subject: Subject, target: Any, at: datetime | None) -> Asked | None:
    """What decides about *target*; None where a label of that time isn't known to whoever acts."""
    label_ids = [_label_id(row, at) for row in _bearers(target)]
    if any(label_id is None or not subject.knows(label_id) for label_id in label_ids):
        return None
    granted = _is_granted(subject, target)
    taken = [subject.decide(label_id, granted=granted) for label_id in label_ids if label_id is not None]
    return Asked(subject, label_ids[-1] or 0, _to_explain(taken), at)


def _to_explain(taken: list[decisions.Decision]) -> decisions.Decision:
    """Of the decisions about several labels, the first that denies, or that about the row itself.

    Those that another nation is told in full come before those that it isn't, and where a label asks for a nationality
    or clearance, one that does: what is told to whoever may not know these facts is the same whatever they are.
    """
    denying = [decision for decision in taken if not decision.allow]
    impersonal = [decision for decision in denying if decision.rule not in explanations.PERSONAL]
    asking = [decision for decision in taken if explanations.asks_of_the_person(decision)]
    return next(iter([*impersonal, *denying, *reversed(asking)]), taken[-1])


def _bearers(target: Any) -> Iterable[Labelled]:
    """Whose labels decide, as the guard asks for them: the root's cover, the root's content, the row's own."""
    model, root = type(target), _root(target)
    if root.pk != target.pk and isinstance(root, Labelled):
        yield root
    has_more = bool(model.guard.via) and model.guard.facet == "content" and has_content(type(root))
    if has_more and not is_content_of(model, type(root)):
        yield root.content
    yield target


def _root(target: Any) -> Any:
    for step in filter(None, target.guard.via.split("__")):
        target = getattr(target, step)
    return target


def _label_id(row: Labelled, at: datetime | None) -> int | None:
    """Its label, or the one that it had at *at*; None if it had none, or one that whoever acts may not see."""
    if at is None:
        return row.label_id
    version = recorded(type(row), at, pgh_obj_id=row.pk).first()
    return None if version is None else version.label_id


def _is_granted(subject: Subject, target: Any) -> bool:
    if isinstance(subject, PastSubject):
        return subject.was_granted(target)
    grants = grants_on(target.guard.root(type(target)))
    ways = target.guard.ways(target, "view")
    return any(grants.in_force(subject, permission).filter(**where).exists() for permission, where in ways)


# What is told of it


def _told(viewer: User, person: User, asked: Asked) -> Answer:
    subject, reader, words = asked.subject, _reader(viewer, person), markings.names()
    names = Names(subject.facts.world, words.parties, {key: level for key, (level, _css) in words.levels.items()})
    about = About(
        person=str(person),
        organisation=names.party(subject.known.organisation),
        owner=names.party(subject.facts.labels[asked.label_id].owner),
        zone=subject.facts.zones[subject.known.organisation],
        on=dates.day(asked.at) if asked.at else "",
    )
    lines = explanations.explain(asked.decision, reader, names)
    return Answer(
        lines=lines,
        summary=explanations.summary(asked.decision, reader, names, about),
        mend=explanations.mend(asked.decision, reader, about),
        allowed=None if lines[-1].passed is None else asked.decision.allow,
        marking=markings.of_label(asked.label_id),
    )


def _reader(viewer: User, person: User) -> Reader:
    if viewer.pk == person.pk:
        return Reader.ONESELF
    own, theirs = nation_of(viewer.organisation), nation_of(person.organisation)
    return Reader.SAME_NATION if own is not None and own == theirs else Reader.ANOTHER_NATION
