"""Every write about files."""

from files.services.exchange import add_file, add_version, amend_file, remove_file
from files.services.packet import attach, check_recall, give, offer, recall
from files.services.reading import Handed, acknowledge, hand_out
from files.services.sweeps import sweep

__all__ = [
    "Handed",
    "acknowledge",
    "add_file",
    "add_version",
    "amend_file",
    "attach",
    "check_recall",
    "give",
    "hand_out",
    "offer",
    "recall",
    "remove_file",
    "sweep",
]
