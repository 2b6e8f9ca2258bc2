"""The shape of what is entered about a feed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from calendars import feeds
from clearances.models import Token
from clearances.models.tokens import NAME_LENGTH
from clearances.services.tokens import LONGEST_DAYS
from programs.answers import DayInput, ServiceForm

USUAL_DAYS = 180


class FeedForm(ServiceForm):
    """A new feed of the reader. Program or exchange are named by their reference: there may be thousands."""

    name = forms.CharField(
        label=gettext_lazy("Where will you use it?"),
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("Such as: my phone. One feed for each device, so that each can be ended alone."),
    )
    scope = forms.ChoiceField(label=gettext_lazy("What does it hold?"), choices=Token.Scope)
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        required=False,
        max_length=7,
        help_text=gettext_lazy("Of the program or the exchange, such as 4CKM-7Q. Leave it empty for everything."),
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=DayInput,
        help_text=gettext_lazy("The last day on which it works; a year at most."),
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("How high may it reach?"),
        choices=Token.Reach,
        help_text=gettext_lazy(
            "Whoever has the address can read the feed, so it never holds what needs a clearance or a second factor."
        ),
    )
    levels = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("Another limit in one policy"),
        required=False,
        help_text=gettext_lazy("Optional: the highest level of that policy which this feed may hold."),
    )

    def __init__(self, data: Any = None, *, reader: User, initial: dict[str, Any]) -> None:
        usual = {"until": timezone.localdate() + timedelta(days=USUAL_DAYS), "scope": Token.Scope.MINE}
        super().__init__(
            data, initial=usual | {name: initial[name] for name in ("scope", "reference") if name in initial}
        )
        self.reader, self.root = reader, None
        self.fields["levels"].queryset = feeds.levels_for(reader)
        self.fields["until"].widget.attrs["max"] = timezone.localdate() + timedelta(days=LONGEST_DAYS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        scope, reference = cleaned.get("scope"), cleaned.get("reference", "").strip()
        if scope in (Token.Scope.PROGRAM, Token.Scope.EXCHANGE):
            self.root = feeds.root_named(self.reader, scope, reference)
            if self.root is None:
                raise ValidationError({"reference": _("Nothing that you may see has this reference.")})
        elif reference:
            raise ValidationError({"reference": _("Choose above whether this is a program or an exchange.")})
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """In the words of the service."""
        said = {name: self.cleaned_data[name] for name in ("name", "scope", "until", "reach", "levels")}
        return {**said, "purpose": Token.Purpose.FEED, "scope_id": self.root.pk if self.root else None}
