"""`manage.py audit_verify`: is the record what it was? Exit status 0: yes; 1: no, and this is the first bad event."""

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit import anchors, verifying


class Command(BaseCommand):
    help = "Compute every seal of the audit record again. Run it with the system's role (DATABASE_URL)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=datetime.fromisoformat, help="Only seals made since then, as 2026-11-22.")
        parser.add_argument("--anchors", type=Path, default=Path(settings.AUDIT_ANCHORS), help="The file of anchors.")
        parser.add_argument("--json", action="store_true", help="Answer as one line of JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_a_role_that_sees_a_part()
        path, since = options["anchors"], options["since"]
        since = since.replace(tzinfo=since.tzinfo or UTC) if since else None
        if not path.exists():
            self.stderr.write(f"There is no {path}: without anchors nobody can tell that the end was cut off.")
        report = verifying.verify({line["seal"]: line["hash"] for line in anchors.read(path)}, since)
        self.stdout.write(json.dumps(verifying.as_json(report)) if options["json"] else _words(report))
        if not report.is_sound:
            sys.exit(1)


def _refuse_a_role_that_sees_a_part() -> None:
    """A role that row-level security binds would find everything deleted that it can't see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise CommandError("This role sees a part of the record only. Use the system's.", returncode=2)


def _words(report: verifying.Report) -> str:
    if report.finding is None:
        return (
            f"Sound: {report.events} events in {report.seals} seals, {report.anchors} anchors agree. "
            f"{report.unsealed} events wait for a seal; {report.unused_ids} numbers were never used."
        )
    finding = report.finding
    event = "No event" if finding.event is None else f"Event {finding.event}"
    seal = "" if finding.seal is None else f", seal {finding.seal}"
    return f"NOT SOUND. First bad: {event}{seal} ({finding.problem}). {finding.words}"
