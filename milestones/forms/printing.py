"""What is asked before a read-ahead pack is made: nothing but that it is wanted."""

from collections.abc import Callable
from typing import Any

from django import forms

from portions.paper import Refused
from programs.answers import ServiceForm


class PackForm(ServiceForm):
    """A form, so that it is asked for by POST: each pack is recorded."""

    is_wanted = forms.CharField(widget=forms.HiddenInput, initial="yes")

    def attempt(self, verb: Callable[[], Any]) -> Any:
        try:
            return super().attempt(verb)
        except Refused as refused:
            self.add_error(None, str(refused))
            return None
