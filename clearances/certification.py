"""What a certification file asks for: each row resolved to ids, dates and codes, or refused by row and column."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import check_years
from accounts.models import Party, User
from clearances import choices, nationals, sheets
from clearances.models import Classification, Clearance
from clearances.services.clearances import ADMINISTER, is_within_own

COLUMNS = ("person", "policy", "level", "compartments", "valid_from", "valid_to", "sponsor", "certificate")
EXAMPLE = ("j.doe", "NATO", "NS", "", "2027-01-01", "2031-12-31", "GBR", "GB-0042")
OPTIONAL = {"compartments"}
LONGEST = 80  # Of a certificate reference.


@dataclass(frozen=True)
class Asked:
    """One clearance to be created: what the second person confirms."""

    person: int
    classification: int
    compartments: tuple[str, ...]
    valid_from: str
    valid_to: str
    sponsor: int
    certificate: str
    replaces: str = ""  # The active clearance that it renews.

    def facts(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Problem:
    row: int
    column: str
    text: str


@dataclass
class Outcome:
    """What a file would do; with problems it does nothing."""

    asked: list[Asked] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


class Wrong(Exception):
    """A cell that can't be; names the column."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column


def read(name: str, content: bytes, *, permission: str, party: Party, by: User) -> Outcome:
    """What *by*, who holds the office *permission* for *party*, asks for with a file.

    Raises:
        ValidationError: the file as a whole can't be read, or lacks a column.
    """
    (_number, heading), *rows = sheets.read(name, content)
    places = _places(heading)
    reader, outcome = _Reader(permission, party, by), Outcome()
    for number, cells in rows:
        said = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
        try:
            asked = reader.resolve(said)
            reader.note(asked, number)
        except Wrong as wrong:
            outcome.problems.append(Problem(number, wrong.column, str(wrong)))
        else:
            _sort(outcome, asked, is_held=reader.is_held(asked))
    return outcome


def _sort(outcome: Outcome, asked: Asked, *, is_held: bool) -> None:
    if is_held:
        outcome.unchanged += 1
    else:
        outcome.asked.append(asked)


def _places(heading: list[str]) -> dict[str, int]:
    names = [name.lower() for name in heading]
    missing = [column for column in COLUMNS if column not in names and column not in OPTIONAL]
    if missing:
        raise ValidationError(_("These columns are missing: %s.") % ", ".join(missing))
    unknown = [name for name in names if name and name not in COLUMNS]
    doubled = {name for name in names if name and names.count(name) > 1}
    if unknown or doubled:
        raise ValidationError(_("Unknown or repeated columns: %s.") % ", ".join([*unknown, *sorted(doubled)]))
    return {name: place for place, name in enumerate(names) if name}


class _Reader:
    """One file's lookups: each is read once, whatever the number of rows."""

    def __init__(self, permission: str, party: Party, by: User) -> None:
        self.permission, self.party, self.by = permission, party, by
        self.within: dict[tuple[int, tuple[str, ...]], bool] = {}
        self.seen: dict[tuple[int, int, tuple[str, ...]], int] = {}

    @cached_property
    def people(self) -> dict[str, int]:
        """By user name and e-mail address: whom this office may certify. Others don't exist."""
        users = User.objects.filter(person__in=choices.people_for(self.by))
        if self.permission == nationals.CERTIFY:
            users = users.filter(person__in=nationals.people_of([self.party]))
        found: dict[str, int] = {}
        for name, mail, person in users.values_list("username", "email", "person_id"):
            found |= {name.lower(): person, **({mail.lower(): person} if mail else {})}
        return found

    @cached_property
    def levels(self) -> dict[tuple[str, str], Classification]:
        """By policy and code or name. A word that means two levels means neither."""
        rows = choices.levels_for(self.by).select_related("policy")
        if self.permission == ADMINISTER:
            rows = rows.filter(policy__owner=self.party)
        meant: dict[tuple[str, str], set[Classification]] = defaultdict(set)
        for row in rows:
            for word in (row.code, row.name_en, row.name_fr):
                meant[row.policy.code.lower(), word.lower()].add(row)
        return {key: levels.pop() for key, levels in meant.items() if len(levels) == 1}

    @cached_property
    def compartments(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for row in choices.compartments_for(self.by):
            found[row.policy_id].add(row.code)
        return found

    @cached_property
    def sponsors(self) -> dict[str, Party]:
        nations = choices.nations()
        if self.permission == nationals.CERTIFY:
            nations = nations.filter(pk=self.party.pk)
        return {nation.code.lower(): nation for nation in nations}

    @cached_property
    def held(self) -> dict[int, list[Clearance]]:
        """By person: what is active, what ends last at the end."""
        found: dict[int, list[Clearance]] = defaultdict(list)
        rows = Clearance.objects.filter(status=Clearance.Status.ACTIVE, person__in=set(self.people.values()))
        for row in rows.order_by("valid_to"):
            found[row.person_id].append(row)
        return found

    def resolve(self, said: dict[str, str]) -> Asked:
        for column in COLUMNS:
            if not said.get(column) and column not in OPTIONAL:
                raise Wrong(column, _("This is empty."))
        level, sponsor = self._level(said), self._named(self.sponsors, "sponsor", said)
        codes = self._codes(said.get("compartments", ""), level)
        if not self._is_within(level, codes):
            raise Wrong("level", _("You can't ask for more than you are cleared for yourself."))
        first, last = self._days(said)
        if len(said["certificate"]) > LONGEST:
            raise Wrong("certificate", _("This is too long."))
        asked = (self._person(said), level.pk, codes, str(first), str(last), sponsor.pk, said["certificate"])
        return Asked(*asked, replaces=self._replaced(asked[0], level, first))

    def _person(self, said: dict[str, str]) -> int:
        if said["person"].lower() in {self.by.username.lower(), self.by.email.lower()}:
            raise Wrong("person", _("Nobody asks for a clearance of their own."))
        person: int = self._named(self.people, "person", said)
        return person

    def _named(self, known: dict[str, Any], column: str, said: dict[str, str]) -> Any:
        if said[column].lower() not in known:
            raise Wrong(column, _("“%s” isn't known, or not yours to certify.") % said[column][:40])
        return known[said[column].lower()]

    def _level(self, said: dict[str, str]) -> Classification:
        key = (said["policy"].lower(), said["level"].lower())
        if key[0] not in {policy for policy, _level in self.levels}:
            raise Wrong("policy", _("“%s” isn't known, or not yours to certify.") % said["policy"][:40])
        if key not in self.levels:
            raise Wrong("level", _("“%s” isn't a level of this policy.") % said["level"][:40])
        return self.levels[key]

    def _codes(self, text: str, level: Classification) -> tuple[str, ...]:
        codes = sorted({code.strip() for code in text.replace(",", ";").split(";") if code.strip()})
        unknown = set(codes) - self.compartments[level.policy_id]
        if unknown:
            raise Wrong("compartments", _("Not a compartment of this policy: %s.") % ", ".join(sorted(unknown))[:80])
        return tuple(codes)

    def _is_within(self, level: Classification, codes: tuple[str, ...]) -> bool:
        key = (level.pk, codes)
        if key not in self.within:
            whole = Clearance(policy=level.policy, classification=level, compartments=list(codes))
            self.within[key] = is_within_own(whole, self.by)
        return self.within[key]

    def _days(self, said: dict[str, str]) -> tuple[date, date]:
        first, last = (_day(column, said[column]) for column in ("valid_from", "valid_to"))
        if last < first:
            raise Wrong("valid_to", _("A clearance can't end before it starts."))
        return first, last

    def _replaced(self, person: int, level: Classification, first: date) -> str:
        """The active clearance at that level that hasn't ended when the new one begins, today or later."""
        if first < timezone.now().astimezone(self.party.zone_info).date():
            return ""
        for row in reversed(self.held[person]):
            if row.classification_id == level.pk and row.valid_from < first <= row.valid_to:
                return str(row.pk)
        return ""

    def note(self, asked: Asked, number: int) -> None:
        first = self.seen.setdefault((asked.person, asked.classification, asked.compartments), number)
        if first != number:
            raise Wrong("person", _("The same clearance as in row %s.") % first)

    def is_held(self, asked: Asked) -> bool:
        """Whether exactly this is active already: the same file twice asks for nothing the second time."""
        return any(_same(row, asked) for row in self.held[asked.person])


def _same(row: Clearance, asked: Asked) -> bool:
    return (
        (row.classification_id, tuple(row.compartments)) == (asked.classification, asked.compartments)
        and (str(row.valid_from), str(row.valid_to)) == (asked.valid_from, asked.valid_to)
        and (row.sponsor_id, row.certificate_reference) == (asked.sponsor, asked.certificate)
    )


def _day(column: str, text: str) -> date:
    """2027-01-31."""
    try:
        day = date.fromisoformat(text)
        check_years(**{column: day})
    except ValueError:
        raise Wrong(column, _("“%s” isn't a day: write it as 2027-01-31.") % text[:20]) from None
    except ValidationError as error:
        raise Wrong(column, " ".join(error.messages)) from None
    return day
