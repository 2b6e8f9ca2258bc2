"""Public facts about the days of a nation: holidays, the weekend, stand-downs. They carry no label."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import remembered
from accounts.models import Party, days_of
from programs.versions import Versioned

SATURDAY, SUNDAY = 6, 7  # ISO 8601, as all weekdays here.
NAME_LENGTH = 200


class Named(models.Model):
    """Something with a name in English and perhaps in French."""

    name_en = models.CharField(max_length=NAME_LENGTH)
    name_fr = models.CharField(max_length=NAME_LENGTH, blank=True)  # Blank: no source gives it.

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        is_french = (get_language() or "").startswith("fr")
        return self.name_fr if is_french and self.name_fr else self.name_en


@remembered()
class Holiday(Named, Versioned):
    """A public holiday of a nation, as its source gives it or as the nation's keeper has corrected it."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="holidays")
    day = models.DateField()
    name_local = models.CharField(max_length=NAME_LENGTH, blank=True)
    is_estimate = models.BooleanField(default=False)  # Hangs on a moon that nobody has seen yet.
    is_kept = models.BooleanField(default=True)  # False: the nation doesn't keep it this year.
    is_corrected = models.BooleanField(default=False)  # By the keeper: loading again leaves it as it is.
    source_day = models.DateField()  # The day that the source gave; with ``day`` it says how far it was moved.
    source = models.CharField(max_length=40)  # Package and version, or "nation".

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "source_day", "name_en"],
                name="a_source_gives_a_holiday_once",
                violation_error_message=_("This holiday is entered already."),
            ),
            models.CheckConstraint(
                condition=Q(is_corrected=True) | Q(day=F("source_day"), is_kept=True),
                name="a_holiday_differs_from_its_source_only_if_corrected",
            ),
        ]
        indexes = [models.Index(fields=["party", "day"], name="holiday_by_party")]

    def __str__(self) -> str:
        return f"{self.name_en} {self.day}"


class LoadedYear(models.Model):
    """That a nation's holidays and stand-downs of one year were loaded, and from which edition of the sources."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=60)

    class Meta:
        ordering = ["party", "year"]
        constraints = [models.UniqueConstraint(fields=["party", "year"], name="a_year_of_a_nation_is_loaded_once")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.year}"


class Weekend(models.Model):
    """Which days of the week a nation doesn't work, from a day until a day (inclusive, open where null)."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="weekends")
    weekdays = ArrayField(models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]))
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["party", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="weekend_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7], weekdays__len__lt=7),
                name="a_week_has_a_working_day",
            ),
            ExclusionConstraint(
                name="one_weekend_at_a_time",
                expressions=[("party", RangeOperators.EQUAL), (days_of(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Another weekend is entered for some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.weekdays}"


@remembered()
class StandDown(Named, Versioned):
    """Days on which a nation does little or nothing: summer stand-down, Ramadan, the end of the year."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="stand_downs")
    key = models.CharField(max_length=40)  # Which one it is, in every year: "summer", "ramadan".
    starts_on = models.DateField()
    ends_on = models.DateField()  # Inclusive.
    stops_work = models.BooleanField(default=False)  # Offices are closed on all of its days.
    is_estimate = models.BooleanField(default=False)
    is_kept = models.BooleanField(default=True)  # False: the nation doesn't keep it this year.
    is_corrected = models.BooleanField(default=False)  # By the keeper: loading again leaves it as it is.
    source_day = models.DateField()  # The first day that the source gave.
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "key", "source_day"],
                name="a_source_gives_a_stand_down_once",
                violation_error_message=_("This stand-down is entered already."),
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="stand_down_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.name_en} {self.starts_on}"
