"""What sort of milestone it is; planning conferences are kinds among them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    MILESTONE = "milestone", _("Milestone")
    CONCEPT = "concept", _("Concept development conference")
    INITIAL = "initial", _("Initial planning conference")
    MAIN = "main", _("Main planning conference")
    FINAL = "final", _("Final planning conference")
    SCRIPTING = "scripting", _("MEL/MIL scripting conference")
    CONFERENCE = "conference", _("Other planning conference")
    PHASE = "phase", _("Phase")

    @property
    def icon(self) -> str:
        return "users" if self in CONFERENCES else "timeline" if self == Kind.PHASE else "flag"


CONFERENCES = frozenset({Kind.CONCEPT, Kind.INITIAL, Kind.MAIN, Kind.FINAL, Kind.SCRIPTING, Kind.CONFERENCE})
