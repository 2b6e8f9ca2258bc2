"""``manage.py load_holidays [YEARS]``: bring public holidays, weekends and stand-downs up to the sources."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calendars.services import load_holidays
from calendars.services.loading import YEARS_AHEAD


class Command(BaseCommand):
    help = "Load public holidays of every nation. Again, it changes nothing; what a keeper corrected stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("years", nargs="*", type=int, help="by default this year and the three after it")

    def handle(self, *args: Any, **options: Any) -> None:
        this_year = timezone.now().year
        try:
            done = load_holidays(options["years"] or range(this_year, this_year + YEARS_AHEAD + 1))
        except ValidationError as problem:
            raise CommandError(problem.messages[0]) from problem
        self.stdout.write(f"{done.added} added, {done.changed} changed, {done.removed} removed")
