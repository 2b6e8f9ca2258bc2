"""Which year; lives in the address."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.dates import FIRST_YEAR, LAST_YEAR


class YearForm(forms.Form):
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text=_("Empty: this year.")
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.is_valid()

    @property
    def chosen(self) -> int:
        """The year asked for; this one, in UTC, where none is asked for or what was asked can't be."""
        return self.cleaned_data.get("year") or timezone.now().year

    @property
    def status(self) -> int:
        return 200 if self.is_valid() else 400
