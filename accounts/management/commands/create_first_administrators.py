"""``manage.py create_first_administrators [FILE]``: once in the life of an installation."""

import json
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.beginnings import AlreadyBegun, create_first_administrators
from accounts.models import Party

FORM = """\
{"organisation": {"code": "NOR", "is_nation": true, "name_en": "Norway", "name_fr": "Norvège", "zone": "Europe/Oslo"},
 "administrators": [{"username": "…", "family_name": "…", "email": "…"},
                    {"username": "…", "family_name": "…", "email": "…"}]}
Optional for each administrator: given_name, rank, post, language (en, fr), password (else one is made), and
 "clearances": [{"policy": "NOR", "level": "S", "certificate": "…", "valid_from": "2026-01-01",
                 "valid_to": "2030-12-31", "compartments": ["…"], "sponsor": "NOR"}]
Optional, beside them: "policy": {"code": "NOR", "clearance_from": "C", "second_factor_from": "C",
 "levels": [{"code": "U", "name_en": "…", "name_fr": "…", "colour": "u"}, …], "compartments": {"SEA": "Sea"}}.
Nobody can certify above their own clearance later: name the certificates of both here."""


class Command(BaseCommand):
    help = f"Make the first two administrators. Asks, or reads a JSON file such as:\n{FORM}"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="JSON; without it you are asked.")

    def handle(self, *args: Any, file: Path | None = None, **options: Any) -> None:
        wanted = self.ask() if file is None else self.read(file)
        try:
            made = create_first_administrators(wanted)
        except AlreadyBegun:
            raise CommandError(
                "This installation has an administrator already. Further ones are made by two of them."
            ) from None
        except ValidationError as problem:
            raise CommandError("\n".join(["Nothing was made:", *_lines(problem)])) from problem
        self.stdout.write("Made. This is shown once; hand it over in person and keep no copy.")
        for access in made:
            self.stdout.write(f"\n  user name      {access.username}")
            self.stdout.write(f"  password       {access.password}")
            self.stdout.write(f"  second factor  {access.totp_secret}  (type it into an authenticator app)")

    def read(self, file: Path) -> Any:
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise CommandError(f"{file} can't be read as JSON: {problem}") from problem

    def ask(self) -> dict[str, Any]:
        return {"organisation": self.ask_organisation(), "administrators": [self.ask_person(n) for n in (1, 2)]}

    def ask_organisation(self) -> dict[str, Any]:
        code = input("Code of the nation (three letters) or organisation that they administer: ").strip()
        if Party.objects.filter(code=code).exists():
            return {"code": code}
        return {
            "code": code,
            "is_nation": input("Is it a nation? [y/n] ").strip().lower().startswith("y"),
            "name_en": input("Its name in English: ").strip(),
            "name_fr": input("Its name in French: ").strip(),
            "zone": input("Its time zone, such as Europe/Oslo: ").strip(),
        }

    def ask_person(self, number: int) -> dict[str, Any]:
        self.stdout.write(f"Administrator {number} of 2")
        names = {
            "username": "User name",
            "given_name": "Given name (may be empty)",
            "family_name": "Family name",
            "rank": "Rank (may be empty)",
            "post": "Post (may be empty)",
            "email": "E-mail",
        }
        answers = {key: input(f"  {question}: ").strip() for key, question in names.items()}
        password = getpass("  Password (empty: one is made): ")
        return answers | ({"password": password} if password else {})


def _lines(problem: ValidationError) -> list[str]:
    if not hasattr(problem, "error_dict"):
        return [f"  {message}" for message in problem.messages]
    return [f"  {field}: {message}" for field, messages in problem.message_dict.items() for message in messages]
