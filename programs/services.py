"""Every write to programs."""

from django.db import transaction

from accounts.models import Party
from audit.services import record
from clearances.guards import Actor, System, require, require_held
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.roles import Role
from clearances.services import grant, inherit, remember_labels
from programs import versions
from programs.labelling import label_pair
from programs.models import Program, ProgramContent


@transaction.atomic
def create_program(
    *,
    owner: Party,
    title: str,
    label: Label | LabelValue,
    purpose: str = "",
    authority: str = "",
    cadence: str = "",
    content_label: Label | LabelValue | None = None,
    by: Actor,
) -> Program:
    """Found a program that *owner* owns; *by* becomes its planner. Without *content_label* it is labelled as the cover.

    Raises:
        PermissionDenied: *by* doesn't plan programs for *owner*.
        ValidationError: a field that is wrong, or a label its author couldn't see.
    """
    require_held(by, "accounts.plan_programs", owner)
    cover_label, kept = label_pair(label, content_label, by=by)
    program = Program(owner=owner, title=title.strip(), label=cover_label, review_on=review_of(label))
    program.full_clean(exclude=["owner", "label", "changed_by"])
    program.save(force_insert=True)
    inherit(program, owner)
    if not isinstance(by, System):
        grant(Role.PLANNER, by.personal_team, program, by=by, reason="created it")
    content = ProgramContent(
        program=program,
        label=kept,
        review_on=review_of(content_label or label),
        purpose=purpose,
        authority=authority,
        cadence=cadence,
    )
    content.full_clean(exclude=["program", "label", "changed_by"])
    content.save(force_insert=True)
    remember_labels([cover_label, kept], container=owner, by=by)
    record(by, "program.created", program, owner=owner.code)
    return program


@transaction.atomic
def amend_program(program: Program, *, title: str, version: int | None = None, by: Actor) -> Program:
    """Change the cover.

    Raises:
        PermissionDenied: *by* may not change it.
        ValidationError: no title.
        Stale: it isn't at *version* any more.
    """
    require(by, "change", program)
    program = versions.lock(program, version)
    program.title = title.strip()
    program.full_clean(exclude=["owner", "label", "changed_by"])
    versions.save(program, by=by, fields=["title"])
    record(by, "program.amended", program)
    return program


@transaction.atomic
def amend_content(
    content: ProgramContent, *, purpose: str, authority: str, cadence: str, version: int | None = None, by: Actor
) -> ProgramContent:
    """Change what the program is for; errors as ``amend_program``."""
    require(by, "change", content)
    content = versions.lock(content, version)
    content.purpose, content.authority, content.cadence = purpose, authority, cadence
    content.full_clean(exclude=["program", "label", "changed_by"])
    versions.save(content, by=by, fields=["purpose", "authority", "cadence"])
    record(by, "program.content_amended", content)
    return content
