"""The shape of what is proposed about agreements and recognitions, and of what to list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearances import choices, registers
from clearances.forms.holdings import LevelField
from clearances.models import Equivalence
from clearances.shapes import Pairs, PeriodForm, ProposalForm, Refusing


class AgreementForm(PeriodForm, ProposalForm):
    """What an own party may release to another. *parties* are those that the user administers."""

    owner = forms.ModelChoiceField(queryset=None, label=_("Owner"), empty_label=None)
    party = forms.ModelChoiceField(
        queryset=None, label=_("Released to"), empty_label="–", widget=forms.Select({"data-search": ""})
    )
    highest = LevelField(
        queryset=None,
        label=_("Highest level"),
        empty_label="–",
        help_text=_("Of the policy in which the owner marks. Of several agreements in force, the highest counts."),
    )
    reference = forms.CharField(label=_("Reference"), max_length=160, help_text=_("The treaty or arrangement."))
    field_order = ["owner", "party", "highest", "starts_on", "ends_on", "reference", "reason"]

    def __init__(self, parties: Any, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["owner"].queryset = parties
        self.fields["party"].queryset = choices.others(parties)
        self.fields["highest"].queryset = registers.offered_levels()

    def clean(self) -> dict[str, Any]:
        """The policy is that of the level."""
        cleaned = super().clean() or self.cleaned_data
        level = cleaned.get("highest")
        return {**cleaned, "policy": level.policy} if level else cleaned


class BasisField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Equivalence) -> str:
        return f"{obj.nation} · {obj.text} = {obj.get_level_display()}"


class RecognitionForm(PeriodForm, ProposalForm):
    """That a clearance of another policy counts in an own one. *parties* are those that the user administers."""

    classification = LevelField(
        queryset=None, label=_("A clearance at"), empty_label="–", widget=forms.Select({"data-search": ""})
    )
    counts_as = LevelField(
        queryset=None,
        label=_("Counts as"),
        empty_label="–",
        help_text=_("Of a policy that you administer. One way only: theirs here, not yours there."),
    )
    compartments = Pairs(
        label=_("Compartments that count too"), required=False, help_text=_("One pair a line: theirs = ours.")
    )
    equivalence = BasisField(
        queryset=None,
        label=_("Rests on"),
        required=False,
        empty_label=_("the reference alone"),
        widget=forms.Select({"data-search": ""}),
        help_text=_("A verified row of the national equivalence table."),
    )
    reference = forms.CharField(label=_("Reference"), max_length=160, help_text=_("The treaty or arrangement."))
    field_order = [
        "classification", "counts_as", "compartments", "equivalence", "starts_on", "ends_on", "reference", "reason",
    ]  # fmt: skip

    def __init__(self, parties: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["classification"].queryset = registers.offered_levels()
        self.fields["counts_as"].queryset = registers.levels_of(parties)
        self.fields["equivalence"].queryset = registers.verified_names()


class ListForm(Refusing):
    """Which agreements and recognitions to list; lives in the address."""

    party = forms.CharField(
        label=_("Party or policy"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )
    when = forms.ChoiceField(
        label=_("In force"),
        required=False,
        choices=[("", _("Now and to come")), ("ended", _("Ended")), ("any", _("Any time"))],
    )
