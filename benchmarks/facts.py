"""Who reads, and what labels there are: skewed as in the study that the targets come from.

400 labels of three policies, 60 nations in one alliance. The headquarters owns most labels and is in the audience of
all; the officer's nation in that of many, the liaison's in that of some. Each has five clearances, of which one counts.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.models import Group, Membership, Party, Person, Team, User
from clearances.labels import LabelValue, intern
from clearances.models import Classification, Clearance, Compartment, Policy, Recognition, SecurityAgreement

LABELS, NATIONS = 400, 60
LEVELS = ["U", "R", "C", "S"]
COMPARTMENTS = ["AIR", "SEA", "LAND", "CYBER"]
FIRST, LAST = date(2020, 1, 1), date(2040, 1, 1)


@dataclass(frozen=True)
class Reader:
    """One of the three, with the share of all exchanges they may see and the teams that hold their grants."""

    name: str
    user: User
    share: float
    teams: list[Team]


class Facts:
    def __init__(self) -> None:
        self.chance = random.Random(3)  # The same data in each run.
        self.allies = Group.objects.create(code="ALLIES", name_en="Allies", name_fr="Alliés")
        self.headquarters = Party.objects.create(
            code="HQ", is_nation=False, members=self.allies, name_en="Headquarters", name_fr="QG", zone="UTC"
        )
        self.nations = [_nation(number) for number in range(NATIONS)]
        Membership.objects.bulk_create(Membership(group=self.allies, party=nation) for nation in self.nations)
        self.officers, self.liaisons = self.nations[:2]
        self.others = [_team(f"{nation.code} team", nation) for nation in self.nations[2:]]
        self.policies = [_policy(owner) for owner in (self.headquarters, self.officers, self.nations[2])]
        self.snapshot = (self.allies.code, tuple(sorted(nation.code for nation in self.nations)))
        self._treaties()

    def _treaties(self) -> None:
        """Everybody may be given everything of every policy; the alliance's levels count in the others."""
        parties = [self.headquarters, *self.nations]
        for policy in self.policies:
            highest = policy.classifications.get(code="S")
            for party in parties:
                SecurityAgreement.objects.create(owner=policy.owner, policy=policy, party=party, highest=highest)
        for level in self.policies[0].classifications.all():
            for policy in self.policies[1:]:
                counts_as = policy.classifications.get(code=level.code)
                same = {code: code for code in COMPARTMENTS}
                Recognition.objects.create(classification=level, counts_as=counts_as, compartments=same)

    def labels(self) -> list[int]:
        """The ids of all labels, the most used ones first."""
        found: dict[int, None] = {}
        while len(found) < LABELS:
            found[intern(self._value()).pk] = None
        return list(found)

    def _value(self) -> LabelValue:
        chance = self.chance
        policy = chance.choices(self.policies, [70, 20, 10])[0]
        compartments = chance.sample(COMPARTMENTS, chance.choices([0, 1, 2], [70, 22, 8])[0])
        return LabelValue(
            policy.classifications.get(code=chance.choices(LEVELS, [30, 30, 25, 15])[0]),
            policy.owner,
            parties=frozenset(self._audience()),
            snapshots=(self.snapshot,) if chance.random() < 0.15 else (),
            compartments=frozenset(compartments),
        )

    def _audience(self) -> Iterator[Party]:
        yield self.headquarters
        if self.chance.random() < 0.9:
            yield self.officers
        if self.chance.random() < 0.45:
            yield self.liaisons
        yield from self.chance.sample(self.nations[2:], self.chance.randint(0, 12))

    def readers(self) -> list[Reader]:
        officers, liaisons, headquarters = self.officers, self.liaisons, self.headquarters
        return [
            _reader("liaison", liaisons, liaisons, 0.02, teams=1, cleared=("R", [])),
            _reader("staff officer", officers, officers, 0.25, teams=3, cleared=("S", COMPARTMENTS[:2])),
            _reader("headquarters", headquarters, officers, 1.0, teams=1, cleared=("S", COMPARTMENTS)),
        ]


def _nation(number: int) -> Party:
    code = f"X{chr(65 + number // 26)}{chr(65 + number % 26)}"
    name = f"Nation {code}"
    return Party.objects.create(code=code, is_nation=True, name_en=name, name_fr=name, zone="UTC", is_fictitious=True)


def _policy(owner: Party) -> Policy:
    policy = Policy.objects.create(code=owner.code, owner=owner, clearance_from=2, second_factor_from=2)
    Classification.objects.bulk_create(
        Classification(policy=policy, rank=rank, code=code, name_en=code, name_fr=code, colour="c")
        for rank, code in enumerate(LEVELS)
    )
    Compartment.objects.bulk_create(Compartment(policy=policy, code=code, name=code) for code in COMPARTMENTS)
    return policy


def _reader(
    name: str, organisation: Party, nation: Party, share: float, *, teams: int, cleared: tuple[str, list[str]]
) -> Reader:
    person = Person.objects.create(family_name=name, organisation=organisation)
    person.nationalities.add(nation)
    own = [_team(f"{name} {number}", organisation) for number in range(teams)]
    user = User.objects.create(username=name, email=f"{len(name)}@example.org", person=person, personal_team=own[0])
    user.groups.add(*own)
    _clear(person, *cleared)
    return Reader(name, user, share, own)


def _team(name: str, party: Party) -> Team:
    return Team.objects.create(name=name, kind=Team.Kind.PERSONAL, title=name, party=party)


def _clear(person: Person, level: str, compartments: list[str]) -> None:
    """Five clearances by the alliance's policy: the one that counts, a lower one, and three that are over."""
    ends = [("active", level, LAST), ("active", "U", LAST), *[("active", "S", FIRST)] * 2, ("revoked", "S", LAST)]
    policy = Policy.objects.get(code="HQ")
    for number, (status, code, last) in enumerate(ends):
        Clearance.objects.create(
            person=person,
            policy=policy,
            classification=policy.classifications.get(code=code),
            compartments=compartments,
            valid_from=FIRST,
            valid_to=last,
            status=status,
            decided_at="2020-01-01T00:00:00Z",
            ended_at="2021-01-01T00:00:00Z" if status == "revoked" else None,
            end_reason="over" if status == "revoked" else "",
            sponsor=person.organisation,
            certificate_reference=f"{person.family_name} {number}",
        )
