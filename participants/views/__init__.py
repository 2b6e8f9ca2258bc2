"""Pages of invitations, by who works there: both sides in ``invitations``."""
