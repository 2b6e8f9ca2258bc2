"""The shape of what is entered about templates."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clearances.guards import Actor
from milestones import services
from milestones.backplan import MOST_DAYS, MOST_LEAD_DAYS, MOST_MONTHS, Anchor, Unit
from milestones.kinds import Kind
from milestones.models import MilestoneTemplate
from milestones.models.templates import NAME_LENGTH
from milestones.steps import MOST_DURATION, Step, Template, words
from programs.answers import ServiceForm, VersionedForm

TEXTS = ("name", "role", "deliverable", "gate", "evidence")
NUMBERS = ("months", "days", "duration", "lead_days")
OTHERS = ("code", "kind", "anchor", "is_rounded", "lead_unit", "is_bound")


class CopyForm(ServiceForm):
    """A template of one's own."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    copied = forms.ChoiceField(label=_("Begin with"), required=False)
    owner = forms.ModelChoiceField(queryset=None, label=_("Kept by"), empty_label=None)

    def __init__(self, data: Any = None, *, parties: Any, templates: Iterable[Template]) -> None:
        super().__init__(data)
        self.known = {template.key: template for template in templates}
        self.fields["owner"].queryset = parties
        self.fields["copied"].choices = [("", _("Nothing")), *((key, each.name) for key, each in self.known.items())]

    @property
    def template(self) -> Template | None:
        return self.known.get(self.cleaned_data["copied"])

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "owner")}


class NameForm(VersionedForm):
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    about = forms.CharField(label=_("About"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))


class StepForm(VersionedForm):
    """One step; its words are those of the language that the reader reads, the other language's stay."""

    code = forms.CharField(label=_("Code"), max_length=24, help_text=_("Short, such as MPC."))
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.MILESTONE)
    anchor = forms.ChoiceField(label=_("Counted from"), choices=Anchor.choices, initial=Anchor.STARTEX)
    months = forms.IntegerField(
        label=_("Months"), initial=0, min_value=-MOST_MONTHS, max_value=MOST_MONTHS, help_text=_("Negative is before.")
    )
    days = forms.IntegerField(label=_("And days"), initial=0, min_value=-MOST_DAYS, max_value=MOST_DAYS)
    duration = forms.IntegerField(label=_("Lasts days"), initial=1, min_value=1, max_value=MOST_DURATION)
    is_rounded = forms.BooleanField(
        label=_("On a working day"), required=False, initial=True, help_text=_("The previous one of the host.")
    )
    lead_days = forms.IntegerField(label=_("Takes"), initial=0, min_value=0, max_value=MOST_LEAD_DAYS)
    lead_unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices, initial=Unit.WORKING)
    is_bound = forms.BooleanField(label=_("Holds for certain dates"), required=False)
    role = forms.CharField(label=_("Role"), required=False, max_length=NAME_LENGTH)
    deliverable = forms.CharField(label=_("Deliverable"), required=False, max_length=NAME_LENGTH)
    gate = forms.CharField(label=_("Gate"), required=False, max_length=NAME_LENGTH)
    evidence = forms.CharField(label=_("Evidence asked for"), required=False, max_length=NAME_LENGTH)

    def __init__(self, data: Any = None, *, row: MilestoneTemplate, step: Step | None) -> None:
        self.step = step
        super().__init__(data, row=row, initial=_said(step) if step else {})

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        return {}

    def keep(self, row: MilestoneTemplate, *, by: Actor) -> MilestoneTemplate:
        said, language = self.cleaned_data, (get_language() or "en")[:2]
        texts = {name: _text(self.step, name, said[name], language) for name in TEXTS}
        step = Step(
            **texts, **{name: said[name] for name in (*NUMBERS, *OTHERS)}, source=self.step.source if self.step else ""
        )
        was = self.step.code if self.step else ""
        return services.keep_step(row, step, was=was, version=said["version"], by=by)


def _said(step: Step) -> dict[str, Any]:
    texts = {name: words(getattr(step, name)) for name in TEXTS}
    return {**texts, **{name: getattr(step, name) for name in (*NUMBERS, *OTHERS)}}


def _text(step: Step | None, name: str, said: str, language: str) -> dict[str, str]:
    kept = dict(getattr(step, name)) if step else {}
    return {**kept, language: said.strip()} if said.strip() else {}
