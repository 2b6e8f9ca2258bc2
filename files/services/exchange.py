"""Files of an exchange: add one, add a version, change its words, remove it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from clearances.guards import Actor, require
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.services import remember_labels
from exchanges.models import Exchange, ExchangeContent
from exchanges.states import State
from files import naming
from files.models import File, FileVersion
from files.receiving import Received
from files.services import keeping
from participants.services.access import lock_exchange
from programs import versions

OVER = frozenset({State.CANCELLED, State.CLOSED})


@transaction.atomic
def add_file(
    content: ExchangeContent,
    got: Received,
    *,
    title: str = "",
    asks_acknowledgement: bool = False,
    label: Label | LabelValue | None = None,
    by: Actor,
) -> File:
    """Give the exchange a file; without *label* it is marked as the exchange's content.

    Raises:
        PermissionDenied: *by* may not change the exchange's content.
        ValidationError: by field; the room for files is "files".
    """
    require(by, "change", content)
    exchange = _locked(content.exchange_id)
    chosen = keeping.label_for(label, content.label, [exchange.label], by)
    _check_room(exchange, got)
    file = File.objects.create(
        exchange=exchange,
        label=chosen,
        review_on=review_of(label),
        title=keeping.checked_title(title, got, naming.titled(got.name)),
        asks_acknowledgement=asks_acknowledgement,
    )
    remember_labels([chosen], container=exchange, by=by)
    record(by, "file.added", file, exchange=exchange.pk)
    _version(file, got, label=chosen, by=by)
    return file


@transaction.atomic
def add_version(
    file: File, got: Received, *, seen: str = "", label: Label | LabelValue | None = None, by: Actor
) -> FileVersion:
    """Give the file a new content; the earlier ones stay. *seen* is the key of the newest that *by* had read of.

    Raises:
        PermissionDenied: *by* may not change it.
        ValidationError: by field; "files" where somebody else was faster.
    """
    require(by, "change", file)
    exchange = _locked(file.exchange_id)
    file = File.objects.select_for_update(of=("self",)).select_related("label").get(pk=file.pk)
    newest = file.versions.first()
    if seen and newest is not None and str(newest.pk) != seen:
        text = _("Somebody added a version meanwhile. Look at it, then add yours.")
        raise ValidationError({"files": text})
    chosen = keeping.label_for(label, file.label, [file.label], by)
    _check_room(exchange, got)
    remember_labels([chosen], container=exchange, by=by)
    return _version(file, got, label=chosen, by=by)


@transaction.atomic
def amend_file(file: File, *, title: str, asks_acknowledgement: bool, version: int | None = None, by: Actor) -> File:
    """Change what it is called, and whether its readers are asked to say that they have read it.

    Raises:
        PermissionDenied: *by* may not change it.
        Stale: it isn't at *version* any more.
        ValidationError: by field.
    """
    require(by, "change", file)
    file = versions.lock(file, version)
    file.title = keeping.checked_title(title, None, file.title)
    file.asks_acknowledgement = asks_acknowledgement
    versions.save(file, by=by, fields=["title", "asks_acknowledgement"])
    record(by, "file.amended", file)
    return file


@transaction.atomic
def remove_file(file: File, *, version: int | None = None, by: Actor) -> None:
    """Nobody gets it any more, in any version. What was copied into packets stays there; a sweep frees the room later.

    Raises:
        PermissionDenied: *by* may not change it.
        Stale: it isn't at *version* any more.
    """
    require(by, "change", file)
    file = versions.lock(file, version)
    record(by, "file.removed", file)
    file.removed_at = timezone.now()
    versions.save(file, by=by, fields=["removed_at"])


def _locked(exchange_pk: object) -> Exchange:
    exchange = lock_exchange(exchange_pk)
    if exchange.state in OVER:
        raise ValidationError(_("The exchange is over: it takes no more files."))
    return exchange


def _check_room(exchange: Exchange, got: Received) -> None:
    rows = FileVersion.objects.filter(file__exchange=exchange, file__removed_at=None)
    keeping.check_room(rows, got, keeping.exchange_quota())


def _version(file: File, got: Received, *, label: Label, by: Actor) -> FileVersion:
    keeping.keep(got)
    row: FileVersion = FileVersion.objects.create(file=file, label=label, **keeping.facts_of(got, by=by))
    record(by, "file.version_added", row, size=got.size)
    return row
