"""The national equivalence table: what each nation's levels are called, and which of NATO's and the EU's they match."""

import json
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class EquivalenceQuerySet(models.QuerySet[Any]):
    def present(self) -> Self:
        """The newest version of each row."""
        return self.filter(superseded_at__isnull=True)

    def by_level(self) -> Self:
        """By nation, then from the highest level down, what is valid last first."""
        order = Case(*(When(level=level, then=Value(place)) for place, level in enumerate(Equivalence.Level.values)))
        return self.alias(place=order).order_by("nation", "place", F("valid_from").desc(nulls_last=True), "-version")

    def verified(self) -> Self:
        return self.filter(Q(is_sourced=True) | Q(confirmed_at__isnull=False))

    def unverified(self) -> Self:
        return self.filter(is_sourced=False, confirmed_at__isnull=True)

    def named(self, text: str) -> Self:
        """Those whose nation or names have *text* in them."""
        return self.annotate(spelled=Cast("names", models.TextField())).filter(
            Q(nation__iexact=text) | Q(spelled__icontains=json.dumps(text, ensure_ascii=False)[1:-1])
        )

    def valid_on(self, day: date) -> Self:
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Equivalence(models.Model):
    """What one nation calls one of the four levels, between two days; loaded from clearances/data/equivalences.yaml.

    A row is never deleted, nor changed in what it says: a new version supersedes it, for documents of the past keep
    their meaning. It recognises nothing by itself, and until it is verified no recognition may rest on it.
    """

    class Level(models.TextChoices):
        TOP_SECRET = "TS", _("COSMIC TOP SECRET · TRÈS SECRET UE/EU TOP SECRET")
        SECRET = "S", _("NATO SECRET · SECRET UE/EU SECRET")
        CONFIDENTIAL = "C", _("NATO CONFIDENTIAL · CONFIDENTIEL UE/EU CONFIDENTIAL")
        RESTRICTED = "R", _("NATO RESTRICTED · RESTREINT UE/EU RESTRICTED")

    nation = models.CharField(max_length=24)  # ISO 3166-1 alpha-3, or EU, NATO; not a key: most are no party here.
    level = models.CharField(max_length=2, choices=Level)
    names = models.JSONField(default=list)  # [[language code, name]]; empty: the nation has no such level.
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)  # Inclusive.
    source = models.CharField(max_length=300, blank=True)
    is_sourced = models.BooleanField(default=False)  # The names were read in that source when the table was made.
    note_en = models.CharField(max_length=300, blank=True)
    note_fr = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64)  # SHA-256 of what it says.
    loaded_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)  # By two administrators; who proposed it stands in the change.
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_source = models.CharField(max_length=300, blank=True)  # What the two have read it in.

    objects: ClassVar[Any] = EquivalenceQuerySet.as_manager()

    class Meta:
        ordering = ["nation", "-valid_from", "level", "-version"]
        indexes = [GinIndex(fields=["names"], name="equivalence_names")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="equivalence_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["nation", "level", "valid_from"],
                condition=Q(superseded_at__isnull=True),
                nulls_distinct=False,
                name="one_present_equivalence",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, confirmed_source="")
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_source="")),
                name="equivalence_confirmed_in_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nation} {self.level}"

    @property
    def is_verified(self) -> bool:
        return self.is_sourced or self.confirmed_at is not None

    @property
    def text(self) -> str:
        """The names as they stand on paper; in words where there is none."""
        return " / ".join(name for _language, name in self.names) or str(_("no such level"))

    @property
    def matches(self) -> str:
        """NATO's name of the level, for a table that has little room."""
        return str(self.get_level_display()).partition(" · ")[0]

    @property
    def note(self) -> str:
        return self.note_fr if (get_language() or "").startswith("fr") else self.note_en
