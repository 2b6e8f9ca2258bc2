"""Asking for a letter: in which language. A form, so that it is asked for by POST: each copy is recorded."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from letters.tongues import Tongue
from portions.paper import Refused
from programs.answers import ServiceForm


class LetterForm(ServiceForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, tongue: Tongue) -> None:
        super().__init__(data, initial={"language": tongue.code})
        self.tongue = tongue

    @property
    def chosen(self) -> Tongue:
        return Tongue(self.cleaned_data["language"], self.tongue.wanted)

    def attempt(self, verb: Callable[[], Any]) -> Any:
        try:
            return super().attempt(verb)
        except Refused as refused:
            self.add_error(None, str(refused))
            return None
