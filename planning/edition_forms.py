"""What the next edition is to be: asked in the address, so that the preview can be shared and changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exchanges.models import Exchange
from participants.editions import nations
from planning.edition_dates import MOST_MONTHS, Rule, first_day, next_title
from planning.editions import Wish
from programs.answers import DayInput, ServiceForm


class EditionForm(ServiceForm):
    """The rule for the dates, the title and whom to invite again."""

    rule = forms.ChoiceField(label=gettext_lazy("When"), choices=Rule.choices)
    months = forms.IntegerField(label=gettext_lazy("Months later"), required=False, min_value=1, max_value=MOST_MONTHS)
    chosen = forms.DateField(label=gettext_lazy("STARTEX"), required=False, widget=DayInput)
    title = forms.CharField(
        label=gettext_lazy("Cover title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Blank: the title with its year or number raised."),
    )
    nations = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("Invite again"),
        required=False,
        help_text=gettext_lazy("As drafts, with the same seats; nobody is told yet."),
    )

    renamed = {"starts_on": "chosen", "ends_on": "chosen"}

    def __init__(self, data: Any = None, *, source: Exchange, reader: User) -> None:
        super().__init__(data)
        self.source = source
        self.fields["nations"].queryset = nations(reader, source)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = {Rule.MONTHS: "months", Rule.CHOSEN: "chosen"}
        needed = names.get(Rule(cleaned["rule"])) if "rule" in cleaned else None
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, _("This rule needs it."))
        return cleaned

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was said, for the form that confirms it."""
        return [(name, value) for name in self.fields for value in self.data.getlist(name)]  # type: ignore[attr-defined]  # A QueryDict.

    @property
    def wish(self) -> Wish:
        """What was asked for, once it is valid."""
        said, last = self.cleaned_data, self.source.starts_on
        day = first_day(said["rule"], last, months=said["months"], chosen=said["chosen"])
        starts_on = day or last  # ``clean`` has asked for what a rule needs.
        title = said["title"].strip() or next_title(self.source.title, last, starts_on)
        return Wish(title=title, starts_on=starts_on, nations=list(said["nations"]))
