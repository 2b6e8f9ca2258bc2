"""The shape of what is entered about need-to-know and offices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from clearances import needs
from clearances.forms.holdings import DayInput


class TeamField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Team) -> str:
        return f"{obj} · {obj.party}"


class FindForm(forms.Form):
    """What to list; lives in the address."""

    text = forms.CharField(
        label=_("Title or reference"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )


class GiveForm(forms.Form):
    """Give a role on *root* to a team."""

    team = TeamField(
        queryset=None,
        label=_("Person or team"),
        empty_label="–",
        widget=forms.Select({"data-search": ""}),
        help_text=_("A person, or a cell or office of yours; never one that you are in yourself."),
    )
    role = forms.ChoiceField(label=_("Role"))
    until = forms.DateField(
        label=_("Until"), required=False, widget=DayInput, help_text=_("The last day counts. Empty: no end.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Why they need to know. Kept with it."))

    def __init__(self, user: User, parties: Any, root: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["team"].queryset = needs.offered_to(user, parties)
        self.fields["role"].choices = [("", "–"), *((role.value, role.label) for role in needs.roles_on(root))]


class TakeForm(forms.Form):
    """Which role is taken from which team; both come from the page's own links."""

    team = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    role = forms.ChoiceField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Kept in the record."))

    def __init__(self, root: Any, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.held = needs.held_on(root)
        self.fields["team"].queryset = needs.teams(self.held)
        self.fields["role"].choices = [(role.value, role.label) for role in needs.roles_on(root)]
