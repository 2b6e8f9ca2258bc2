"""Pages of milestones, planning conferences and templates."""
