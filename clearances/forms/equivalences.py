"""What to list of the national equivalence table, and on what a row is confirmed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearances.models import Equivalence
from clearances.shapes import ProposalForm, Refusing


class TableForm(Refusing):
    """Which rows to list; lives in the address."""

    text = forms.CharField(
        label=_("Name or nation"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("Any")), *Equivalence.Level.choices])
    verified = forms.ChoiceField(
        label=_("Verified"), required=False, choices=[("", _("Any")), ("yes", _("Verified")), ("no", _("Not yet"))]
    )
    on = forms.DateField(
        label=_("On the day"), required=False, widget=forms.DateInput({"type": "date"}), help_text=_("Empty: any day.")
    )

    def narrow(self, rows: Any) -> Any:
        """*rows* as far as they fit; what can't be read narrows to nothing and is said next to its field."""
        if not self.is_valid():
            return rows.none()
        wanted = self.cleaned_data
        rows = rows.named(wanted["text"]) if wanted["text"] else rows
        rows = rows.filter(level=wanted["level"]) if wanted["level"] else rows
        rows = rows.valid_on(wanted["on"]) if wanted["on"] else rows
        return {"yes": rows.verified(), "no": rows.unverified()}.get(wanted["verified"], rows)


class ConfirmForm(ProposalForm):
    source = forms.CharField(
        label=_("Read in"),
        max_length=300,
        help_text=_("The agreement or decision that makes it true, so that the second person can look."),
    )
    field_order = ["source", "reason"]
