"""Exchanges: exercises, courses and the other kinds. The cover says that one exists, the content what it is about."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party, Team
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled, TeamGrant
from exchanges.states import OPEN, State
from portions.models import Draft, Portion
from programs.models import Program
from programs.references import new_reference, well_formed
from programs.versions import Versioned


class Kind(models.TextChoices):
    """What sort of exchange it is; an exercise is one kind among them."""

    LIVE_EXERCISE = "livex", _("Live exercise")
    COMMAND_POST_EXERCISE = "cpx", _("Command post exercise")
    COMPUTER_ASSISTED_EXERCISE = "cax", _("Computer-assisted exercise")
    TABLE_TOP_EXERCISE = "ttx", _("Table-top exercise")
    COURSE = "course", _("Course")
    UNIT_EXCHANGE = "unit", _("Unit exchange")
    PERSONNEL_EXCHANGE = "personnel", _("Personnel exchange")
    INSTRUCTOR_EXCHANGE = "instructor", _("Instructor exchange or mobile training team")
    SEMINAR = "seminar", _("Seminar or symposium")
    PORT_VISIT = "port", _("Port visit or passing exercise")
    VIRTUAL = "virtual", _("Virtual or simulation event")
    STAFF_TALKS = "talks", _("Staff talks")
    SHIPRIDER = "shiprider", _("Shiprider")


class Domain(models.TextChoices):
    LAND = "land", _("Land")
    MARITIME = "maritime", _("Maritime")
    AIR = "air", _("Air")
    SPACE = "space", _("Space")
    CYBER = "cyber", _("Cyber")
    INFORMATION = "information", _("Information")


class ExchangeQuerySet(GuardedQuerySet):
    def running(self, on: date) -> Self:
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def overlapping(self, first: date, last: date) -> Self:
        """Those with at least one day between *first* and *last*, both inclusive."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def named_like(self, text: str) -> Self:
        """Those whose cover title holds *text*, or whose reference begins with it."""
        return self.filter(Q(title__holds=text) | Q(reference__istartswith=text))

    def coming(self, on: date) -> Self:
        """Those that have not ended on that day and were not cancelled."""
        return self.filter(ends_on__gte=on).exclude(state__in=[State.CANCELLED, State.CLOSED])


class ReaderSet(models.Model):
    """The teams that may see the covers of some exchanges. One row per distinct set, found by its digest.

    The database alone writes it, whenever a grant is written (``accord_set_readers``): the grants remain the record.
    """

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the members, in hexadecimal digits.

    def __str__(self) -> str:
        return self.digest


class ReaderSetMember(models.Model):
    """One team of a set, until the last of its grants lapses: each says so itself, so that no job must end it."""

    reader_set = models.ForeignKey(ReaderSet, on_delete=models.CASCADE, related_name="members")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    lapses_at = models.DateTimeField(null=True)  # Null: no end.

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "reader_set"], name="reader_set_member_once")]

    def __str__(self) -> str:
        return f"team {self.team_id} in {self.reader_set_id}"


@remembered(without=["readers"])
class Exchange(Guarded, Versioned, Labelled):
    """The cover of an exchange: that it exists, what kind, when, who hosts. What it is about is its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(
        max_length=7, unique=True, default=new_reference, editable=False, validators=[well_formed]
    )
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="exchanges")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=120)
    host = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="hosted_exchanges")
    starts_on = models.DateField()  # STARTEX, in the host's zone.
    ends_on = models.DateField()  # ENDEX, inclusive.
    zone = models.CharField(max_length=64)  # IANA: the host's zone, or that of the place.
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    state_reason = models.CharField(
        max_length=200, blank=True
    )  # Why it was postponed, rehosted or cancelled: whoever sees the cover reads it.

    readers = models.ForeignKey(  # Kept by the database; null: nobody.
        ReaderSet, on_delete=models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    objects: ClassVar[Any] = ExchangeQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d exchange", "%(count)d exchanges", "count")
    guard = Guard(
        {
            "view": "exchanges.view_exchange",
            "change": "exchanges.change_exchange",
            "invite": "exchanges.invite_party",
        },
        readers="readers",
    )

    class Meta:
        ordering = ["starts_on", "pk"]
        permissions = [
            ("view_content", "May see what the exchange is about"),
            ("invite_party", "May invite parties to it"),
        ]
        indexes = [
            # The label within the key: rows of labels that a reader may not see are passed over without being fetched.
            models.Index(fields=["starts_on", "id", "label"], name="exchange_in_order"),
            models.Index(fields=["label", "starts_on"], name="exchange_by_label"),
            models.Index(fields=["readers", "label"], name="exchange_by_readers"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="exchange_ends_after_it_starts",
                violation_error_message=_("An exchange can't end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        """Whether its dates and host may still change."""
        return self.state in OPEN

    @property
    def today(self) -> date:
        """The day it is now where the exchange keeps its dates."""
        return timezone.now().astimezone(ZoneInfo(self.zone)).date()

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


@remembered()
class ExchangeContent(Guarded, Versioned, Labelled):
    """What an exchange is about: everything that isn't its cover. Its description is rows: ``DescriptionPortion``.

    Its version is its own: a cover whose version rose with it would tell of it.
    """

    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, related_name="content")
    domains = ArrayField(models.CharField(max_length=12, choices=Domain), default=list, blank=True)
    place = models.CharField(max_length=160, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)  # For participants of all nations together.

    counted = ngettext_lazy("%(count)d content of an exchange", "%(count)d contents of exchanges", "count")
    guard = Guard(
        {"view": "exchanges.view_content", "change": "exchanges.change_exchange"}, via="exchange", facet="content"
    )

    class Meta:
        ordering = ["exchange"]

    def __str__(self) -> str:
        return f"content of {self.exchange_id}"

    @property
    def domain_names(self) -> list[str]:
        return [str(Domain(code).label) for code in self.domains]


@remembered()
class DescriptionPortion(Portion):
    """One paragraph of the description of an exchange: part of its content, with a label of its own."""

    container = "exchange"

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="portions")

    guard = Guard(
        {
            "view": "exchanges.view_content",
            "change": "exchanges.change_exchange",
            "export": "exchanges.view_content",  # Whoever takes part needs it on paper; each pack is recorded.
        },
        via="exchange",
        facet="content",
    )


class DescriptionDraft(Draft):
    """What one planner has typed into the description and not saved."""

    container = "exchange"

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="+")

    guard = Guard({"view": "exchanges.change_exchange"}, via="exchange", facet="content", private="author")

    class Meta(Draft.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["exchange", "author"], name="one_draft_of_a_description")]


@remembered(by=["content_object"])
class ExchangeGrant(TeamGrant):
    """A team's need-to-know of one exchange."""

    content_object = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="grants", db_index=False)

    class Meta(TeamGrant.Meta):
        abstract = False
        indexes = [
            *TeamGrant.Meta.indexes,
            # For whoever may see few of many: each row before theirs is looked up here, and nowhere else.
            models.Index(
                fields=["content_object", "permission", "group"], include=["lapses_at"], name="exchangegrant_by_row"
            ),
        ]
