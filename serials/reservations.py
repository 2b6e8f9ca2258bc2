"""What nations have said against a serial, and who is kept apart. Pure; the caller hands over what its reader sees."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from participants.standing import Stand, Standing
from participants.targets import Target
from participants.terms import CaveatKind
from serials.clashes import Clash, Kind, Slot

GENERAL: dict[str, Callable[[Slot], bool]] = {  # Kinds that concern every serial of which this is true.
    CaveatKind.NO_NIGHT: lambda slot: slot.is_at_night,
    CaveatKind.NO_LIVE_FIRE: lambda slot: slot.is_on_range,
}


def against(slot: Slot, standing: Standing, names: Mapping[int, str], targets: Mapping[str, Target]) -> list[Clash]:
    """The caveats of those who take part, and pairs that the host keeps apart; *names* are those its reader knows."""
    here = slot.partners & names.keys()
    apart = [pair for pair in standing.apart if {party.pk for party in pair} <= here]
    return [
        *(Clash(Kind.APART, names[one.pk], names[other.pk]) for one, other in apart),
        *(clash for stand in standing.stands if stand.party.pk in here for clash in _of(slot, stand, names, targets)),
    ]


def _of(slot: Slot, stand: Stand, names: Mapping[int, str], targets: Mapping[str, Target]) -> Iterator[Clash]:
    if not _concerns(slot, stand, names):
        return
    yield Clash(Kind.CAVEAT, names[stand.party.pk], _said(stand))
    target = targets.get(stand.caveat.serial)
    if target is not None and _has_moved(target.moved_at, stand.said_at):
        yield Clash(Kind.CAVEAT_BEFORE, names[stand.party.pk])


def _concerns(slot: Slot, stand: Stand, names: Mapping[int, str]) -> bool:
    caveat = stand.caveat
    if caveat.serial and caveat.serial != str(slot.key):
        return False
    if stand.other is not None:
        return stand.other.pk in slot.partners and stand.other.pk in names
    return bool(caveat.serial) or GENERAL.get(caveat.kind, _never)(slot)


def _never(slot: Slot) -> bool:
    return False


def _has_moved(moved_at: datetime | None, said_at: datetime) -> bool:
    return moved_at is not None and moved_at > said_at


def _said(stand: Stand) -> str:
    caveat, other = stand.caveat, stand.other
    words = _("not with %(party)s") % {"party": other} if other else caveat.words
    return f"{words} ({caveat.text})" if caveat.text else words
