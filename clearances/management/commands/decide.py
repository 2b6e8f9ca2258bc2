"""Run a file of conformance vectors through the decision that the portal itself uses."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clearances.vectors import BadFile, Case, Verdict, load


class Command(BaseCommand):
    help = "Decide every case of a vectors file; prints one JSON object a line. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="A JSON file with a world and cases.")
        parser.add_argument(
            "--check", action="store_true", help="Compare with what each case expects; 1 if any differs."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases = load(options["file"])
        except BadFile as error:
            raise CommandError(str(error), returncode=2) from error
        answers = [(case, case.verdict()) for case in cases]
        for case, verdict in answers:
            self.stdout.write(json.dumps({"id": case.id, "allow": verdict.allow, "rule": verdict.rule}))
        if options["check"]:
            self._check(answers)

    def _check(self, answers: list[tuple[Case, Verdict]]) -> None:
        wrong = [(case, verdict) for case, verdict in answers if verdict != case.expect]
        for case, verdict in wrong:
            self.stderr.write(f"{case.id}: expected {case.expect or 'nothing'}, got {verdict}.")
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(answers)} cases differ.", returncode=1)
