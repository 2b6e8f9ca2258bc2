"""A paragraph with a label of its own, and the draft of somebody who is still writing.

Both are abstract: the app whose container they belong to makes the tables, so that each hangs from its own root.
"""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import ngettext_lazy

from clearances.guards import Guarded, GuardedQuerySet
from clearances.models import Labelled
from programs.versions import Versioned


class PortionQuerySet(GuardedQuerySet):
    def of(self, container: Any) -> Self:
        """Those of one container (a row, or its key), in their order."""
        return self.filter(**{self.model.container: getattr(container, "pk", container)})


class Portion(Guarded, Versioned, Labelled):
    """One paragraph. A reader gets those they may see, one after the other, and no sign of others.

    ``sort_key`` only sorts: it is a key between two others (see ``portions.places``), so that what a writer adds stands
    where they put it without moving rows that they may not see. It never leaves the server.
    """

    counted = ngettext_lazy("%(count)d paragraph", "%(count)d paragraphs", "count")
    container: ClassVar[str]  # Name of the foreign key to what the portions are the text of.
    is_paragraph = True  # "Why can or can't somebody see this?" explains each of them.

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sort_key = models.TextField(db_collation="C")
    text = models.TextField()  # Simple Markdown: emphasis, lists, links.

    objects: ClassVar[Any] = PortionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return f"portion {self.pk}"


class Draft(Guarded, Labelled):
    """What one writer has typed and not saved, labelled at least as strictly as the strictest portion in it.

    ``fields`` holds the form's fields by name: restored, they are the form again.
    """

    container: ClassVar[str]

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    kept_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = PortionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-kept_at", "-pk"]

    def __str__(self) -> str:
        return f"draft {self.pk}"
