"""Since when one wants to read, and when one wants to be told."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.dates import FIRST_YEAR, LAST_YEAR
from accounts.forms import ChoicesForm
from accounts.models import User, known_zone
from briefs import services
from briefs.models import Every
from briefs.reading import DEEPEST
from programs.answers import DayInput, ServiceForm

ABOUT = [
    ("", gettext_lazy("Everything")),
    ("exchanges", gettext_lazy("Exchanges and programs")),
    ("invitations", gettext_lazy("Invitations")),
    ("replies", gettext_lazy("Replies")),
    ("questions", gettext_lazy("Questions and threads")),
    ("schedule", gettext_lazy("Phases, milestones and serials")),
    ("tasks", gettext_lazy("Tasks")),
    ("files", gettext_lazy("Files")),
    ("words", gettext_lazy("Descriptions and packets")),
]
WEEKDAYS = [
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
]


class FilterForm(forms.Form):
    """What to read of; lives in the address. ``until`` holds older pages to the instant of the first one."""

    since = forms.DateField(
        label=gettext_lazy("Since"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Empty: since you last marked it as read."),
    )
    about = forms.ChoiceField(label=gettext_lazy("About"), required=False, choices=ABOUT)
    until = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=DEEPEST, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, reader: User) -> None:
        super().__init__(data)
        self._reader = reader
        self.is_valid()
        self.until = min(self.cleaned_data.get("until") or timezone.now(), timezone.now())
        self.page = self.cleaned_data.get("page") or 1

    def clean_since(self) -> date | None:
        since: date | None = self.cleaned_data["since"]
        if since is not None:
            if not FIRST_YEAR <= since.year <= LAST_YEAR:
                raise ValidationError(_("Choose a day in this century."))
            if self._begin(since) > timezone.now():
                raise ValidationError(_("This day lies ahead: nothing has changed since."))
        return since

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self._reader.zone_info).astimezone(UTC)

    @property
    def window(self) -> tuple[datetime, datetime]:
        chosen = self.cleaned_data.get("since")
        return (self._begin(chosen) if chosen else services.since(self._reader)[0]), self.until

    @property
    def chosen(self) -> str:
        """Which news alone; "" for all."""
        return str(self.cleaned_data.get("about", ""))


class ReadForm(forms.Form):
    until = forms.DateTimeField()


class DigestForm(ServiceForm):
    """How often, when, and by which clock."""

    every = forms.ChoiceField(label=gettext_lazy("Tell me that there is news"), choices=Every, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day of a weekly digest"), choices=WEEKDAYS, coerce=int, required=False, empty_value=0
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour"), choices=[(hour, f"{hour:02}:00") for hour in range(24)], coerce=int
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        validators=[known_zone],
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    zones = ChoicesForm.zones
