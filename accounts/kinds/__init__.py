"""The two-person changes about accounts."""
