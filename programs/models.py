"""Programs: the frameworks of exchanges. The cover says that one exists; the content says what it is for."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled, TeamGrant
from programs.references import new_reference, well_formed
from programs.versions import Versioned


class ProgramQuerySet(GuardedQuerySet):
    def named_like(self, text: str) -> Self:
        """Those whose cover title holds *text*, or whose reference begins with it."""
        return self.filter(Q(title__holds=text) | Q(reference__istartswith=text))


@remembered()
class Program(Guarded, Versioned, Labelled):
    """The cover of a program. A root: whoever holds a role here holds it on every exchange of the program."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(
        max_length=7, unique=True, default=new_reference, editable=False, validators=[well_formed]
    )
    title = models.CharField(max_length=120)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="programs")

    objects: ClassVar[Any] = ProgramQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d program", "%(count)d programs", "count")
    guard = Guard(
        {
            "view": "programs.view_program",
            "change": "programs.change_program",
            "plan": "programs.plan_exchange",
        }
    )

    class Meta:
        ordering = ["title", "pk"]
        permissions = [
            ("view_content", "May see what the program is for"),
            ("plan_exchange", "May plan exchanges in the program"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programs:detail", args=[self.reference])


@remembered()
class ProgramContent(Guarded, Versioned, Labelled):
    """What a program is for: everything that isn't its cover.

    Its version is its own: a cover whose version rose with it would tell of it.
    """

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="content")
    purpose = models.TextField(blank=True)
    authority = models.CharField(max_length=160, blank=True)  # The treaty, act or decision it rests on.
    cadence = models.CharField(max_length=120, blank=True)

    counted = ngettext_lazy("%(count)d content of a program", "%(count)d contents of programs", "count")
    guard = Guard(
        {"view": "programs.view_content", "change": "programs.change_program"}, via="program", facet="content"
    )

    class Meta:
        ordering = ["program"]

    def __str__(self) -> str:
        return f"content of {self.program_id}"


@remembered(by=["content_object"])
class ProgramGrant(TeamGrant):
    """A team's need-to-know of one program; materialised on its exchanges in the same transaction."""

    content_object = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="grants")

    class Meta(TeamGrant.Meta):
        abstract = False
