"""What can be booked: whose it is, where, when it is open, and what of its use others may know."""

import uuid
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party, Person
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Label, Labelled
from programs.versions import Versioned

NAME_LENGTH, TEXT_LENGTH = 120, 5_000
MOST = 100_000
LONGEST_TURN_ROUND = 24 * 60  # Hours: sixty days.


class Kind(models.TextChoices):
    FACILITY = "facility", _("Facility")
    AREA = "area", _("Training area or range")
    AIRSPACE = "airspace", _("Airspace")
    SIMULATOR = "simulator", _("Simulator")
    VESSEL = "vessel", _("Vessel")
    POOL = "pool", _("Equipment pool")
    PERSON = "person", _("Key person")


class Precision(models.IntegerChoices):
    """How exactly others than the owner's keepers learn where it is: digits of a grid reference."""

    KM_100 = 0, _("100 km")
    KM_10 = 1, _("10 km")
    KM_1 = 2, _("1 km")
    M_100 = 3, _("100 m")
    M_10 = 4, _("10 m")


class ResourceQuerySet(GuardedQuerySet):
    def offered(self) -> Self:
        """Those that may be booked at all."""
        return self.filter(is_active=True)

    def named_like(self, text: str) -> Self:
        return self.filter(Q(name__icontains=text) | Q(place__icontains=text))


@remembered()
class Resource(Guarded, Versioned, Labelled):
    """Something, or somebody, that exchanges need at the same time. Its owner's keepers decide who books it.

    Whether a booking clashes tells that another one is there. So either the owner publishes when it is taken and
    nothing else (``publishes_busy``, decided by two releasing officers), or only its keepers get an answer: they may
    read every booking, since none may be marked more strictly than ``bookings_label``, which they must be able to read
    themselves. Everybody else asks, and learns what the owner decides (docs/adr/0011).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="resources")
    kind = models.CharField(max_length=9, choices=Kind)
    name = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(blank=True, max_length=TEXT_LENGTH)
    place = models.CharField(max_length=160, blank=True)
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # WGS 84.
    longitude = models.DecimalField(
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    precision = models.PositiveSmallIntegerField(choices=Precision, default=Precision.KM_10)
    closer_to = ArrayField(models.CharField(max_length=24), default=list, blank=True)  # Codes of parties that learn it…
    closer_precision = models.PositiveSmallIntegerField(choices=Precision, null=True, blank=True)  # …to this.
    capacity = models.PositiveIntegerField(null=True, blank=True, validators=[MaxValueValidator(MOST)])  # People.
    quantity = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST)])
    turn_round_hours = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(LONGEST_TURN_ROUND)]
    )  # Between the end of one use and the begin of the next.
    zone = models.CharField(max_length=64)  # IANA: that of the place.
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        default=list,
        blank=True,
    )  # On which it is open (ISO, Monday is 1); empty: on all.
    opens_at = models.TimeField(null=True, blank=True)  # Null: around the clock.
    closes_at = models.TimeField(null=True, blank=True)
    other_hours = models.JSONField(default=dict, blank=True)  # By weekday: {"6": ["08:00", "12:00"]}.
    closed_on = ArrayField(models.DateField(), default=list, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    publishes_busy = models.BooleanField(default=False)
    bookings_label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = ResourceQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d resource", "%(count)d resources", "count")
    guard = Guard(
        {"view": "accounts.plan_programs", "change": "accounts.keep_resources", "publish": "accounts.release"},
        via="owner",
        anywhere=frozenset({"view"}),
    )

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name", "id"], name="resource_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.PERSON, person__isnull=False) | (~Q(kind=Kind.PERSON) & Q(person__isnull=True)),
                name="a_key_person_is_somebody",
            ),
            models.CheckConstraint(condition=Q(kind=Kind.POOL) | Q(quantity=1), name="only_a_pool_has_a_quantity"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="a_place_has_both_coordinates",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
                name="a_resource_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("resources:detail", args=[self.pk])

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def today(self) -> date:
        return timezone.localdate(timezone.now(), self.zone_info)

    @property
    def is_pool(self) -> bool:
        return self.kind == Kind.POOL

    @property
    def is_person(self) -> bool:
        return self.kind == Kind.PERSON

    def precision_for(self, codes: Collection[str]) -> Precision:
        """How exactly somebody learns where it is who acts for the parties with these *codes*."""
        if self.closer_precision is not None and set(codes) & set(self.closer_to):
            return Precision(self.closer_precision)
        return Precision(self.precision)

    def occupied(self, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
        """From when to when that use keeps it: its turn-round time included."""
        return starts_at, ends_at + timedelta(hours=self.turn_round_hours)

    def hours_on(self, day: date) -> tuple[time, time] | None:
        """From when to when it is open on that day of the week; None: around the clock."""
        said = self.other_hours.get(str(day.isoweekday()))
        if said:
            opens, closes = said
            return time.fromisoformat(opens), time.fromisoformat(closes)
        return (self.opens_at, self.closes_at) if self.opens_at and self.closes_at else None

    def is_open_on(self, day: date) -> bool:
        return day not in self.closed_on and (not self.weekdays or day.isoweekday() in self.weekdays)
