"""The shape of what is entered about certification files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances.guards import roots_held
from clearances.nationals import CERTIFY
from clearances.services.clearances import ADMINISTER


class FileForm(forms.Form):
    """A file, and the office for which it is sent."""

    office = forms.ChoiceField(label=_("For"), help_text=_("Whose officers confirm it."))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8) or XLSX, at most 5 000 rows and 5 MB."),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
        max_length=120,
    )

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.offices = dict(_offices(user))
        self.fields["office"].choices = [(key, words) for key, (words, _permission, _party) in self.offices.items()]

    def chosen(self) -> dict[str, Any]:
        _words, permission, party = self.offices[self.cleaned_data["office"]]
        return {"permission": permission, "party": party}


def _offices(user: User) -> Any:
    for permission, words in (
        (ADMINISTER, _("Policies of %(party)s")),
        (CERTIFY, _("Nationals of %(party)s")),
    ):
        parties = roots_held(user, permission, Party)
        if permission == ADMINISTER:
            parties = parties.filter(policies__isnull=False).distinct()
        for party in parties:
            yield f"{permission}:{party.pk}", (words % {"party": party}, permission, party)


class ProposeForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Whoever approves it reads this."))
