"""What the page "Why can / can't I see this?" may tell a person about themselves (access.md §5, §7).

Two sentences of the specification pull apart: the explanation is the decision's rules, and content that is denied
leaves no trace. The stricter one wins. Where somebody may see a part, its rules are told one by one: the label is
printed on the part anyway. Where they may not, or where there is nothing, the page says one and the same sentence,
whatever the reason: naming the rule that failed would tell what level the content has, or whom it is released to.
What a person needs to mend it, they find in the facts about themselves, which don't depend on the object.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances import markings, nationals
from clearances.explanations import Line, Names, Reader, explain
from clearances.guards import Guarded, has_content, holds
from clearances.models import Clearance, Labelled, Waiver
from clearances.subjects import Subject, subject_of


@dataclass(frozen=True)
class Part:
    """One facet of an object. Without *lines* nothing may be said of it."""

    title: str | Promise
    lines: list[Line]
    marking: markings.Marking | None = None


@dataclass(frozen=True)
class Me:
    """The facts about a person that decide what they see, whatever they look at."""

    organisation: Party
    is_suspended: bool
    has_second_factor: bool
    nationalities: list[Party]
    clearances: list[Clearance]


def explained(user: User, kind: str, key: str) -> tuple[Any, list[Part]]:
    """The row that *kind* and *key* name and why *user* sees its parts.

    Raises:
        Http404: *user* may not see its cover, or there is no such row: the two can't be told apart.
    """
    row = _visible(user, kind, key)
    parts = [_told(_("That it exists, when it is and who hosts it"), user, row)]
    if has_content(type(row)):
        parts.append(_content(user, row))
    return row, parts


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


def shows_certificate(user: User, clearance: Clearance) -> bool:
    """Whether *user*, who sees the clearance, may read its certificate's reference.

    The holder, the administrators of the policy, and the nation that issued it; not another nation of the holder's.
    """
    if user.person_id == clearance.person_id or holds(user, "accounts.administer_clearances", clearance.policy.owner):
        return True
    return holds(user, nationals.CERTIFY, clearance.sponsor)


def waived_label(user: User, waiver: Waiver) -> str:
    """The label of a waiver in words, to whoever may read what carries it."""
    subject = subject_of(user)
    if subject is None or waiver.label_id not in subject.dominated_label_ids:
        return str(_("A label that you may not read"))
    return markings.of_label(waiver.label_id).text


def explainable() -> dict[str, type[Guarded]]:
    """By name: every labelled model whose rows have pages of their own."""
    return {
        model._meta.model_name or "": model
        for model in apps.get_models()
        if issubclass(model, Guarded) and issubclass(model, Labelled) and hasattr(model, "get_absolute_url")
    }


def _visible(user: User, kind: str, key: str) -> Any:
    model = explainable().get(kind)
    if model is None:
        raise Http404
    name = "reference" if hasattr(model, "reference") else "pk"
    try:
        return model.objects.for_user(user).get(**{name: key.upper() if name == "reference" else key})
    except (model.DoesNotExist, ValidationError, ValueError):
        raise Http404 from None


def _content(user: User, row: Any) -> Part:
    model: Any = type(row)._meta.get_field("content").related_model
    title = _("What it is about")
    content = model.objects.for_user(user).filter(**{model.guard.via: row}).first()
    return Part(title, []) if content is None else _told(title, user, content)


def _told(title: str | Promise, user: User, row: Labelled) -> Part:
    """The rules that let *user* see *row*, which they do."""
    subject: Subject | None = subject_of(user)
    if subject is None:
        return Part(title, [])
    words = markings.names()
    names = Names(subject.facts.world, words.parties, {key: level for key, (level, _css) in words.levels.items()})
    label_id: int = row.label_id
    return Part(title, explain(subject.decide(label_id), Reader.ONESELF, names), markings.of_label(label_id))
