"""The shape of what is entered in threads."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clearances.label_form import LabelForm
from clearances.label_values import Terms
from clearances.labels import container_key
from clearances.models import Label
from milestones.models import Milestone
from participants.models import Delegation
from programs.answers import DayInput, ServiceForm, VersionedForm
from threads.models import SUBJECT_LENGTH, Thread
from threads.people import nobody, rows_of
from threads.services import Opening, Words
from threads.states import IllegalMove, Kind, words_of
from threads.writing import LONGEST

Done = TypeVar("Done")
SHOW = [("", _("All")), ("open", _("Open")), ("overdue", _("Overdue")), ("mine", _("Mine"))]


class FilterForm(forms.Form):
    """What to list; lives in the address."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Kind.choices])
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOW)

    def narrow(self, rows: Any, user: User) -> Any:
        if not self.is_valid():
            return rows.none()
        kind, show = self.cleaned_data["kind"], self.cleaned_data["show"]
        rows = rows.filter(kind=kind) if kind else rows
        if show == "mine":
            return rows.of_person(user)
        if show == "overdue":
            return rows.overdue(timezone.now())
        return rows.open() if show else rows


class ThreadServiceForm(ServiceForm):
    """Says in words why a thread doesn't take it any more; nothing typed is lost."""

    is_conflict = False

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        try:
            return super().attempt(verb)
        except IllegalMove as move:
            self.is_conflict = True
            self.add_error(None, words_of(move))
            return None

    @property
    def status(self) -> int:
        return 409 if self.is_conflict else super().status


class MarkedForm(LabelForm, ThreadServiceForm):
    """With a marking of its own; left alone it is *asked*."""

    label_prefixes = ("label",)
    renamed = {"label": "label_classification"}
    blank: Any = _("As the invitation")

    def __init__(self, data: Any = None, *, asked: Label, about: Any, author: User, **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(data, author=author, owner=asked.owner, container=container_key(about), **kwargs)

    def terms_of(self, name: str) -> Terms:
        return Terms(
            owner=self.label_owner,
            title=str(self.headings[name]),
            blank=str(self.blank),
            asked=self.asked,
            floor=self.asked,
            floor_title=str(self.blank),
            container=self.container,
        )

    @property
    def label(self) -> Any:
        return self.label_values["label"]

    def without(self, *names: str) -> None:
        """Leave fields out that the reader has no use for."""
        for name in names:
            del self.fields[name]
        self.parts = {"label": tuple(name for name in self.parts["label"] if name in self.fields)}


def long_text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}), **more)


class OpenForm(MarkedForm):
    """A new thread of one delegation."""

    headings = {"label": _("Thread")}
    hints = {"label": _("Read by the two sides of this delegation and by nobody else.")}
    parts = {"label": ("kind", "subject", "text", "due_on", "milestone")}

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (Kind.QUESTION, Kind.DISCUSSION)],
        help_text=_("A question waits for an answer; a discussion doesn't."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LENGTH)
    text = long_text(_("Text"))
    due_on = forms.DateField(
        label=_("Answer by"), required=False, widget=DayInput, help_text=_("Where the host is; that day counts.")
    )
    milestone = forms.ModelChoiceField(queryset=None, label=_("About the milestone"), required=False, empty_label="–")

    def __init__(self, data: Any = None, *, delegation: Delegation, author: User) -> None:
        super().__init__(data, asked=delegation.label, about=delegation, author=author)
        self.fields["milestone"].queryset = Milestone.objects.for_user(author).filter(exchange=delegation.exchange_id)

    @property
    def said(self) -> Opening:
        return Opening(**{name: self.cleaned_data[name] for name in OpenForm.base_fields})


class EntryForm(MarkedForm):
    """Another entry. Whoever is asked may say that it is the answer."""

    headings = {"label": _("Message")}
    hints = {"label": ""}
    blank = _("As the thread")
    parts = {"label": ("text", "is_answer", "mentions")}

    text = long_text(_("Text"))
    is_answer = forms.BooleanField(label=_("This answers the question"), required=False, initial=True)
    mentions = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Name people"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are told. Only people who may read this are listed."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self, data: Any = None, *, thread: Thread, people: Collection[User], may_answer: bool, author: User
    ) -> None:
        initial = {"version": thread.version}
        super().__init__(data, asked=thread.label, about=thread.delegation, author=author, initial=initial)
        self.fields["mentions"].queryset = rows_of(people)
        self.fields["mentions"].error_messages |= dict.fromkeys(("invalid_choice", "invalid_pk_value"), nobody())
        offered = {"is_answer": may_answer, "mentions": bool(people) or self.is_bound}
        self.without(*(name for name, is_offered in offered.items() if not is_offered))

    @property
    def said(self) -> dict[str, Any]:
        named = self.cleaned_data.get("mentions", ())
        is_answer = self.cleaned_data.get("is_answer", False)
        version = self.cleaned_data["version"] if is_answer else None
        return {"text": self.cleaned_data["text"], "is_answer": is_answer, "mentions": named, "version": version}

    @property
    def is_refused(self) -> bool:
        """Whether somebody else was faster."""
        return self.stale is not None or self.is_conflict

    def renew(self, thread: Thread) -> None:
        """After a conflict: with the version that is stored now, since sending again is a decision."""
        self.data = self.data.copy()
        self.data["version"] = str(thread.version)


class TellForm(MarkedForm):
    """One text to many nations, each by itself; what is sent is what was shown (*seen*)."""

    headings = {"label": _("Text")}
    hints = {"label": _("Every nation gets a thread of its own, marked for it alone. None sees who else got it.")}
    parts = {"label": ("subject", "question", "text", "nations")}

    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LENGTH)
    question = long_text(
        _("The question, in other words"),
        help_text=_("Leave out whatever tells who asked: places, units, equipment, the way it was put."),
    )
    text = long_text(_("Text"))
    nations = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("To"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one nation.")},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self,
        data: Any = None,
        *,
        about: Any,
        nations: Iterable[Delegation],
        author: User,
        thread: Thread | None = None,
    ) -> None:
        rows = list(nations)
        initial: dict[str, Any] = {"nations": [row.pk for row in rows]}
        if thread is not None:
            initial |= {"version": thread.version, "subject": ""}
        super().__init__(data, asked=about.label, about=about, author=author, initial=initial)
        field: Any = self.fields["nations"]
        field.queryset = Delegation.objects.for_user(author).filter(pk__in=[row.pk for row in rows])
        field.queryset = field.queryset.select_related("party", "label").order_by("party__name_en", "pk")
        field.label_from_instance = lambda row: str(row.party)
        if thread is None:
            self.without("question")

    @property
    def words(self) -> Words:
        said = self.cleaned_data
        return Words(subject=said["subject"], text=said["text"], question=said.get("question", ""))

    def show(self, digest: str) -> None:
        """The page now shows what *digest* says; the next sending is of that."""
        self.data = self.data.copy()
        self.data["seen"] = digest


class EditForm(VersionedForm, ThreadServiceForm):
    """One's own words, corrected."""

    text = long_text(_("Text"))


class TurnForm(VersionedForm, ThreadServiceForm):
    """Another state, asked about first."""
