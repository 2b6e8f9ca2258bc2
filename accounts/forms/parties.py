"""The shape of what is entered about parties and groups, and of what to list."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts import registry
from accounts.models import Party, known_zone
from clearances.shapes import Lines, Pairs, PeriodForm, ProposalForm, Refusing

CODE = RegexValidator(r"^[A-Z0-9][A-Z0-9-]+$", _("Capital letters, digits and hyphens only."))
KINDS = [("nation", _("Nation")), ("organisation", _("Organisation"))]


class ListForm(Refusing):
    """Which parties to list; lives in the address."""

    text = forms.CharField(
        label=_("Name or code"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *KINDS])
    group = forms.ModelChoiceField(queryset=None, label=_("Member of"), required=False, empty_label=_("Any"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["group"].queryset = registry.groups()

    def narrow(self, rows: Any) -> Any:
        """*rows* as far as they fit; what can't be read narrows to nothing and is said next to its field."""
        if not self.is_valid():
            return rows.none()
        wanted = self.cleaned_data
        rows = registry.named(rows, wanted["text"]) if wanted["text"] else rows
        rows = rows.filter(is_nation=wanted["kind"] == "nation") if wanted["kind"] else rows
        if wanted["group"]:
            now = registry.in_force(wanted["group"])
            rows = rows.filter(pk__in=wanted["group"].memberships.filter(now).values("party"))
        return rows


class ZoneField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Time zone"),
            max_length=64,
            validators=[known_zone],
            help_text=_("Where its days begin and end, such as Africa/Abidjan."),
            **kwargs,
        )


class DescriptionForm(Refusing):
    """What a party is called: nothing that a decision reads."""

    name_en = forms.CharField(label=_("Official name in English"), max_length=120)
    name_fr = forms.CharField(label=_("Official name in French"), max_length=120)
    other_names = Pairs(
        label=_("In other languages"),
        required=False,
        help_text=_("One a line: language code = name, such as pt = Brasil."),
    )
    aliases = Lines(label=_("Also called"), required=False, help_text=_("One a line: former names, other spellings."))
    alpha2 = forms.RegexField(r"^[A-Z]{2}$", label=_("ISO alpha-2"), required=False)
    numeric = forms.RegexField(r"^[0-9]{3}$", label=_("ISO numeric"), required=False)
    nato_code = forms.RegexField(r"^[A-Z]{2,8}$", label=_("NATO code"), required=False, help_text=_("STANAG 1059."))
    is_fictitious = forms.BooleanField(label=_("It doesn't exist: for training only"), required=False)

    @classmethod
    def start(cls, party: Party) -> dict[str, Any]:
        return {name: getattr(party, name) for name in cls.base_fields}


class PartyForm(DescriptionForm):
    """A new party. A nation's code is its ISO alpha-3."""

    code = forms.CharField(
        label=_("Code"), max_length=24, validators=[CODE], help_text=_("A nation's ISO alpha-3. It never changes.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    nation = forms.ModelChoiceField(
        queryset=None,
        label=_("Agency of"),
        required=False,
        empty_label=_("no nation"),
        widget=forms.Select({"data-search": ""}),
    )
    members = forms.ModelChoiceField(
        queryset=None, label=_("Staffed by members of"), required=False, empty_label=_("no group")
    )
    zone = ZoneField()
    field_order = ["code", "kind", "name_en", "name_fr", "nation", "members", "zone"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["nation"].queryset = registry.nations()
        self.fields["members"].queryset = registry.groups()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.pop("kind", None)
        if kind == "nation" and len(cleaned.get("code", "AAA")) != len("AAA"):
            self.add_error("code", _("A nation's code is its ISO alpha-3."))
        return {**cleaned, "is_nation": kind == "nation"}


class BelongingForm(ProposalForm):
    """What of a party moves somebody's sight: two persons decide it."""

    nation = forms.ModelChoiceField(queryset=None, label=_("Agency of"), required=False, empty_label=_("no nation"))
    members = forms.ModelChoiceField(
        queryset=None, label=_("Staffed by members of"), required=False, empty_label=_("no group")
    )
    zone = ZoneField()
    field_order = ["nation", "members", "zone", "reason"]

    def __init__(self, party: Party, data: Any = None) -> None:
        super().__init__(data, initial={"nation": party.nation_id, "members": party.members_id, "zone": party.zone})
        self.fields["nation"].queryset = registry.nations().exclude(pk=party.pk)
        self.fields["members"].queryset = registry.groups()


class GroupForm(Refusing):
    code = forms.CharField(label=_("Code"), max_length=24, validators=[CODE])
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    zone = ZoneField(initial="UTC")


class JoinForm(PeriodForm, ProposalForm):
    """That a party becomes a member."""

    party = forms.ModelChoiceField(
        queryset=None, label=_("Party"), empty_label="–", widget=forms.Select({"data-search": ""})
    )
    field_order = ["party", "starts_on", "ends_on", "reason"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["party"].queryset = registry.parties()
