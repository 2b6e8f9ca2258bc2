"""What was refused is recorded too: by whom, what, and at which fields; never the contents."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.models import Event
from audit.services import record


@transaction.atomic
def refused(by: User, what: str, errors: Mapping[str, Any]) -> None:
    """Record that *what* ("agreement") was refused to *by*, for the auditors of their party. *errors* are by field."""
    record(by, f"{what}.refused", by.organisation, outcome=Event.Outcome.FAILED, fields=", ".join(sorted(errors)))
