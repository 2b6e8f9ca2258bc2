"""The shape of what is entered about tasks."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.models import TITLE_LENGTH, Task
from logistics.states import IllegalMove, State
from participants.models import Delegation
from programs.answers import DayInput, ServiceForm

Done = TypeVar("Done")
ANY = ("", _("Any"))


class FilterForm(forms.Form):
    """What to list; lives in the address."""

    text = forms.CharField(label=_("Title"), required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[("", _("Mine to see to")), ("all", _("All that I may see"))]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", State.OPEN.label), *State.choices[1:], ("any", _("Any"))]
    )

    def narrow(self, mine: Any, everything: Any) -> Any:
        """One of the two lists as far as it fits; what can't be read narrows to nothing."""
        if not self.is_valid():
            return mine.none()
        wanted = self.cleaned_data
        rows = everything if wanted["whose"] == "all" else mine
        if wanted["state"] != "any":
            rows = rows.filter(state=wanted["state"] or State.OPEN)
        return rows.filter(title__icontains=wanted["text"].strip()) if wanted["text"].strip() else rows


class TurnForm(ServiceForm):
    """A verb without input; says in words when somebody else was faster."""

    is_conflict = False

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        try:
            return super().attempt(verb)
        except IllegalMove:
            self.is_conflict = True
            self.add_error(None, _("This isn't possible in the state that the task has by now. Nothing was changed."))
            return None

    @property
    def status(self) -> int:
        return 409 if self.is_conflict else super().status


class TaskForm(TurnForm):
    title = forms.CharField(label=_("What is to be done"), max_length=TITLE_LENGTH)
    due_on = forms.DateField(
        label=_("Due on"), widget=DayInput, help_text=_("The day ends where the exchange takes place.")
    )
    remind_days = forms.IntegerField(
        label=_("Remind this many days before"), min_value=0, max_value=365, initial=3, help_text=_("And on the day.")
    )
    detail = forms.CharField(label=_("Details"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 4}))


class DelegationChoice(forms.ModelChoiceField):
    def label_from_instance(self, delegation: Delegation) -> str:
        name = str(delegation.party)
        return str(_("%(party)s (host)") % {"party": name}) if delegation.is_host else name


class NewTaskForm(TaskForm):
    delegation = DelegationChoice(queryset=None, label=_("Nation that does it"), empty_label="–")
    field_order = ["title", "delegation"]

    def __init__(self, data: Any = None, *, delegations: Any, today: date) -> None:
        super().__init__(data)
        self.fields["delegation"].queryset = delegations
        self._today = today

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self._today:
            raise forms.ValidationError(_("This day has passed already."))
        return due_on


class AmendForm(TaskForm):
    def __init__(self, data: Any = None, *, task: Task) -> None:
        names = ("title", "due_on", "remind_days", "detail")
        super().__init__(data, initial={name: getattr(task, name) for name in names})
