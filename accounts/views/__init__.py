"""Pages about oneself, and the registry of parties and groups; one module per thing."""
