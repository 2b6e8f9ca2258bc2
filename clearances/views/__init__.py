"""The pages of the security desk, one module per thing that is kept; addresses are in ``clearances.urls``."""
