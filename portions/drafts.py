"""What somebody has typed and not saved: kept for them alone, as strictly as the strictest thing in it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clearances import labels
from clearances.guards import require
from clearances.labels import LabelValue
from clearances.models import Label
from portions.containers import Container
from portions.models import Draft
from programs.labelling import as_label, sees

MOST_FIELDS = 5_000

Kept = TypeVar("Kept", bound=Draft)


def draft_of(container: Container, drafts: type[Kept], user: User) -> Kept | None:
    """The user's own draft of this text, if they may still see it."""
    return drafts.objects.for_user(user).of(container.row).select_related("label").first()


def kept_at(container: Container, drafts: type[Draft], user: User) -> datetime | None:
    """When the user's own draft was kept; reads no row, so that the page isn't marked for what it doesn't show."""
    found = drafts.objects.for_user(user).of(container.row).values_list("kept_at", flat=True)
    return found.first()


@transaction.atomic
def keep(
    container: Container,
    drafts: type[Draft],
    fields: Mapping[str, list[str]],
    marks: Collection[Label | LabelValue],
    *,
    by: User,
) -> Draft:
    """Keep *fields*, in which stand texts that are to be labelled as *marks*; it replaces the draft before.

    Raises:
        PermissionDenied: *by* may not change the container.
        ValidationError: it is too much, or there is no label as strict as all of *marks* that *by* could read again.
    """
    require(by, "change", container.guarded)
    if len(fields) > MOST_FIELDS:
        raise ValidationError(_("This is too much for a draft."))
    label = strictest([*map(as_label, marks), container.default], by)
    values: dict[str, Any] = {container.portions.container: container.row, "author": by}
    try:
        with transaction.atomic():
            return drafts.objects.update_or_create(**values, defaults={"fields": dict(fields), "label": label})[0]
    except IntegrityError as problem:  # One of theirs that they may not see any more.
        raise ValidationError(_("A draft can't be kept here.")) from problem


@transaction.atomic
def discard(container: Container, drafts: type[Draft], *, by: User) -> None:
    """Forget the draft of *by*, because it is saved or not wanted."""
    require(by, "change", container.guarded)
    drafts.objects.for_user(by).of(container.row).delete()


def strictest(marks: Collection[Label], reader: User) -> Label:
    """The label as strict as all of *marks* for whom they have in common: their owner, and the party of *reader*.

    Raises:
        ValidationError: they are of several owners or policies, or *reader* couldn't read it.
    """
    first = next(iter(marks))
    if len({(mark.policy_id, mark.owner_id) for mark in marks}) == 1:
        for party in filter(None, (reader.organisation, reader.organisation.nation)):
            label = as_label(
                LabelValue(
                    classification=max((mark.classification for mark in marks), key=lambda level: level.rank),
                    owner=first.owner,
                    parties=frozenset({party}),
                    compartments=frozenset().union(*(mark.compartments for mark in marks)),
                    orcon=any(mark.orcon for mark in marks),
                )
            )
            if sees(reader, label) and all(labels.at_least(label, mark) for mark in marks):
                return label
    raise ValidationError(_("No single marking fits all of these paragraphs, so no draft is kept. Save them instead."))
