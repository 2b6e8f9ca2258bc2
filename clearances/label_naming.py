"""A label said in codes, as a program says it: the same choices, and the same refusals, as the label picker's."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Group, Party, User
from clearances.label_choices import Choices, LabelChoices
from clearances.label_values import (
    COMPARTMENTS,
    EXCLUDED,
    INFORMATIVE,
    LEVEL,
    ORCON,
    RELEASED,
    REVIEW_ON,
    SUCCEEDED_BY,
    SUCCEEDS_ON,
    Terms,
    value_of,
)
from clearances.labels import LabelValue
from clearances.models import Classification, offered

POLICY, GROUPS = "policy", "groups"
PLAIN = (ORCON, SUCCEEDS_ON, REVIEW_ON)


def named_label(said: Mapping[str, Any], *, author: User, terms: Terms) -> LabelValue:
    """The label that *said* names: policy and level, parties and groups, compartments, each by its code.

    What *author* may not choose is refused as what there isn't.

    Raises:
        ValidationError: by part: what can't be.
    """
    choices = LabelChoices(author, terms.owner)
    found: dict[str, Any] = {name: said[name] for name in PLAIN if said.get(name)}
    found[LEVEL] = _level(choices, said, LEVEL)
    if said.get(SUCCEEDED_BY):
        found[SUCCEEDED_BY] = _level(choices, said, SUCCEEDED_BY)
    found[RELEASED] = [*_keys(Party, "party", RELEASED, said), *_keys(Group, "group", GROUPS, said)]
    found[EXCLUDED] = _keys(Party, "party", EXCLUDED, said)
    found[COMPARTMENTS] = _among(choices.compartments, COMPARTMENTS, said)
    found[INFORMATIVE] = _among(choices.informative, INFORMATIVE, said)
    value = value_of(found, terms)
    assert value is not None  # noqa: S101  (A level is named; for the type checker.)
    return value


def _level(choices: LabelChoices, said: Mapping[str, Any], part: str) -> str:
    rows = Classification.objects.filter(offered(timezone.localdate()), policy__in=choices.policies)
    found = rows.filter(policy__code=said[POLICY], code=said[part]).first()
    if found is None:
        raise ValidationError({part: _unknown([said[part]])})
    return str(found.pk)


def _keys(model: Any, kind: str, part: str, said: Mapping[str, Any]) -> list[str]:
    wanted = set(said.get(part) or [])
    found = dict(model.objects.filter(code__in=wanted).values_list("code", "pk"))
    if missing := wanted - found.keys():
        raise ValidationError({part: _unknown(missing)})
    return [f"{kind}:{pk}" for pk in found.values()]


def _among(offered_codes: Choices, part: str, said: Mapping[str, Any]) -> list[str]:
    wanted, known = set(said.get(part) or []), {code for _name, rows in offered_codes for code, _text in rows}
    if missing := wanted - known:
        raise ValidationError({part: _unknown(missing)})
    return sorted(wanted)


def _unknown(codes: Iterable[str]) -> str:
    return _("Not among your choices: %(codes)s.") % {"codes": ", ".join(sorted(codes))}
