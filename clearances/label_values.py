"""Between a label and the fields it is chosen with: what each field holds, and what was chosen in them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party
from clearances import decisions, labels
from clearances.label_choices import chosen, keys_of, level
from clearances.labels import LabelValue
from clearances.models import Label

LEVEL, RELEASED, EXCLUDED, COMPARTMENTS = "classification", "released_to", "excluded", "compartments"
INFORMATIVE, ORCON = "informative", "orcon"
SUCCEEDS_ON, SUCCEEDED_BY, REVIEW_ON = "succeeds_on", "succeeded_by", "review_on"
PARTS = (LEVEL, RELEASED, EXCLUDED, COMPARTMENTS, INFORMATIVE, ORCON, SUCCEEDS_ON, SUCCEEDED_BY, REVIEW_ON)
MAIN = (LEVEL, RELEASED)


@dataclass(frozen=True)
class Terms:
    """What a label is chosen for.

    *blank* says what it means to choose nothing; empty where there must be a choice. *asked* is the label that a
    blank choice stands for, *preset* the one that is chosen from the start. Nothing looser than *floor* is taken.
    """

    owner: Party
    title: str
    blank: str = ""
    asked: Label | None = None
    preset: Label | None = None
    floor: Label | LabelValue | None = None
    floor_title: str = ""
    container: str = ""


def filled(label: Label) -> dict[str, Any]:
    """What the fields hold for *label*. Its succession isn't chosen again: whoever wants one says the day anew."""
    released, excluded = keys_of(label)
    return {
        LEVEL: str(label.classification_id),
        RELEASED: released,
        EXCLUDED: excluded,
        COMPARTMENTS: list(label.compartments),
        INFORMATIVE: list(label.informative),
        ORCON: label.orcon,
    }


def value_of(said: Mapping[str, Any], terms: Terms) -> LabelValue | None:
    """The label that the cleaned fields describe; None where nothing was chosen, as *terms* allow.

    Raises:
        ValidationError: by part: what can't be.
    """
    if not said.get(LEVEL):
        # What was chosen beside the level must never be dropped silently.
        if any(said.get(part) for part in PARTS):
            raise ValidationError({LEVEL: _("Choose the level too.")})
        return None
    released, groups = chosen(said.get(RELEASED) or [])
    excluded, _groups = chosen(said.get(EXCLUDED) or [])
    value = LabelValue(
        classification=level(said[LEVEL]),
        owner=terms.owner,
        parties=released,
        groups=groups,
        excluded=excluded,
        compartments=frozenset(said.get(COMPARTMENTS) or []),
        informative=frozenset(said.get(INFORMATIVE) or []),
        orcon=bool(said.get(ORCON)),
        review_on=said.get(REVIEW_ON),
    )
    labels.check(value)
    _check_audience(value)
    _check_review(value)
    _check_floor(value, terms)
    return _with_succession(value, said)


def _check_audience(value: LabelValue) -> None:
    both = value.parties & value.excluded
    if both:
        names = ", ".join(sorted(map(str, both)))
        raise ValidationError({EXCLUDED: _("Both released to and excluded: %(parties)s.") % {"parties": names}})
    named = bool(value.groups) or bool(value.parties - {value.owner})
    if named and labels.audience_of(value) == {value.owner.code}:
        raise ValidationError({EXCLUDED: _("Nobody whom it is released to is left: everybody named is excluded.")})


def _check_review(value: LabelValue) -> None:
    if value.review_on and value.review_on <= _today(value):
        raise ValidationError({REVIEW_ON: _("The review is on a day to come.")})


def _with_succession(value: LabelValue, said: Mapping[str, Any]) -> LabelValue:
    """*value* with the lower label that takes its place on a day to come, the same in all but its level."""
    on: date | None = said.get(SUCCEEDS_ON)
    lower = said.get(SUCCEEDED_BY)
    if not on and not lower:
        return value
    if not on or not lower:
        part = SUCCEEDED_BY if on else SUCCEEDS_ON
        raise ValidationError({part: _("A succession needs both a day and a lower level.")})
    if on <= _today(value):
        raise ValidationError({SUCCEEDS_ON: _("The lower level applies from a day to come.")})
    successor = level(lower)
    if successor.policy_id != value.classification.policy_id:
        raise ValidationError({SUCCEEDED_BY: _("Choose a level of the same policy.")})
    if successor.rank >= value.classification.rank:
        raise ValidationError({SUCCEEDED_BY: _("Choose a level below %(level)s.") % {"level": value.classification}})
    later = replace(value, classification=successor, review_on=None)
    return replace(value, successor=later, succeeds_on=on)


def _today(value: LabelValue) -> date:
    """The day it is where the policy's owner keeps its dates."""
    return timezone.localdate(timezone=value.classification.policy.owner.zone_info)


def _check_floor(value: LabelValue, terms: Terms) -> None:
    """Say where *value* is looser than what it hangs from, each at the field that mends it."""
    floor = terms.floor
    if floor is None or labels.at_least(value, floor):
        return
    low, high = labels.marked(floor), labels.marked(value)
    words = {"container": terms.floor_title, "level": floor.classification}
    if low.policy != high.policy:
        text = _("Choose a level of the policy in which %(container)s is marked: %(level)s or above.")
        raise ValidationError({LEVEL: text % words})
    if low.rank > high.rank:
        raise ValidationError({LEVEL: _("%(container)s is marked %(level)s: choose at least that.") % words})
    if missing := low.compartments - high.compartments:
        text = _("%(container)s is in these compartments, so this is too: %(codes)s.")
        raise ValidationError({COMPARTMENTS: text % {**words, "codes": ", ".join(sorted(missing))}})
    raise _too_wide(low, high, words)


def _too_wide(low: decisions.Marking, high: decisions.Marking, words: dict[str, Any]) -> ValidationError:
    strangers = Party.objects.filter(code__in=high.parties - low.parties)
    if strangers:
        text = _("%(container)s isn't released to %(parties)s.")
        return ValidationError({RELEASED: text % {**words, "parties": ", ".join(sorted(map(str, strangers)))}})
    excluded = Party.objects.filter(code__in=low.excluded - high.excluded)
    text = _("%(container)s excludes %(parties)s, so exclude them here too.")
    return ValidationError({EXCLUDED: text % {**words, "parties": ", ".join(sorted(map(str, excluded)))}})
