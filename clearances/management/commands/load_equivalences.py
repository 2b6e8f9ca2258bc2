"""``manage.py load_equivalences``: bring the national equivalence table up to the file that is shipped."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clearances import equivalence_data
from clearances.services import equivalences


class Command(BaseCommand):
    help = "Load the national equivalence table. Again, it changes nothing; no row is ever deleted or overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=equivalence_data.PATH, help="another file of its form"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = equivalences.load(equivalence_data.rows(options["file"]))
        except (equivalence_data.BadTable, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{done.added} added, {done.superseded} superseded, {done.unchanged} unchanged")
