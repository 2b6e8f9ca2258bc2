"""What a label, or a page full of labels, looks like in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Group, Party
from clearances import context, decisions, facts
from clearances.labels import LabelValue
from clearances.models.policies import Classification
from clearances.subjects import Subject


@dataclass(frozen=True)
class Marking:
    """A banner or chip: the words, and the class of its colour ("u", "cui", "c", "s", "ts" or "none")."""

    text: str
    css: str
    level: str = ""  # The classification alone, for a chip that has little room.


@dataclass(frozen=True)
class Names:
    """The words of a language for codes, read once per facts version."""

    parties: dict[str, str]
    groups: dict[str, str]
    levels: dict[tuple[str, int], tuple[str, str]]  # (policy, rank) to (name, colour)


_kept: dict[tuple[tuple[int, int], str], Names] = {}


def _facts() -> facts.Facts:
    """Those that whoever acts was decided by: a list of a hundred chips reads no version a hundred times."""
    acting = context.current()
    return acting.facts if isinstance(acting, Subject) else facts.load()


def names() -> Names:
    version, language = _facts().version, get_language() or "en"
    key = (version, language)
    if key not in _kept:
        for old in [old for old in _kept if old[0] != version]:
            del _kept[old]
        _kept[key] = Names(
            parties={party.code: str(party) for party in Party.objects.all()},
            groups={group.code: str(group) for group in Group.objects.all()},
            levels={
                (level.policy.code, level.rank): (str(level), level.colour)
                for level in Classification.objects.select_related("policy")
            },
        )
    return _kept[key]


def of_label(label_id: int) -> Marking:
    """The marking of one label as it applies now."""
    return _worded(decisions.effective(_facts().labels[label_id], timezone.now()))


def of_value(value: LabelValue) -> Marking:
    """How a label that isn't interned yet would read."""
    return _worded(
        decisions.Label(
            id=0,
            policy=value.classification.policy.code,
            rank=value.classification.rank,
            compartments=value.compartments,
            owner=value.owner.code,
            parties=frozenset(party.code for party in value.parties),
            groups=tuple((group.code, frozenset[str]()) for group in value.groups),
            excluded=frozenset(party.code for party in value.excluded),
        )
    )


def _worded(label: decisions.Label) -> Marking:
    words = names()
    level, colour = words.levels[label.policy, label.rank]
    parts = [level, *sorted(label.compartments)]
    released = sorted(
        [words.parties[code] for code in label.parties if code != label.owner]
        + [words.groups[code] for code, _m in label.groups]
    )
    text = " ".join(parts)
    if released:
        text = _("%(level)s releasable to %(parties)s") % {"level": text, "parties": ", ".join(released)}
    else:
        text = _("%(level)s for %(owner)s only") % {"level": text, "owner": words.parties[label.owner]}
    if label.excluded:
        text = _("%(text)s, not to %(parties)s") % {
            "text": text,
            "parties": ", ".join(sorted(words.parties[code] for code in label.excluded)),
        }
    return Marking(text, colour, level)


def of_page(label_ids: Iterable[int]) -> Marking:
    """The high-water mark of everything a page has loaded: the highest level, and whom all of it is released to."""
    ids = sorted(set(label_ids))
    if not ids:
        return Marking(_("Nothing on this page is marked"), "none")
    if len(ids) == 1:
        return of_label(ids[0])
    words, shared, now = names(), _facts(), timezone.now()
    try:
        joined = decisions.join([shared.labels[label_id] for label_id in ids], shared.world, now)
    except decisions.Refused:
        return _without_common_audience(ids)
    level, colour = words.levels[joined.policy, joined.rank]
    level = " ".join([level, *sorted(joined.compartments)])
    parties = ", ".join(sorted(words.parties[code] for code in joined.parties))
    return Marking(_("%(level)s releasable to %(parties)s") % {"level": level, "parties": parties}, colour, level)


def _without_common_audience(ids: Iterable[int]) -> Marking:
    """Labels that no single audience or policy covers: the highest level of each policy, and "as marked"."""
    words, shared, now = names(), _facts(), timezone.now()
    highest: dict[str, int] = {}
    for label_id in ids:
        label = decisions.effective(shared.labels[label_id], now)
        highest[label.policy] = max(highest.get(label.policy, 0), label.rank)
    levels = [words.levels[item] for item in sorted(highest.items())]
    colour = max((css for _name, css in levels), key=["u", "cui", "c", "s", "ts"].index)
    text = " · ".join(name for name, _css in levels)
    return Marking(_("%(levels)s, releasable as marked on each item") % {"levels": text}, colour, text)
