"""The shape of a calendar file that is sent, and of what is chosen from it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.dates import days
from accounts.models import Party, User
from calendars.ics_reading import MOST_BYTES, Found, Reading, read_file
from calendars.services import Period
from clearances.label_form import LabelForm
from clearances.labels import container_key
from programs.answers import ServiceForm

LASTS = 3_600  # Seconds in which a preview can be entered.


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Calendar file"),
        help_text=gettext_lazy("iCalendar (.ics), at most 1 MB and 500 events. You see what it holds first."),
        widget=forms.ClearableFileInput({"accept": ".ics,text/calendar"}),
        max_length=200,
    )

    def __init__(self, *args: Any, owner: Party) -> None:
        super().__init__(*args)
        self.owner, self.reading = owner, None

    def clean_file(self) -> Any:
        """Its size is looked at before it is read."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise ValidationError(_("The file is bigger than 1 MB."))
        today = timezone.localdate(timezone=self.owner.zone_info)
        self.reading: Reading | None = read_file(sent.read(), today=today, zone=self.owner.zone_info)
        return sent

    @property
    def status(self) -> int:
        return 400 if self.is_bound and self.errors else 200


class PeriodsForm(LabelForm, ServiceForm):
    """Which of the events to enter, and one label for all. What was read travels along, sealed for its reader."""

    label_prefixes = ("mark",)
    label_titles = {"mark": gettext_lazy("blackout periods")}
    headings = {"mark": gettext_lazy("Their marking")}
    hints = {"mark": gettext_lazy("All of them get it. Planners of the nations it is released to see them.")}
    parts = {"mark": ("chosen",)}
    renamed = {"label": "mark_classification", "title": "chosen", "starts_on": "chosen", "ends_on": "chosen"}

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("What to enter"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    read = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, author: User, owner: Party, found: list[Found] | None = None) -> None:
        super().__init__(data, author=author, owner=owner, container=container_key(owner))
        self.salt = f"calendars.ics:{author.pk}:{owner.pk}"
        self.rows = self._unsealed(data.get("read", "")) if found is None else _plain(found)
        self.fields["chosen"].choices = list(_choices(self.rows))
        # What goes on for longer than can be entered is asked about: whoever wants it that long chooses it.
        self.initial["chosen"] = [str(number) for number, (_title, _periods, note) in enumerate(self.rows) if not note]
        self.initial["read"] = signing.dumps(self.rows, salt=self.salt, compress=True)

    def _unsealed(self, sealed: str) -> list[Any]:
        try:
            return signing.loads(sealed, salt=self.salt, max_age=LASTS)
        except signing.BadSignature:
            return []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.rows:
            raise ValidationError(_("This preview is too old. Send the file again."))
        return cleaned

    @property
    def periods(self) -> Iterator[Period]:
        """What was chosen, in the words of the service."""
        for key in self.cleaned_data["chosen"]:
            title, rows, _note = self.rows[int(key)]
            for digest, first, last in rows:
                yield Period(title, digest, date.fromisoformat(first), date.fromisoformat(last))


def _plain(found: list[Found]) -> list[Any]:
    return [
        [one.title, [[digest, f"{first}", f"{last}"] for digest, first, last in one.periods], one.note] for one in found
    ]


def _choices(rows: list[Any]) -> Iterator[tuple[str, str]]:
    for number, (title, periods, note) in enumerate(rows):
        _digest, first, last = periods[0]
        more = _(" and %(n)d more times") % {"n": len(periods) - 1} if periods[1:] else ""
        said = days(date.fromisoformat(first), date.fromisoformat(last))
        yield str(number), f"{title}: {said}{more}{f'. {note}' if note else ''}"
