"""How a policy's labels are written: NATO's words, those of the United States (CAPCO), or plain ones.

Pure: what is said comes in as ``Said``, and text goes out. The words of NATO's and the United States' markings belong
to their standards, not to the portal's translations: NATO has two languages, the United States one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Named:
    """A party or group as it is written out and as it is abbreviated."""

    code: str
    name: str
    is_nation: bool = False
    is_group: bool = False


@dataclass(frozen=True)
class Said:
    """What there is to write of one label, or of several together."""

    level: str
    code: str  # The level's short form, for portions.
    compartments: tuple[str, ...]
    named: tuple[Named, ...]  # Whom it is released to, the originator included.
    excluded: tuple[Named, ...]
    orcon: bool
    contexts: tuple[str, ...]  # On whose behalf, such as KFOR.
    remarks: tuple[str, ...]  # Such as STAFF: for information, never deciding.
    owner: str  # Code of the policy's owner, whose own markings need no originator.
    originators: tuple[Named, ...]
    community: str | None  # Code of the group that the policy's owner speaks for.
    staff: frozenset[str]  # Codes of that group's organisations: part of the community wherever it is named.
    language: str

    @property
    def is_for_community(self) -> bool:
        return any(each.is_group and each.code == self.community for each in self.named)

    @property
    def strangers(self) -> tuple[Named, ...]:
        """Originators other than the policy's owner: the level's name doesn't tell of them."""
        return tuple(each for each in self.originators if each.code != self.owner)


@dataclass(frozen=True)
class Style:
    banner: Callable[[Said], str]
    portion: Callable[[Said], str]


def _names(parties: Iterable[Named]) -> str:
    """Nations by name, then organisations, then groups."""
    return ", ".join(each.name for each in sorted(parties, key=lambda it: (it.is_group, not it.is_nation, it.name)))


def _codes(parties: Iterable[Named], first: str = "") -> str:
    """The first, then nations by their three letters, then everybody else."""
    ordered = sorted(parties, key=lambda it: (it.code != first, not it.is_nation, it.code))
    return ", ".join(each.code for each in ordered)


# NATO: ADatP-4774, table 17.

NATO_WORDS = {
    "en": ("Releasable to", "ONLY", "not releasable to", "originator:"),
    "fr": ("Communicable à", "UNIQUEMENT", "non communicable à", "autorité d’origine :"),
}


def _nato_words(said: Said) -> tuple[str, str, str, str]:
    return NATO_WORDS["fr" if said.language == "fr" else "en"]


def _nato_named(said: Said) -> list[Named]:
    """Without whoever is part of a community that is named anyhow."""
    return [each for each in said.named if not (said.is_for_community and each.code in said.staff)]


def _nato(said: Said) -> str:
    releasable, only, not_to, originator = _nato_words(said)
    ownership, _space, level = said.level.partition(" ")
    text = " ".join(filter(None, ["/".join([ownership, *said.contexts]), level, *said.compartments]))
    text += "".join(f" - {remark}" for remark in said.remarks)
    named = _nato_named(said)
    if not said.is_for_community or said.contexts:
        text += f" {_names(named)} {only}"
    elif others := [each for each in named if each.code != said.community]:
        text += f" {releasable} {_names(others)}"
    text += " ORCON" if said.orcon else ""
    text += f", {not_to} {_names(said.excluded)}" if said.excluded else ""
    return text + (f" ({originator} {_names(said.strangers)})" if said.strangers else "")


def _nato_portion(said: Said) -> str:
    named = _nato_named(said)
    head = "/".join([said.code, *said.contexts])
    if not said.is_for_community or said.contexts:
        audience = [f"{_codes(named)} ONLY"]
    else:
        others = [each for each in named if each.code != said.community]
        audience = [f"REL {_codes(others)}"] if others else []
    return f"({' '.join([head, *said.compartments, *audience, *_short_controls(said)])})"


# The United States: classification//compartments//dissemination controls.


def _capco(said: Said) -> str:
    text = _capco_line(said, said.level, originator_controlled="ORCON", nobody_else="NOFORN")
    return text + (f" (originator: {_names(said.strangers)})" if said.strangers else "")


def _capco_portion(said: Said) -> str:
    return f"({_capco_line(said, said.code, originator_controlled='OC', nobody_else='NF')})"


def _capco_line(said: Said, level: str, *, originator_controlled: str, nobody_else: str) -> str:
    controls = [originator_controlled] if said.orcon else []
    if {each.code for each in said.named} <= {said.owner}:
        controls.append(nobody_else)
    else:
        controls.append(f"REL TO {_codes(said.named, said.owner)}")
    blocks = [level, "/".join(said.compartments), "/".join(controls)]
    if said.excluded:
        blocks.append(f"NOT RELEASABLE TO {_codes(said.excluded)}")
    return "//".join([*filter(None, blocks), *said.contexts, *said.remarks])


# Everybody else: plain words.


def _plain(said: Said) -> str:
    text = " ".join(["/".join([said.level, *said.contexts]), *said.compartments])
    owners = [each for each in said.named if each in said.originators]
    others = [each for each in said.named if each not in said.originators]
    if others:
        parties = ", ".join(filter(None, [_names(owners), _names(others)]))
        text = _("%(level)s releasable to %(parties)s") % {"level": text, "parties": parties}
    else:
        text = _("%(level)s for %(owner)s only") % {"level": text, "owner": _names(owners)}
    if said.excluded:
        text = _("%(text)s, not to %(parties)s") % {"text": text, "parties": _names(said.excluded)}
    if said.strangers:
        text = _("%(text)s (originator: %(parties)s)") % {"text": text, "parties": _names(said.strangers)}
    return "".join([text, " ORCON" if said.orcon else "", *(f" - {remark}" for remark in said.remarks)])


def _plain_portion(said: Said) -> str:
    first = said.originators[0].code if said.originators else said.owner
    audience = f"REL TO {_codes(said.named, first)}"
    return (
        f"({' '.join(['/'.join([said.code, *said.contexts]), *said.compartments, audience, *_short_controls(said)])})"
    )


def _short_controls(said: Said) -> list[str]:
    return [*(["OC"] if said.orcon else []), *([f"NOT {_codes(said.excluded)}"] if said.excluded else [])]


STYLES = {
    "plain": Style(_plain, _plain_portion),
    "nato": Style(_nato, _nato_portion),
    "capco": Style(_capco, _capco_portion),
}
