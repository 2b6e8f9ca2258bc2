"""Which events to list; lives in the address."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import canonical, words
from audit.models import Event
from clearances.sight import explainable

ANY = ("", _("Any"))


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """*user* names objects by what they may see of them."""

    actor = forms.CharField(label=_("Who"), required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    action = forms.ChoiceField(label=_("What"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=[ANY, *Event.Outcome.choices])
    object = forms.CharField(
        label=_("About: reference or key"),
        required=False,
        max_length=64,
        widget=forms.TextInput({"placeholder": "K7QF-4M", "spellcheck": "false"}),
    )
    first_day = forms.DateField(label=_("From"), required=False, widget=DayInput)
    last_day = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self._user = user
        known = sorted(((name, str(text)) for name, text in words.ACTIONS.items()), key=lambda pair: pair[1])
        self.fields["action"].choices = [ANY, *known]  # type: ignore[attr-defined]  # It is a ChoiceField.

    def narrow(self, rows: Any) -> Any:
        """*rows* as far as they fit; what can't be read narrows to nothing and is said next to its field."""
        if not self.is_valid():
            return rows.none()
        wanted = self.cleaned_data
        exact = {name: wanted[name] for name in ("action", "outcome") if wanted[name]}
        rows = self._within(rows.filter(**exact))
        if wanted["actor"]:
            rows = rows.filter(_named(wanted["actor"]))
        return rows.filter(object_key__startswith=self._key()) if wanted["object"] else rows

    def _within(self, rows: Any) -> Any:
        """Days as the reader's clock counts them, both inclusive."""
        wanted = self.cleaned_data
        if wanted["first_day"]:
            rows = rows.filter(at__date__gte=wanted["first_day"])
        if wanted["last_day"]:
            rows = rows.filter(at__date__lte=wanted["last_day"])
        return rows

    def _key(self) -> str:
        """The key of what was named: a reference of something that the reader may see, or the key itself."""
        typed = self.cleaned_data["object"].strip()
        for model in explainable().values():
            if hasattr(model, "reference"):
                row = model.objects.for_user(self._user).filter(reference=typed.upper()).first()
                if row is not None:
                    return canonical.object_key(model._meta.label_lower, str(row.pk))
        return typed.lower()


def _named(text: str) -> Q:
    found = Q()
    for word in text.split():
        found &= (
            Q(actor__person__family_name__icontains=word)
            | Q(actor__person__given_name__icontains=word)
            | Q(actor__username__icontains=word)
        )
    return found
