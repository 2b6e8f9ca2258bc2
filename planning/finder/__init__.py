"""Find dates: the best windows for an exchange, what speaks against each, and what binds."""
