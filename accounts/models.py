"""Parties (nations, organisations), people, and the users who sign in for them."""

import functools
import uuid
import zoneinfo
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import remembered


@functools.cache
def _zones() -> frozenset[str]:
    """Kept, because listing them reads hundreds of files."""
    return frozenset(zoneinfo.available_timezones())


def known_zone(name: str) -> None:
    if name not in _zones():
        raise ValidationError(
            _("“%(zone)s” is not a time zone; use a name such as Africa/Abidjan."), params={"zone": name}
        )


def days_of(first: str = "starts_on", last: str = "ends_on") -> Func:
    """The days between two date columns, both inclusive, as a range that the database can compare; null is open."""
    return Func(F(first), F(last), Value("[]"), function="daterange")


@remembered()
class Party(models.Model):
    """A nation (ISO 3166 alpha-3) or an organisation: an agency or unit of one nation, or of none (NATO HQ, an NGO)."""

    code = models.CharField(max_length=24, unique=True)
    is_nation = models.BooleanField()
    nation = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="agencies")
    members = models.ForeignKey(  # The member nations of an international organisation.
        "Group", on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    other_names = models.JSONField(default=dict, blank=True)  # Language code to official name, beside the two above.
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)  # What else it is called.
    alpha2 = models.CharField(max_length=2, blank=True)  # ISO 3166-1; ``code`` is a nation's alpha-3.
    numeric = models.CharField(max_length=3, blank=True)  # ISO 3166-1, with its zeros.
    nato_code = models.CharField(max_length=8, blank=True)  # STANAG 1059, where it has one.
    zone = models.CharField(max_length=64, validators=[known_zone])  # IANA; where its administration keeps its dates.
    is_fictitious = models.BooleanField(default=False)
    suspended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name_en"]
        verbose_name_plural = "parties"
        permissions = [
            ("plan_programs", "May create programs that this party owns"),
            ("ask_hosts", "May ask hosts for exchanges on behalf of this party"),
            ("keep_resources", "May keep this party's resources and decide who books them"),
            ("keep_calendar", "May keep this party's blackout periods"),
            ("administer_clearances", "May request and confirm clearances in this party's policies"),
            ("certify_nationals", "May certify, suspend and revoke clearances of this nation's people"),
            ("release", "May approve release of what this party owns"),
            ("audit", "May read the audit record of this party"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_nation=False) | Q(nation__isnull=True, members__isnull=True),
                name="nation_belongs_to_nobody",
                violation_error_message=_("A nation belongs to no other party."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[name],
                    condition=~Q(**{name: ""}),
                    name=f"one_party_per_{name}",
                    violation_error_message=_("Another party has this code."),
                )
                for name in ("alpha2", "numeric", "nato_code")
            ),
            models.CheckConstraint(
                condition=Q(is_nation=True) | Q(alpha2="", numeric=""),
                name="iso_codes_are_those_of_nations",
                violation_error_message=_("Only nations have ISO 3166 codes."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en

    @property
    def zone_info(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.zone)


@remembered()
class Group(models.Model):
    """A named set of parties that changes over time: NATO, QUAD. It is not a team: it holds no grants."""

    code = models.CharField(max_length=24, unique=True)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    zone = models.CharField(
        max_length=64, default="UTC", validators=[known_zone]
    )  # IANA; where its memberships begin and end.

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


@remembered()
class Membership(models.Model):
    """That a party is a member of a group, from a day until a day (both inclusive)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["group", "party", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="one_membership_at_a_time",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    ("party", RangeOperators.EQUAL),
                    (days_of(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("It is a member on some of these days already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} in {self.group}"


@remembered(fields=["organisation"])
class Person(models.Model):
    """A human being who acts for one organisation. Nationalities are never shown to other nations."""

    given_name = models.CharField(max_length=80, blank=True)  # Some people have one name only.
    family_name = models.CharField(max_length=80)
    rank = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="people")
    nationalities = models.ManyToManyField(Party, related_name="+", blank=True)

    class Meta:
        ordering = ["family_name", "given_name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return " ".join(part for part in (self.rank, self.given_name, self.family_name) if part)


class Team(AuthGroup):
    """Who holds grants together: one person, a planning cell, a delegation's team, an office."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("One person")
        CELL = "cell", _("Planning cell")
        DELEGATION = "delegation", _("Delegation")
        OFFICE = "office", _("Office")

    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=120)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="teams")

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


@remembered(fields=["person", "is_active"])
class User(AbstractUser):
    """Somebody who signs in. There are no superusers at run time and no Django admin."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    personal_team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="owner")
    language = models.CharField(max_length=5, default="en")
    zone = models.CharField(max_length=64, blank=True, validators=[known_zone])  # Blank: that of the organisation.
    writes_dtg = models.BooleanField(default=False)  # Reads instants as date-time groups: 010930Z NOV 26.
    is_demonstration = models.BooleanField(default=False)  # Made by a scenario; the persona picker may enter as it.
    needs_second_factor = models.BooleanField(default=False)  # Enrols one before anything else, whatever they hold.
    sessions_ended = models.PositiveIntegerField(default=0)  # How often; a session of before is worth nothing.
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.CharField(max_length=200, blank=True)
    posting_ends_on = models.DateField(null=True, blank=True)  # Inclusive, in the organisation's zone; null: no end.
    posting_ends_at = models.DateTimeField(null=True, blank=True)  # 24:00 of that day, or when it was ended at once.

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # Strength of this session's sign-in (1 password, 2 second factor), set by the middleware. None: no session.
    assurance: int | None = None
    # How high the token reaches with which this user came (``clearances.decisions.Ceiling``). None: with no token.
    ceiling: Any = None

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False, is_staff=False), name="nobody_is_superuser"),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=True) | Q(is_active=False), name="suspended_users_are_not_active"
            ),
            models.CheckConstraint(
                condition=Q(posting_ends_on__isnull=True, posting_ends_at__isnull=True)
                | Q(posting_ends_on__isnull=False, posting_ends_at__isnull=False),
                name="posting_has_both_ends_or_none",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def organisation(self) -> Party:
        return self.person.organisation

    def may_enter_at(self, at: datetime) -> bool:
        """Active, and their posting hasn't ended, whether or not a sweep has tidied it away."""
        return self.is_active and (self.posting_ends_at is None or at < self.posting_ends_at)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session carries: ending all of them changes it, as a new password does."""
        salt = "accounts.models.User.get_session_auth_hash"
        secured = f"{self.password}:{self.sessions_ended}"
        return salted_hmac(salt, secured, secret=secret, algorithm="sha256").hexdigest()

    @property
    def zone_info(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.zone) if self.zone else self.organisation.zone_info

    def get_full_name(self) -> str:
        return str(self.person)


@remembered()
class Nationality(Person.nationalities.through):  # type: ignore[misc,name-defined]  # Django makes that class as it runs.
    """That a person has a nationality: the rows behind ``Person.nationalities``, named so that they are remembered."""

    class Meta:
        proxy = True


@remembered()
class TeamMember(User.groups.through):  # type: ignore[misc,name-defined]  # As above.
    """That a user belongs to a team: the rows behind ``User.groups``, named so that they are remembered."""

    class Meta:
        proxy = True


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def open_at(self, at: datetime) -> "AdmissionQuerySet":
        """Approved, and neither used, taken back nor lapsed."""
        return self.filter(expires_at__gt=at, used_at__isnull=True, withdrawn_at__isnull=True)


class Admission(models.Model):
    """That somebody is invited to set up an account, once, within 72 hours of a second officer's approval.

    It is bound to a mail address and an organisation. The link is in the mail alone: here is only its hash.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="admissions")
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80)
    rank = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=120, blank=True)
    email = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    nationalities = ArrayField(models.CharField(max_length=24), default=list)  # Codes of nations.
    is_liaison = models.BooleanField(default=False)  # Joins the team that answers invitations for the organisation.
    proposed_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)  # Null: not approved.
    token_hash = models.CharField(max_length=64, blank=True)  # SHA-256; empty until the mail is on its way.
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="admission")

    objects: ClassVar[Any] = AdmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="admission_by_token"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, user__isnull=True) | Q(used_at__isnull=False, user__isnull=False),
                name="admission_used_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.rank, self.given_name, self.family_name) if part)


class SignIn(models.Model):
    """One session of a user: from when, in which browser, when last seen. No address is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    device = models.CharField(max_length=60)
    round = models.PositiveIntegerField()  # ``User.sessions_ended`` at its beginning; another now: it was ended.
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-seen_at", "pk"]
        indexes = [models.Index(fields=["user", "-seen_at"], name="sign_ins_of_a_user")]

    def __str__(self) -> str:
        return self.device
