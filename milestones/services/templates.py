"""A party's own templates: copied from any other, then changed step by step."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party
from audit.services import record
from clearances.guards import Actor, require, require_held
from milestones import steps
from milestones.models import MilestoneTemplate
from milestones.models.templates import NAME_LENGTH
from milestones.steps import MOST_STEPS, Step, Template, in_order
from programs import versions

KEEP = "accounts.plan_programs"


def as_template(row: MilestoneTemplate) -> Template:
    """A stored template in the form that is applied."""
    return Template(f"own:{row.pk}", row.name, row.about, row.source, tuple(steps.read(said) for said in row.steps))


@transaction.atomic
def copy_template(template: Template | None, *, name: str, owner: Party, by: Actor) -> MilestoneTemplate:
    """Make *owner* a template of its own: a copy, or an empty one of None.

    Raises:
        PermissionDenied: *by* doesn't plan for *owner*.
        ValidationError: it has no name, or too long a one.
    """
    require_held(by, KEEP, owner)
    row = MilestoneTemplate(owner=owner, name=_named(name))
    if template is not None:
        row.about, row.source = template.about, template.source[:NAME_LENGTH]
        row.steps = [step.as_data() for step in template.steps]
    row.save(force_insert=True)
    record(by, "milestone_template.added", row, owner=owner.pk)
    return row


def _named(name: str) -> str:
    if not name.strip():
        raise ValidationError({"name": _("Give it a name.")})
    if len(name.strip()) > NAME_LENGTH:
        raise ValidationError({"name": _("Make the name shorter.")})
    return name.strip()


@transaction.atomic
def rename_template(
    template: MilestoneTemplate, *, name: str, about: str = "", version: int | None = None, by: Actor
) -> MilestoneTemplate:
    """Raises: as ``keep_step``."""
    require(by, "change", template)
    row = versions.lock(template, version)
    row.name, row.about = _named(name), about.strip()
    versions.save(row, by=by, fields=["name", "about"])
    record(by, "milestone_template.amended", row)
    return row


@transaction.atomic
def keep_step(
    template: MilestoneTemplate, step: Step, *, was: str = "", version: int | None = None, by: Actor
) -> MilestoneTemplate:
    """Add *step*, or put it in the place of the one whose code was *was*.

    Raises:
        PermissionDenied: *by* doesn't plan for its owner.
        ValidationError: by field: what can't be, such as a code that another step has.
        Stale: the template isn't at *version* any more.
    """
    require(by, "change", template)
    row = versions.lock(template, version)
    steps.check(step)
    step = replace(step, code=step.code.strip().upper())
    others = [other for other in as_template(row).steps if other.code != was]
    if any(other.code == step.code for other in others):
        raise ValidationError({"code": _("Another step has this code.")})
    if len(others) >= MOST_STEPS:
        raise ValidationError(_("A template has at most %(most)d steps.") % {"most": MOST_STEPS})
    row.steps = [each.as_data() for each in in_order([*others, step])]
    versions.save(row, by=by, fields=["steps"])
    record(by, "milestone_template.amended", row)
    return row


@transaction.atomic
def remove_step(template: MilestoneTemplate, code: str, *, version: int | None = None, by: Actor) -> MilestoneTemplate:
    """Raises: as ``keep_step``."""
    require(by, "change", template)
    row = versions.lock(template, version)
    row.steps = [said for said in row.steps if said["code"] != code]
    versions.save(row, by=by, fields=["steps"])
    record(by, "milestone_template.amended", row)
    return row


@transaction.atomic
def remove_template(template: MilestoneTemplate, *, version: int | None = None, by: Actor) -> None:
    """What was planned from it stays. Raises: as ``keep_step``."""
    require(by, "change", template)
    row = versions.lock(template, version)
    record(by, "milestone_template.removed", row)
    row.delete()
