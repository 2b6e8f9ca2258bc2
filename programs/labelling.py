"""What every creation of a labelled cover with its content must respect."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from clearances import labels
from clearances.guards import Actor, System
from clearances.labels import LabelValue
from clearances.models import Label
from clearances.subjects import subject_of
from programs.models import Program, ProgramContent


def as_label(label: Label | LabelValue) -> Label:
    """The one row for a label that was chosen, interned within the transaction of what it labels.

    Raises:
        ValidationError: it can't be saved, such as above the system ceiling.
    """
    return labels.intern(label) if isinstance(label, LabelValue) else label


def asked_by(program: Program, reader: User) -> dict[str, Label]:
    """What the program asks its exchanges to be marked with, as far as *reader* sees how it is marked itself."""
    content = ProgramContent.objects.for_user(reader).filter(program=program).select_related("label").first()
    found = {"cover": program.label, "content": content.label if content else None}
    return {name: label for name, label in found.items() if label and label.owner_id == program.label.owner_id}


def label_pair(cover: Label | LabelValue, content: Label | LabelValue | None, *, by: Actor) -> tuple[Label, Label]:
    """The labels of a new cover and its content; without one of its own, the content is labelled as the cover.

    Raises:
        ValidationError: under "label" or "content_label": it can't be saved, or its author couldn't see it, or the
            content would be more open than the cover.
    """
    cover = _under("label", cover, by)
    content = cover if content is None else _under("content_label", content, by)
    if not labels.at_least(content, cover):
        raise ValidationError(
            {
                "content_label": _(
                    "The content must be marked at least as strictly as the cover: same policy, same level or above, "
                    "released to nobody who may not see the cover."
                )
            }
        )
    return cover, content


def _under(field: str, label: Label | LabelValue, by: Actor) -> Label:
    try:
        stored = as_label(label)
    except ValidationError as problem:
        raise ValidationError({field: problem.messages}) from problem
    if not sees(by, stored):
        raise ValidationError(
            {field: _("You could not see this yourself: it isn't released to you, or you hold no clearance for it.")}
        )
    return stored


def sees(by: Actor, label: Label) -> bool:
    """Whether the label alone would let *by* read a row."""
    if isinstance(by, System):
        return True
    subject = subject_of(by)
    return subject is not None and label.pk in subject.dominated_label_ids
