"""About whom and which day "Why can or can't somebody see this?" is asked."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.dates import check_years
from accounts.models import User
from clearances.forms.holdings import DayInput
from clearances.people import askable


class UserField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj} · {obj.organisation}"


class AskForm(forms.Form):
    """Lives in the address. Nobody and no day: myself, now."""

    person = UserField(
        queryset=None,
        label=_("Who"),
        required=False,
        empty_label=_("Myself"),
        to_field_name="public_id",
        widget=forms.Select({"data-search": ""}),
    )
    on = forms.DateField(
        label=_("At the end of"),
        required=False,
        widget=DayInput,
        help_text=_("A past day, to midnight UTC. Empty: now."),
    )

    def __init__(self, user: User, data: Any) -> None:
        super().__init__(data)
        self.fields["person"].queryset = askable(user).exclude(pk=user.pk).order_by("person__family_name", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        on = cleaned.get("on")
        if on:
            check_years(on=on)
        if on and on > datetime.now(UTC).date():
            self.add_error("on", _("That day has not come yet."))
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """Who and when, as far as it can be read."""
        return {name: self.cleaned_data.get(name) for name in ("person", "on")} if self.is_valid() else {}
