"""What a label, or a page full of labels, looks like in words."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Group, Party
from clearances import context, decisions, facts
from clearances.labels import LabelValue, as_facts
from clearances.marking_styles import STYLES, Named, Said
from clearances.models.policies import Classification, InformativeCategory, Label, Policy
from clearances.subjects import Subject


@dataclass(frozen=True)
class Marking:
    """A banner or chip: the words, and the class of its colour ("u", "cui", "c", "s", "ts" or "none")."""

    text: str
    css: str
    level: str = ""  # The classification alone, for a chip that has little room.
    portion: str = ""  # Before a paragraph: "(S//REL TO USA, GBR)".


@dataclass(frozen=True)
class Names:
    """The words of a language for codes, read once per facts version."""

    parties: dict[str, str]
    groups: dict[str, str]
    levels: dict[tuple[str, int], tuple[str, str]]  # (policy, rank) to (name, colour)
    versions: dict[Hashable, tuple[str, str]]  # The same of labels that bear a version which is obsolete, by their id.
    styles: dict[str, str]  # Policy to its marking style.
    informative: dict[tuple[str, str], tuple[str, bool]]  # (policy, code) to (name, whether it is a context)


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
        _kept[key] = _read_names()
    return _kept[key]


def _read_names() -> Names:
    return Names(
        parties={party.code: str(party) for party in Party.objects.all()},
        groups={group.code: str(group) for group in Group.objects.all()},
        levels={
            (level.policy.code, level.rank): (str(level), level.colour)
            for level in Classification.objects.select_related("policy").order_by(
                "pk"
            )  # The newest version names its rank.
        },
        versions={
            row.pk: (str(row.classification), row.classification.colour)
            for row in Label.objects.exclude(classification__obsolete_from=None).select_related("classification")
        },
        styles=dict(Policy.objects.values_list("code", "marking_style")),
        informative={
            (row.policy.code, row.code): (str(row), row.is_context)
            for row in InformativeCategory.objects.select_related("policy")
        },
    )


def of_label(label_id: int) -> Marking:
    """The marking of one label as it applies now."""
    return _of_facts(_facts().labels[label_id])


def of_value(value: LabelValue) -> Marking:
    """How a label that isn't interned yet would read."""
    return _of_facts(as_facts(value))


def _of_facts(label: decisions.Label) -> Marking:
    now, world = timezone.now(), _facts().world
    label = decisions.effective(label, now)
    marking = decisions.mark(world, label, now)
    groups = frozenset(code for code, _members in label.groups)
    parties = (label.parties & marking.parties) | {label.owner}
    return _worded(marking, parties, groups, [label.owner], names().versions.get(label.id))


def of_page(label_ids: Iterable[int]) -> Marking:
    """The high-water mark of everything a page has loaded: the highest level, and whom all of it is released to."""
    ids = sorted(set(label_ids))
    if not ids:
        return Marking(_("Nothing on this page is marked"), "none")
    if len(ids) == 1:
        return of_label(ids[0])
    shared, now = _facts(), timezone.now()
    labels = [decisions.effective(shared.labels[label_id], now) for label_id in ids]
    try:
        joined = decisions.join(labels, shared.world, now)
    except decisions.Refused:
        return _without_common_audience(labels)
    parties, groups = _folded(joined.parties, labels)
    return _worded(joined, parties, groups, sorted({label.owner for label in labels}))


def _folded(parties: frozenset[str], labels: Iterable[decisions.Label]) -> tuple[frozenset[str], frozenset[str]]:
    """*parties* with each group that a label names, and that is among them as a whole, instead of its members."""
    now, world = timezone.now(), _facts().world
    named = {code for label in labels for code, _members in label.groups}
    groups = frozenset(code for code in named if world.members(code, now) and world.members(code, now) <= parties)
    said = frozenset[str]().union(*(world.members(code, now) for code in groups))
    owners = {label.owner for label in labels}
    return frozenset(party for party in parties if party not in said or party in owners), groups


def _worded(
    marking: decisions.Marking,
    parties: frozenset[str],
    groups: frozenset[str],
    originators: list[str],
    version: tuple[str, str] | None = None,
) -> Marking:
    """*marking* in the style of its policy; *parties* and *groups* are how its audience is named.

    *version*: what its level was called when it was marked, if that isn't its present name.
    """
    words, world = names(), _facts().world
    level, colour = version or words.levels[marking.policy, marking.rank]
    style, policy = words.styles[marking.policy], world.policies[marking.policy]
    excluded = marking.excluded
    if style == Policy.MarkingStyle.CAPCO:
        parties, groups = _spelt_out(marking, parties, groups)
        excluded = _still_named(marking)
    community = _community(policy.owner)
    said = Said(
        level=level,
        code=policy.levels[marking.rank],
        compartments=tuple(sorted(marking.compartments)),
        named=(*map(_party, sorted(parties)), *map(_group, sorted(groups))),
        excluded=tuple(map(_party, sorted(excluded))),
        orcon=marking.orcon,
        contexts=_remarks(marking, are_contexts=True),
        remarks=_remarks(marking, are_contexts=False),
        owner=policy.owner,
        originators=tuple(map(_party, originators)),
        community=community,
        staff=_staff(community),
        language=(get_language() or "en")[:2],
    )
    return Marking(STYLES[style].banner(said), colour, level, STYLES[style].portion(said))


def _community(owner: str) -> str | None:
    """The group that a policy's owner speaks for, if it is an organisation with members."""
    organisation = _facts().world.organisations.get(owner)
    return organisation.members if organisation else None


def _staff(community: str | None) -> frozenset[str]:
    """The organisations of that community."""
    if community is None:
        return frozenset()
    return frozenset(code for code, body in _facts().world.organisations.items() if body.members == community)


def _remarks(marking: decisions.Marking, *, are_contexts: bool) -> tuple[str, ...]:
    found = [names().informative[marking.policy, code] for code in sorted(marking.informative)]
    return tuple(name for name, is_context in found if is_context is are_contexts)


def _party(code: str) -> Named:
    return Named(code, names().parties[code], is_nation=code not in _facts().world.organisations)


def _group(code: str) -> Named:
    return Named(code, names().groups[code], is_group=True)


def _spelt_out(
    marking: decisions.Marking, parties: frozenset[str], groups: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Where a list has no words for "but not": a group with an excluded member is written as its other members."""
    now, world = timezone.now(), _facts().world
    broken = {code for code in groups if world.members(code, now) & marking.excluded}
    members = frozenset[str]().union(*(world.members(code, now) for code in broken)) & marking.parties
    return (parties & marking.parties) | members, groups - broken


def _still_named(marking: decisions.Marking) -> frozenset[str]:
    """Those excluded whom the list of the others would let in: an agency of a nation, a nation's staff in a body."""
    now, world = timezone.now(), _facts().world
    return frozenset(
        party
        for party in marking.excluded
        if world.parties(party) & marking.parties or any(party in world.nations(each, now) for each in marking.parties)
    )


def _without_common_audience(labels: Iterable[decisions.Label]) -> Marking:
    """Labels that no single audience or policy covers: the highest level of each policy, and "as marked"."""
    words = names()
    highest: dict[str, int] = {}
    for label in labels:
        highest[label.policy] = max(highest.get(label.policy, 0), label.rank)
    levels = [words.levels[item] for item in sorted(highest.items())]
    colour = max((css for _name, css in levels), key=["u", "cui", "c", "s", "ts"].index)
    text = " · ".join(name for name, _css in levels)
    return Marking(_("%(levels)s, releasable as marked on each item") % {"levels": text}, colour, text)
