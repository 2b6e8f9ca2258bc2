"""The kinds of two-person change of this app; ``settings.CHANGE_KINDS`` lists them."""
