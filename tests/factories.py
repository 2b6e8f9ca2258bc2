"""The smallest legal rows. Everything labelled is written by the system role; states are reached through services."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Group, Membership, Nationality, Party, Person, Team, TeamMember, User
from clearances import labels
from clearances.guards import SYSTEM
from clearances.models import Classification, Clearance, Label, Policy, SecurityAgreement, Waiver
from clearances.models.tokens import Token, digest_of
from clearances.roles import Role
from clearances.services import grant, inherit
from exchanges.models import DescriptionPortion, Exchange, ExchangeContent, Kind
from logistics.models import Task
from participants.models import Delegation
from programs.models import Program, ProgramContent
from tests.roles import as_system

LEVELS = [("U", "u"), ("R", "cui"), ("C", "c"), ("S", "s")]


class SystemFactory(DjangoModelFactory):
    """Writes past row-level security, as a test's arrangement may."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        with as_system():
            return super()._create(model_class, *args, **kwargs)


class NationFactory(SystemFactory):
    class Meta:
        model = Party
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"X{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}")
    is_nation = True
    name_en = factory.LazyAttribute(lambda o: f"Nation {o.code}")
    name_fr = factory.LazyAttribute(lambda o: f"Nation {o.code}")
    zone = "UTC"
    is_fictitious = True


class GroupFactory(SystemFactory):
    class Meta:
        model = Group
        django_get_or_create = ("code",)

    code = "QUAD"
    name_en = name_fr = "Quad"


class MembershipFactory(SystemFactory):
    class Meta:
        model = Membership


class PersonFactory(SystemFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    given_name = "Ada"
    family_name = factory.Sequence(lambda n: f"Person{n}")
    organisation = factory.SubFactory(NationFactory)

    @factory.post_generation
    def nationalities(self: Any, create: bool, extracted: Any, **_: Any) -> None:
        parties = extracted if extracted is not None else [self.organisation.nation or self.organisation]
        with as_system():
            Nationality.objects.bulk_create(Nationality(person=self, party=party) for party in parties)


class UserFactory(SystemFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@example.org")
    person = factory.SubFactory(PersonFactory)
    password = "!"

    @factory.lazy_attribute
    def personal_team(self) -> Team:
        with as_system():
            return Team.objects.create(
                name=f"user:{self.username}",
                kind=Team.Kind.PERSONAL,
                title=str(self.person),
                party=self.person.organisation,
            )

    @factory.post_generation
    def joins(self: Any, create: bool, extracted: Any, **_: Any) -> None:
        teams = [self.personal_team, *(extracted or [])]
        with as_system():
            TeamMember.objects.bulk_create(TeamMember(user=self, group=team) for team in teams)


class PolicyFactory(SystemFactory):
    """Levels U < R < C < S; a clearance and a second factor from C on."""

    class Meta:
        model = Policy
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    owner = factory.SubFactory(NationFactory)
    code = factory.LazyAttribute(lambda o: o.owner.code)
    clearance_from = 2
    second_factor_from = 2

    @factory.post_generation
    def levels(self: Any, create: bool, extracted: Any, **_: Any) -> None:
        with as_system():
            there = set(self.classifications.values_list("code", flat=True))
            Classification.objects.bulk_create(
                Classification(
                    policy=self,
                    code=code,
                    rank=rank,
                    colour=colour,
                    name_en=f"{self.code} {code}",
                    name_fr=f"{self.code} {code}",
                )
                for rank, (code, colour) in enumerate(LEVELS)
                if code not in there
            )


def label(owner: Party, level: str = "U", *, to: Any = (), excluded: Any = (), compartments: Any = ()) -> Label:
    """A label of the owner's own policy, released to the parties *to*, each with an agreement that suffices."""
    with as_system():
        levels = levels_of(owner)
        for code in compartments:
            levels["S"].policy.compartments.get_or_create(code=code, defaults={"name": code})
        agree(owner, levels["S"], to)
        return labels.intern(
            labels.LabelValue(
                levels[level], owner, frozenset(to), excluded=frozenset(excluded), compartments=frozenset(compartments)
            )
        )


def levels_of(owner: Party) -> dict[str, Classification]:
    """The levels of the owner's policy by code; the policy is made if there is none."""
    known = list(Classification.objects.filter(policy__code=owner.code).select_related("policy__owner"))
    if not {row.code for row in known} >= {code for code, _colour in LEVELS}:
        known = list(PolicyFactory(owner=owner).classifications.all())
    return {row.code: row for row in known}


def agree(owner: Party, highest: Classification, parties: Any) -> None:
    """An agreement with each of *parties* that has none about this policy."""
    if not parties:
        return
    there = SecurityAgreement.objects.filter(owner=owner, policy=highest.policy).values_list("party", flat=True)
    known = set(there)
    SecurityAgreement.objects.bulk_create(
        SecurityAgreement(owner=owner, policy=highest.policy, party=party, highest=highest)
        for party in dict.fromkeys(parties)
        if party.pk not in known
    )


def clearance(user: User, policy: Policy, level: str = "S", **kwargs: Any) -> Clearance:
    """An active clearance, as two administrators would have left it."""
    with as_system():
        return Clearance.objects.create(
            **{
                "person": user.person,
                "policy": policy,
                "classification": policy.classifications.get(code=level),
                "valid_from": date(2020, 1, 1),
                "valid_to": date(2040, 1, 1),
                "status": Clearance.Status.ACTIVE,
                "decided_at": "2020-01-01T00:00:00Z",
                "sponsor": user.organisation,
                "certificate_reference": "CERT-1",
                **kwargs,
            }
        )


def waiver(user: User, label: Label, **kwargs: Any) -> Waiver:
    """An active waiver, as two administrators would have left it."""
    with as_system():
        return Waiver.objects.create(
            **{
                "person": user.person,
                "label": label,
                "valid_from": date(2020, 1, 1),
                "valid_to": date(2040, 1, 1),
                "status": Waiver.Status.ACTIVE,
                "decided_at": "2020-01-01T00:00:00Z",
                "sponsor": user.organisation,
                "reason": "test",
                **kwargs,
            }
        )


def feed(user: User, secret: str = "accord-aaaaaaaa-x") -> Token:
    """A calendar feed of everything that *user* may see, at the lowest level."""
    now = datetime.now(UTC)
    with as_system():
        return Token.objects.create(
            user=user,
            purpose=Token.Purpose.FEED,
            scope=Token.Scope.MINE,
            name="x",
            prefix=digest_of(secret)[:8],
            digest=digest_of(secret),
            round=user.sessions_ended,
            made_at=now,
            expires_at=now + timedelta(days=30),
        )


class ProgramFactory(SystemFactory):
    class Meta:
        model = Program
        skip_postgeneration_save = True

    owner = factory.SubFactory(NationFactory)
    title = factory.Sequence(lambda n: f"Program {n}")
    label = factory.LazyAttribute(lambda o: label(o.owner))

    @factory.post_generation
    def content(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        with as_system():
            ProgramContent.objects.create(
                **{"program": self, "label": self.label, "purpose": f"Purpose of {self.title}", **kwargs}
            )
            inherit(self, self.owner)


class ExchangeFactory(SystemFactory):
    """A planned exchange with content and host delegation; ``content__label=…`` sets the content's label.

    ``content__description=…`` is one portion of its description, labelled as the content.
    """

    class Meta:
        model = Exchange
        skip_postgeneration_save = True

    program = factory.SubFactory(ProgramFactory)
    host = factory.SelfAttribute("program.owner")
    title = factory.Sequence(lambda n: f"Exchange {n}")
    kind = Kind.LIVE_EXERCISE
    starts_on = date(2031, 3, 1)
    ends_on = date(2031, 3, 14)
    zone = "UTC"
    state = "planned"
    label = factory.LazyAttribute(lambda o: label(o.host))

    @factory.post_generation
    def content(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        text = kwargs.pop("description", f"Content of {self.title}")
        with as_system():
            content = ExchangeContent.objects.create(
                **{"exchange": self, "label": self.label, "place": "Somewhere", **kwargs}
            )
            DescriptionPortion.objects.create(exchange=self, label=content.label, sort_key="i", text=text)
            inherit(self, self.program)
            host = Delegation.objects.create(
                exchange=self, party=self.host, is_host=True, title=self.title, label=self.label
            )
            inherit(host, self)


class DelegationFactory(SystemFactory):
    """An invited party's delegation, before its invitation; opens nothing by itself."""

    class Meta:
        model = Delegation
        skip_postgeneration_save = True

    exchange = factory.SubFactory(ExchangeFactory)
    party = factory.SubFactory(NationFactory)
    title = factory.SelfAttribute("exchange.title")
    label = factory.LazyAttribute(lambda o: label(o.exchange.host, to=[o.party]))

    @factory.lazy_attribute
    def team(self) -> Team:
        with as_system():
            return Team.objects.get_or_create(
                name=f"liaisons:{self.party.code}",
                defaults={"kind": Team.Kind.DELEGATION, "title": f"Liaisons of {self.party}", "party": self.party},
            )[0]

    @factory.post_generation
    def grants(self: Any, create: bool, extracted: Any, **_: Any) -> None:
        with as_system():
            inherit(self, self.exchange)


class TaskFactory(SystemFactory):
    class Meta:
        model = Task

    delegation = factory.SubFactory(DelegationFactory)
    title = factory.Sequence(lambda n: f"Task {n}")
    due_on = date(2031, 2, 1)
    due_at = "2031-02-02T00:00:00Z"
    created_by = factory.SubFactory(UserFactory)
    label = factory.SelfAttribute("delegation.label")


def member(role: Role, root: Any, *, organisation: Party | None = None, **user: Any) -> User:
    """Somebody who holds *role* on *root*, by default of the party that hosts or owns it."""
    owner = organisation or getattr(root, "host", None) or getattr(root, "owner", None) or getattr(root, "party", root)
    person = UserFactory(person__organisation=owner, **user)
    with as_system():
        grant(role, person.personal_team, root, by=SYSTEM, reason="test")
    return person
