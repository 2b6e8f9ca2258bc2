"""The serial schedule of an exchange: what happens when, where, with whom."""
