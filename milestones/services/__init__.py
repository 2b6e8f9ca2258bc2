"""Every write about milestones, their templates and planning conferences."""

from milestones.services.applying import Applied, apply_template, foresee
from milestones.services.conferences import (
    add_action_item,
    add_entry,
    amend_entry,
    remove_entry,
    say_attendance,
)
from milestones.services.milestones import add_milestone, amend_milestone, confirm, remove_milestone, turn
from milestones.services.reminders import remind
from milestones.services.templates import copy_template, keep_step, remove_step, remove_template, rename_template

__all__ = [
    "Applied",
    "add_action_item",
    "add_entry",
    "add_milestone",
    "amend_entry",
    "amend_milestone",
    "apply_template",
    "confirm",
    "copy_template",
    "foresee",
    "keep_step",
    "remind",
    "remove_entry",
    "remove_milestone",
    "remove_step",
    "remove_template",
    "rename_template",
    "say_attendance",
    "turn",
]
