"""The shape of what is entered about access reviews."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clearances.models import ReviewItem
from clearances.shapes import DayInput, Refusing

FLAGS = [
    ("", _("Any")),
    ("open", _("Not answered")),
    ("unused", _("Unused for 90 days")),
    ("expiring", _("Expires soon")),
    ("certificate", _("No certificate")),
]


class StartForm(Refusing):
    """What to review, of what the reader answers for and sees, and by when."""

    root = forms.ChoiceField(label=_("What"), widget=forms.Select({"data-search": ""}))
    due_on = forms.DateField(
        label=_("Answer by"),
        widget=DayInput,
        help_text=_("The last day, inclusive. What nobody has answered then is suspended."),
    )

    def __init__(self, roots: list[tuple[str, Any]], data: Any = None) -> None:
        super().__init__(data, initial={"due_on": timezone.localdate() + timedelta(days=14)})
        self.roots = {f"{kind}:{row.pk}": row for kind, row in roots}
        self.fields["root"].choices = [("", "–"), *((key, str(row)) for key, row in self.roots.items())]

    def clean_root(self) -> Any:
        return self.roots[self.cleaned_data["root"]]


class FilterForm(forms.Form):
    """Which items to list; lives in the address."""

    show = forms.ChoiceField(label=_("Show"), required=False, choices=FLAGS)

    def narrow(self, items: list[Any]) -> list[Any]:
        """*items* as far as they fit; what can't be read narrows to nothing."""
        if not self.is_valid():
            return []
        wanted = self.cleaned_data["show"]
        if wanted == "open":
            return [shown for shown in items if not shown.item.answer]
        return [shown for shown in items if not wanted or wanted in shown.flags]


class AnswerForm(Refusing):
    answer = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        choices=[(ReviewItem.Answer.KEEP.value, _("Keep it")), (ReviewItem.Answer.TAKE_BACK.value, _("Take it back"))],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed to take it back, and to keep what wasn't used for 90 days."),
    )
