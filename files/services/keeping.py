"""What everything that keeps a content must respect: its label, its container's room, and who may hand it on."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from clearances import labels
from clearances.guards import Actor, System
from clearances.labels import LabelValue
from clearances.models import Label
from files import storage
from files.kinds import REASONS
from files.models import TITLE_LENGTH, Stored
from files.receiving import Received
from programs.labelling import as_label, sees


def facts_of(got: Received, *, by: Actor) -> dict[str, Any]:
    """The columns of ``Stored``."""
    report = got.report
    return {
        "name": got.name,
        "kind": report.kind,
        "digest": got.digest,
        "size": got.size,
        "heading": report.title,
        "pages": report.pages,
        "sheets": report.sheets,
        "flags": report.flags,
        "added_by": None if isinstance(by, System) else by,
    }


def keep(got: Received) -> None:
    """The content is at its place before the row that names it is committed."""
    storage.keep(got.path, got.digest)


def label_for(chosen: Label | LabelValue | None, standing: Label, floors: list[Label], by: Actor) -> Label:
    """The label of a file: the one that was chosen, or *standing*.

    Raises:
        ValidationError: it is looser than one of *floors*, or *by* couldn't see the file.
    """
    try:
        label = as_label(chosen) if chosen is not None else standing
    except ValidationError as problem:
        raise ValidationError({"label": problem.messages}) from problem
    if not all(labels.at_least(label, floor) for floor in floors):
        text = _(
            "A file is marked at least as strictly as the cover of what it belongs to, and as what it was copied from."
        )
        raise ValidationError({"label": text})
    if not sees(by, label):
        raise ValidationError({"label": _("You could not see this file yourself.")})
    return label


def check_room(rows: Any, got: Received, most: int) -> None:
    """Refuse what is too much for one container. Only what the sender sees counts: a total would tell of the rest.

    Raises:
        ValidationError: "files" holds why.
    """
    used = rows.aggregate(total=Sum("size"))["total"] or 0
    if used + got.size > most:
        raise ValidationError({"files": str(REASONS["quota"]) % {"most": filesizeformat(most)}})


def exchange_quota() -> int:
    return int(settings.FILES_PER_EXCHANGE)


def packet_quota() -> int:
    return int(settings.FILES_PER_PACKET)


def checked_title(title: str, got: Received | None, fallback: str) -> str:
    text = " ".join(title.split()) or fallback
    if len(text) > TITLE_LENGTH:
        if got is None or title.strip():
            raise ValidationError({"title": _("At most %(most)s characters.") % {"most": TITLE_LENGTH}})
        text = text[:TITLE_LENGTH]
    return text


def originates(by: Actor, label: Label) -> bool:
    """Whether *by* may hand on what is marked so: what its originator controls, it alone (access.md D10)."""
    if isinstance(by, System) or not label.orcon:
        return True
    organisation = by.person.organisation
    return label.owner_id in {organisation.pk, organisation.nation_id}


def copied(row: Stored) -> dict[str, Any]:
    """The facts of a content, for another row that names it."""
    names = ("name", "kind", "digest", "size", "heading", "pages", "sheets", "flags")
    return {name: getattr(row, name) for name in names}
