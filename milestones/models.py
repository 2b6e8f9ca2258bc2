"""Back-planned milestones of an exchange, and the planning conferences among them."""
