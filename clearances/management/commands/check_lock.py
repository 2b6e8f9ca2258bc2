"""``manage.py check_lock``: whether the database's own lock is complete; every process asks this before it starts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from clearances import canary


class Command(BaseCommand):
    help = "Refuse, in a sentence each, whatever keeps row-level security from holding."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", choices=[canary.APPLICATION, canary.SYSTEM], default=canary.APPLICATION)

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        try:
            canary.refuse_unless_locked(role)
        except canary.Unlocked as problem:
            raise CommandError(str(problem)) from problem
        finally:
            connection.close()  # Whoever forks afterwards would share it.
        if options["verbosity"] > 1:
            self.stdout.write("The database's own lock is complete.")
