"""Security policies, the labels written in them, and the treaties between them (access.md §1)."""

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import remembered
from accounts.models import Party, User, days_of
from clearances import context
from clearances.models.equivalences import Equivalence


@remembered()
class Policy(models.Model):
    """A security policy: who owns it, which levels it has, and from which level what is asked of a reader."""

    class MarkingStyle(models.TextChoices):
        """How labels of the policy are written: which words, in which order (``clearances.markings``)."""

        PLAIN = "plain", _("Plain words")
        NATO = "nato", "NATO"
        CAPCO = "capco", "CAPCO"

    code = models.CharField(max_length=24, unique=True)
    oid = models.CharField(max_length=80, blank=True)  # OID or URN.
    marking_style = models.CharField(max_length=8, choices=MarkingStyle, default=MarkingStyle.PLAIN)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="policies")
    clearance_from = models.PositiveSmallIntegerField(null=True, blank=True)  # Rank; null: never needed.
    second_factor_from = models.PositiveSmallIntegerField(null=True, blank=True)
    phishing_resistant_from = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.code


def offered(on: date) -> Q:
    """Of versions: those that may be used for something new on that day."""
    return Q(obsolete_from__isnull=True) | Q(obsolete_from__gt=on)


class Versioned(models.Model):
    """What is in use is never edited: it becomes obsolete, and another version with a code of its own takes its place.

    Obsolete, it stays readable on what bears it, and isn't offered for anything new. The database holds to that.
    """

    obsolete_from = models.DateField(null=True, blank=True)  # From this day on; in the policy owner's zone.
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    def is_offered(self, on: date) -> bool:
        return self.obsolete_from is None or on < self.obsolete_from


@remembered()
class Classification(Versioned):
    """One level of a policy. Rank 0 is the lowest."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="classifications")
    rank = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=24)
    name_en = models.CharField(max_length=80)  # As it is written on paper, such as "NATO SECRET".
    name_fr = models.CharField(max_length=80)
    colour = models.CharField(  # Which banner colour: the convention of the field, not a rank.
        max_length=4, choices=[("u", "U"), ("cui", "CUI"), ("c", "C"), ("s", "S"), ("ts", "TS")]
    )

    class Meta:
        ordering = ["policy", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "rank"],
                condition=Q(obsolete_from__isnull=True),
                name="one_present_classification_per_rank",
            ),
            models.UniqueConstraint(fields=["policy", "code"], name="one_classification_per_code"),
        ]

    def __str__(self) -> str:
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


@remembered()
class Compartment(Versioned):
    """A restrictive category: whoever reads must hold every compartment of the label."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="compartments")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["policy", "code"]
        constraints = [models.UniqueConstraint(fields=["policy", "code"], name="one_compartment_per_code")]

    def __str__(self) -> str:
        return self.name


class InformativeCategory(models.Model):
    """What a marking says beside the decision, such as STAFF, or KFOR in NATO/KFOR SECRET. Never decides."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="informative_categories")
    code = models.CharField(max_length=24)
    name_en = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    is_context = models.BooleanField(default=False)  # Stands before the level and names on whose behalf: NATO/KFOR.
    highest = models.ForeignKey(  # Up to which level it may be used; null: any.
        Classification, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["policy", "code"]
        verbose_name_plural = "informative categories"
        constraints = [models.UniqueConstraint(fields=["policy", "code"], name="one_informative_category_per_code")]

    def __str__(self) -> str:
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


class Label(models.Model):
    """One distinct label value, interned: immutable, one row per value. Made by ``clearances.labels.intern`` only."""

    id = models.AutoField(primary_key=True)  # integer: what row-level security compares.
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the canonical value.
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    classification = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    compartments = ArrayField(models.CharField(max_length=24), default=list)  # Codes, sorted.
    parties = ArrayField(models.CharField(max_length=24), default=list)  # Party codes, sorted.
    groups = models.JSONField(default=list)  # [[group code, [member codes when the label was made]]], sorted.
    excluded = ArrayField(models.CharField(max_length=24), default=list)
    orcon = models.BooleanField(default=False)
    informative = ArrayField(models.CharField(max_length=24), default=list)  # Codes, sorted; never decide.
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    succeeds_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True, succeeds_on__isnull=True)
                | Q(successor__isnull=False, succeeds_on__isnull=False),
                name="label_succession_has_both_halves",
            ),
        ]

    def __str__(self) -> str:
        return f"label {self.pk}"


class Labelled(models.Model):
    """A row with its one label. Whatever row a page loads raises the mark of that page's banner."""

    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    labelled_at = models.DateTimeField(auto_now_add=True)
    review_on = models.DateField(null=True, blank=True)  # When the owner looks at the marking again; decides nothing.

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any) -> Self:
        row = super().from_db(db, field_names, values, **kwargs)
        if "label_id" in field_names:
            context.note_row(row.label_id, cls._meta.label_lower, row.pk)
        return row


class LabelUse(models.Model):
    """That somebody marked something of a container with this label, so that it can be offered again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    container = models.CharField(max_length=80)  # Such as "programs.program:<its key>".
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["-used_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "container", "label"], name="one_label_use_per_container")
        ]

    def __str__(self) -> str:
        return f"label {self.label_id} in {self.container}"


@remembered()
class SecurityAgreement(models.Model):
    """That *owner* may release to *party* what is labelled in *policy*, up to a level, from a day until a day."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="agreements_given")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="agreements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="agreements_received")
    highest = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=160, blank=True)  # The treaty, or that it was invented for a demonstration.
    end_reason = models.CharField(max_length=200, blank=True)  # Why it was ended earlier than agreed.

    class Meta:
        ordering = ["owner", "party", "policy"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="one_agreement_of_a_kind_at_a_time",
                expressions=[
                    ("owner", RangeOperators.EQUAL),
                    ("policy", RangeOperators.EQUAL),
                    ("party", RangeOperators.EQUAL),
                    ("highest", RangeOperators.EQUAL),
                    (days_of(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The very same agreement is in force on some of these days already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} to {self.party}: {self.highest}"


@remembered()
class Recognition(models.Model):
    """That a clearance at one level counts as another policy's level, with the compartment pairs it names. One way."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    classification = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="recognised_as")
    counts_as = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="recognises")
    compartments = models.JSONField(default=dict)  # Their compartment code to ours.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=160, blank=True)
    equivalence = models.ForeignKey(  # The row of the national table that it rests on, if any; a verified one.
        Equivalence, on_delete=models.PROTECT, null=True, blank=True, related_name="recognitions"
    )
    end_reason = models.CharField(max_length=200, blank=True)  # Why it was ended earlier than agreed.

    class Meta:
        ordering = ["classification", "counts_as"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="recognition_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="one_recognition_of_a_kind_at_a_time",
                expressions=[
                    ("classification", RangeOperators.EQUAL),
                    ("counts_as", RangeOperators.EQUAL),
                    (days_of(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The very same recognition is in force on some of these days already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.classification} as {self.counts_as}"


class FactsVersion(models.Model):
    """One row, raised by a trigger whenever a fact of the decision changes; facts are cached under it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_facts_version")]

    def __str__(self) -> str:
        return str(self.version)
