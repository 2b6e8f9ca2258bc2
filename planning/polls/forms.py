"""The shape of what is entered about date polls."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.dates import days as in_words
from accounts.models import User
from clearances.label_form import LabelForm
from clearances.label_values import Terms
from clearances.labels import container_key
from exchanges.models import ExchangeContent
from participants.models import Delegation
from planning.models import REASON_LENGTH, Answer, Ballot, PollAnswer
from planning.polls.answering import Said
from planning.polls.offering import Offer
from planning.polls.windows import MOST_WINDOWS, Days
from programs.answers import DayInput, Difference, ServiceForm, VersionedForm

SHOWN_WINDOWS = 3  # The others are folded away until they are needed.


class Asking(models.TextChoices):
    """What is asked of one nation."""

    ASKED = "asked", gettext_lazy("Ask")
    REQUIRED = "required", gettext_lazy("Ask; without it nothing happens")
    __empty__ = gettext_lazy("Don't ask")


class OfferForm(LabelForm, ServiceForm):
    """Windows, nations and a deadline, with the marking."""

    label_prefixes = ("label",)
    renamed = {"label": "label_classification"}

    reply_by = forms.DateField(
        label=gettext_lazy("Answer by"), widget=DayInput, help_text=gettext_lazy("The last day counts.")
    )

    def __init__(
        self,
        data: Any = None,
        *,
        content: ExchangeContent,
        author: User,
        nations: Iterable[Delegation],
        proposed: Sequence[Days] = (),
    ) -> None:
        self.content, self.nations = content, list(nations)
        super().__init__(data, author=author, owner=content.label.owner, container=container_key(content.exchange))
        self.renamed = {**self.renamed}
        for number in range(1, MOST_WINDOWS + 1):
            self._add_window(number, proposed[number - 1] if number <= len(proposed) else None)
        for row in self.nations:
            self.fields[f"nation_{row.pk}"] = forms.ChoiceField(
                label=str(row.party), choices=Asking.choices, required=False, initial=Asking.ASKED
            )

    def _add_window(self, number: int, days: Days | None) -> None:
        for name, label in (("starts_on", _("First day")), ("ends_on", _("Last day"))):
            words = _("%(label)s, window %(number)d") % {"label": label, "number": number}
            initial = getattr(days, name) if days else None
            self.fields[f"{name}_{number}"] = forms.DateField(
                label=words, required=False, widget=DayInput, initial=initial
            )

    def terms_of(self, name: str) -> Terms:
        cover = self.content.exchange.label
        return Terms(
            owner=self.label_owner,
            title=_("date poll"),
            blank=_("As the cover"),
            asked=cover,
            floor=cover,
            floor_title=_("The cover"),
            container=self.container,
        )

    def clean(self) -> dict[str, Any]:
        """Half a window is refused next to the half that is missing."""
        cleaned = super().clean()
        for number in range(1, MOST_WINDOWS + 1):
            first, last = f"starts_on_{number}", f"ends_on_{number}"
            for given, missing in ((first, last), (last, first)):
                if cleaned.get(given) and not cleaned.get(missing) and missing not in self.errors:
                    self.add_error(missing, _("Name both days of the window."))
        if f"starts_on_{MOST_WINDOWS + 1}" in self.data:
            self.add_error(None, _("Offer at most %(most)d windows.") % {"most": MOST_WINDOWS})
        return cleaned

    @property
    def offer(self) -> Offer:
        """What the service is asked; its numbers of windows are those of the rows that hold one."""
        said, kept = self.cleaned_data, []
        for number in range(1, MOST_WINDOWS + 1):
            first, last = said.get(f"starts_on_{number}"), said.get(f"ends_on_{number}")
            if first and last:
                kept.append(Days(first, last))
                for name in ("starts_on", "ends_on"):
                    self.renamed[f"{name}_{len(kept)}"] = f"{name}_{number}"
        return Offer(
            windows=tuple(kept),
            asked=[row.pk for row in self.nations if said[f"nation_{row.pk}"]],
            required=[row.pk for row in self.nations if said[f"nation_{row.pk}"] == Asking.REQUIRED],
            reply_by=said["reply_by"],
        )

    @property
    def nation_fields(self) -> list[forms.BoundField]:
        return [self[f"nation_{row.pk}"] for row in self.nations]

    def pairs(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The two days of each window, by its number."""
        return [
            (number, self[f"starts_on_{number}"], self[f"ends_on_{number}"]) for number in range(1, MOST_WINDOWS + 1)
        ]

    @property
    def pairs_shown(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return self.pairs()[: max(SHOWN_WINDOWS, self._filled)]

    @property
    def pairs_folded(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return self.pairs()[max(SHOWN_WINDOWS, self._filled) :]

    @property
    def _filled(self) -> int:
        """The number of the last window that holds anything, or an error."""
        used = [number for number, *fields in self.pairs() if any(each.value() or each.errors for each in fields)]
        return max(used, default=0)


class BallotForm(VersionedForm):
    """An answer and a reason for each window of a ballot."""

    def __init__(self, data: Any = None, *, ballot: Ballot, answers: Sequence[PollAnswer]) -> None:
        self.answers = answers
        super().__init__(data, row=ballot)
        for row in answers:
            words = in_words(row.starts_on, row.ends_on)
            self.fields[f"answer_{row.pk}"] = forms.ChoiceField(
                label=words, choices=Answer.choices, widget=forms.RadioSelect, required=False, initial=row.answer
            )
            self.fields[f"reason_{row.pk}"] = forms.CharField(
                label=_("Reason, %(days)s") % {"days": words},
                max_length=REASON_LENGTH,
                required=False,
                initial=row.reason,
                widget=forms.Textarea({"rows": 2}),
            )

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        return {}

    @property
    def said(self) -> dict[UUID, Said]:
        said = self.cleaned_data
        return {row.pk: Said(said[f"answer_{row.pk}"], said[f"reason_{row.pk}"]) for row in self.answers}

    @property
    def differences(self) -> list[Difference]:
        """After a conflict: the windows of which a colleague said something else."""
        if self.stale is None:
            return []
        return [
            Difference(in_words(row.starts_on, row.ends_on), _told(*yours), _told(row.answer, row.reason))
            for row in self.answers
            if (yours := self.said[row.pk]) != (row.answer, row.reason)
        ]

    def rows(self) -> list[tuple[PollAnswer, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"answer_{row.pk}"], self[f"reason_{row.pk}"]) for row in self.answers]


def _told(answer: str, reason: str) -> str:
    return ": ".join(filter(None, [str(dict(Answer.choices).get(answer, "")), reason]))


class PollStepForm(VersionedForm):
    """A step that needs nothing but a yes."""


class ReopenForm(PollStepForm):
    """Until when nations may answer again."""

    reply_by = forms.DateField(
        label=gettext_lazy("Answer by"), widget=DayInput, help_text=gettext_lazy("The last day counts.")
    )
