"""Every write about threads: opening, writing, answering, telling many nations, and what the clock does."""

from threads.services.opening import Opening, open_thread
from threads.services.publishing import Words, announce, answer_all, invited
from threads.services.sweeps import escalate
from threads.services.writing import close, edit, reopen, require_own, write

__all__ = [
    "Opening",
    "Words",
    "announce",
    "answer_all",
    "close",
    "edit",
    "escalate",
    "invited",
    "open_thread",
    "reopen",
    "require_own",
    "write",
]
