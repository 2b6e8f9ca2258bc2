"""A template as data: its steps in the one form that files, the database and an exchange's plan share."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milestones.backplan import MOST_DAYS, MOST_LEAD_DAYS, MOST_MONTHS, Anchor, Rule, Unit
from milestones.kinds import Kind

MOST_STEPS, MOST_DURATION = 60, 366
LANGUAGES = ("en", "fr")
Text = Mapping[str, str]  # By language.


def words(text: Text) -> str:
    """*text* in the reader's language, else in English."""
    return text.get((get_language() or "en")[:2]) or text.get("en") or next(iter(text.values()), "")


@dataclass(frozen=True)
class Step:
    """One milestone of a template: what, and how far from STARTEX or ENDEX. ``duration`` counts days."""

    code: str
    name: Text
    kind: str = Kind.MILESTONE
    anchor: str = Anchor.STARTEX
    months: int = 0
    days: int = 0
    duration: int = 1
    is_rounded: bool = True
    lead_days: int = 0
    lead_unit: str = Unit.WORKING
    is_bound: bool = False
    role: Text = field(default_factory=dict)
    deliverable: Text = field(default_factory=dict)
    gate: Text = field(default_factory=dict)
    evidence: Text = field(default_factory=dict)
    source: str = ""

    @property
    def rule(self) -> Rule:
        return Rule(self.anchor, self.months, self.days, self.is_rounded)

    @property
    def title(self) -> str:
        return words(self.name)

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def role_words(self) -> str:
        return words(self.role)

    @property
    def deliverable_words(self) -> str:
        return words(self.deliverable)

    def as_data(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value or name in {"months", "days"}}


def read(said: Mapping[str, Any]) -> Step:
    """The step that *said* describes, as a file or the database holds it; of a range of offsets, the earlier."""
    values = dict(said)
    for name in ("months", "days"):
        if isinstance(values.get(name), list):
            values[name] = min(values[name])
    step = Step(**values)
    check(step)
    return step


def check(step: Step) -> None:
    """Refuse a step that nobody can have meant.

    Raises:
        ValidationError: by field.
    """
    problems = _out_of_bounds(step)
    if not words(step.name).strip():
        problems["name"] = _("Say what it is called.")
    if step.duration < 1:
        problems["duration"] = _("It lasts at least a day.")
    if step.kind not in Kind.values:
        problems["kind"] = _("There is no such kind.")
    if problems:
        raise ValidationError(problems)


def _out_of_bounds(step: Step) -> dict[str, str]:
    bounds = {"months": MOST_MONTHS, "days": MOST_DAYS, "lead_days": MOST_LEAD_DAYS, "duration": MOST_DURATION}
    text = _("Choose at most %(most)d.")
    return {name: text % {"most": most} for name, most in bounds.items() if abs(getattr(step, name)) > most}


@dataclass(frozen=True)
class Template:
    """A way to plan backwards, whoever keeps it. ``key`` names it in an address."""

    key: str
    name: str
    about: str
    source: str
    steps: tuple[Step, ...]

    @property
    def is_shipped(self) -> bool:
        return ":" not in self.key


def in_order(steps: Iterable[Step]) -> list[Step]:
    """From the earliest to the latest, as far as rules alone can say; ENDEX comes after every offset from STARTEX."""
    return sorted(steps, key=lambda step: (step.anchor == Anchor.ENDEX, 30.5 * step.months + step.days))
