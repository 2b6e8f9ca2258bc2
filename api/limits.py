"""How often one person may write or search through the contract: the same counts as on the pages."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.limits import seconds_to_wait


class Writes(BaseThrottle):
    """Whatever isn't a plain reading. The framework answers 429 with ``Retry-After``."""

    what = "write"
    seconds = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.method not in SAFE_METHODS:
            self.seconds = seconds_to_wait(self.what, request.user)
        return not self.seconds

    def wait(self) -> float:
        return self.seconds


class Searches(Writes):
    """Find dates: one count with the page of it."""

    what = "find"
