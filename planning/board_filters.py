"""What part of the exchanges the board and the calendar show: it lives in the address, so that it can be sent."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from exchanges import choices
from exchanges.forms import ANY
from exchanges.models import Domain, ExchangeContent, Kind
from exchanges.states import State
from participants.models import Delegation
from participants.states import SEES_COVER


class ExchangeFilter(forms.Form):
    """Offers nothing that the reader's own exchanges and delegations don't show."""

    text = forms.CharField(
        label=_("Title or reference"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )
    program: Any = forms.ModelChoiceField(
        queryset=None, label=_("Program"), required=False, empty_label=_("Any"), to_field_name="reference"
    )
    nation: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("Host or invited nation"),
        required=False,
        empty_label=_("Any"),
        to_field_name="code",
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Kind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *State.choices])
    domain = forms.ChoiceField(label=_("Domain"), required=False, choices=[ANY, *Domain.choices])

    def __init__(self, data: Any, *, reader: User, exchanges: Any) -> None:
        super().__init__(data)
        self.reader = reader
        self.exchanges = exchanges
        fields: dict[str, Any] = self.fields
        fields["program"].queryset = choices.programs_of(reader, exchanges)
        fields["nation"].queryset = Party.objects.filter(
            Q(pk__in=exchanges.order_by().values("host")) | Q(pk__in=self._invited().values("party"))
        )

    @property
    def shown(self) -> Any:
        """The exchanges that fit; what can't be read narrows to nothing and is said next to its field."""
        if not self.is_valid():
            return self.exchanges.none()
        wanted = self.cleaned_data
        rows = self.exchanges.filter(**{name: wanted[name] for name in ("kind", "state", "program") if wanted[name]})
        if text := wanted["text"].strip():
            rows = rows.named_like(text)
        if wanted["nation"]:
            rows = self._of_nation(rows, wanted["nation"])
        return self._of_domain(rows, wanted["domain"]) if wanted["domain"] else rows

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows, as the address says it."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    def _invited(self) -> Any:
        """Delegations that the reader may see, of exchanges that they may see."""
        seen = Delegation.objects.for_user(self.reader).filter(is_host=False, invitation__state__in=SEES_COVER)
        return seen.filter(exchange__in=self.exchanges.order_by().values("pk"))

    def _of_nation(self, rows: Any, nation: Party) -> Any:
        return rows.filter(Q(host=nation) | Q(pk__in=self._invited().filter(party=nation).values("exchange")))

    def _of_domain(self, rows: Any, domain: str) -> Any:
        """By content that the reader may see: a hidden one fits no domain."""
        seen = ExchangeContent.objects.for_user(self.reader).filter(domains__contains=[domain])
        return rows.filter(pk__in=seen.values("exchange"))
