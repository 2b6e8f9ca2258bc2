"""``manage.py load_scenario FILE``: believable data, made through the services."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scenarios import accounts_file, services
from scenarios.reading import Refused

TODAY = "today"


class Command(BaseCommand):
    help = "Load a scenario (docs/scenario-format.md). Loading it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--reanchor",
            nargs="?",
            const=TODAY,
            type=_day,
            metavar="DATE",
            help="Let all dates count from DATE (YYYY-MM-DD), by default from today.",
        )
        parser.add_argument("--check", action="store_true", help="Only say what is wrong with the file.")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            sources = services.read(file)
            if options["check"]:
                self.stdout.write(f"{file.name} is in order.")
                return
            outcome = services.load(sources, anchor=options["reanchor"], tell=self.stdout.write)
        except Refused as refused:
            raise CommandError(f"{refused}\n{file.name} was not loaded; nothing was written.") from None
        path = settings.VAR_DIR / "demo-accounts.json"
        accounts = accounts_file.write(sources, path)
        self.stdout.write(
            f"Scenario “{outcome.scenario}”, anchored on {outcome.scenario.anchor_on}: {_counted(outcome)}; "
            f"{outcome.known} steps were there already. {accounts} accounts are in {path}."
        )


def _day(text: str) -> date:
    if text == TODAY:
        return timezone.now().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"expected a date such as 2026-03-01, not {text!r}") from None


def _counted(outcome: services.Outcome) -> str:
    shown = ("parties", "policies", "people", "clearances", "programs", "exchanges", "invitations", "tasks")
    counts = [f"{outcome.made[section]} {section}" for section in shown if outcome.made.get(section)]
    return ", ".join(counts) if counts else "nothing is new"
