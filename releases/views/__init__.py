"""Pages of markings and releases, and of what others see; addresses are in ``releases.urls``."""
