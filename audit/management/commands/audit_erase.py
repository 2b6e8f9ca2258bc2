"""`manage.py audit_erase`: personal facts of old events go; the events, their digests and their seals stay."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from audit.models import Event
from audit.services import record
from audit.verifying import FACTS_KEPT
from clearances.guards import SYSTEM


class Command(BaseCommand):
    help = "Erase the facts of events older than DAYS days. Run it with the system's role (DATABASE_URL)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=FACTS_KEPT.days, help="Not fewer than the default.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if options["days"] < FACTS_KEPT.days:
            raise CommandError(
                f"Facts are kept for {FACTS_KEPT.days} days; the database refuses to erase them earlier."
            )
        old = Event.objects.filter(at__lt=timezone.now() - timedelta(days=options["days"]), facts__isnull=False)
        count = old.update(facts=None, nonce=None)
        record(SYSTEM, "audit.erased", count=count, days=options["days"])
        self.stdout.write(f"Erased the facts of {count} events.")
