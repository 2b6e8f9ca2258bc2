"""Milestones and their templates; planning conferences, which are milestones with substance."""

from milestones.kinds import Kind
from milestones.models.conferences import ActionItem, Attendance, Entry, Part
from milestones.models.milestones import Milestone, MilestoneReminder
from milestones.models.templates import MilestoneTemplate

__all__ = ["ActionItem", "Attendance", "Entry", "Kind", "Milestone", "MilestoneReminder", "MilestoneTemplate", "Part"]
