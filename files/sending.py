"""Several files in one request: each is kept or refused by itself, and what is refused is named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from files import naming
from files.inspecting.report import Refused
from files.receiving import Received, received
from files.words import why


@dataclass
class Sent:
    """What became of the files of one request."""

    kept: list[Any] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def send(uploads: Iterable["UploadedFile[Any]"], keep: Callable[[Received], Any], sent: Sent) -> None:
    """Hand each of *uploads* to *keep*, all of it or nothing of it; what became of each is added to *sent*.

    Raises:
        ValidationError: of fields that all files share, such as their label; nothing is kept then.
    """
    for upload in uploads:
        try:
            with received(upload) as got, transaction.atomic():
                sent.kept.append(keep(got))
        except Refused as refused:
            sent.problems.append(why(upload.name or "", refused))
        except ValidationError as problem:
            sent.problems += _of_the_file(upload.name or "", problem)


def _of_the_file(name: str, problem: ValidationError) -> list[str]:
    """What a service says of this very file; what it says of other fields is the form's to show."""
    if not hasattr(problem, "error_dict") or set(problem.error_dict) != {"files"}:
        raise problem
    shown = naming.normalised(name)
    return [_("“%(file)s” isn't taken. %(reason)s") % {"file": shown, "reason": text} for text in problem.messages]
