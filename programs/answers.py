"""Forms whose service has the last word: what it refuses is said next to the field, and nothing typed is lost."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from programs.versions import Stale, Versioned

Done = TypeVar("Done")


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as ISO in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


@dataclass(frozen=True)
class Difference:
    """One field in which the reader's input and the stored row differ."""

    label: str
    yours: str
    stored: str


class ServiceForm(forms.Form):
    """A form that hands its cleaned data to a service and shows what the service answers."""

    renamed: dict[str, str] = {}  # A field of the service to the form's field of another name.
    stale: Stale | None = None

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        """What *verb* made, all of it or none; None when the input or the service refused."""
        if not self.is_valid():
            return None
        try:
            with transaction.atomic():
                return verb()
        except ValidationError as problem:
            self.refuse(problem)
        except Stale as stale:
            self.stale = stale
        return None

    def refuse(self, problem: ValidationError) -> None:
        if not hasattr(problem, "error_dict"):
            self.add_error(None, problem)
            return
        for name, errors in problem.error_dict.items():
            field = self.renamed.get(name, name)
            self.add_error(field if field in self.fields else None, errors)

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        if self.stale is not None:
            return 409
        return 400 if self.is_bound and self.errors else 200


class VersionedForm(ServiceForm):
    """Edits one row as it was read. After a conflict it holds the new version: saving again is a decision."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, row: Versioned, **kwargs: Any) -> None:
        super().__init__(
            data, initial={**self.read(row), "version": row.version, **kwargs.pop("initial", {})}, **kwargs
        )

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        """The row's values for the form's fields."""
        names = [name for name in cls.base_fields if name != "version"]
        return {name: getattr(row, name) for name in names if hasattr(row, name)}

    def attempt(self, verb: Callable[[], Done]) -> Done | None:
        done = super().attempt(verb)
        if self.stale is not None:
            self.data = self.data.copy()  # type: ignore[attr-defined]  # What was posted: a QueryDict.
            self.data[self.add_prefix("version")] = str(self.stale.row.version)  # type: ignore[index]  # As above.
        return done

    @property
    def changed_by(self) -> User | None:
        return self.stale.row.changed_by if self.stale else None

    @property
    def differences(self) -> list[Difference]:
        """Where the stored row and the reader's input differ, after a conflict."""
        if self.stale is None:
            return []
        stored = self.read(self.stale.row)
        return [
            Difference(str(self.fields[name].label or name), self._shown(name, yours), self._shown(name, stored[name]))
            for name, yours in self.cleaned_data.items()
            if name in stored and yours != stored[name]
        ]

    def _shown(self, name: str, value: Any) -> str:
        choices = dict(getattr(self.fields[name], "choices", []))
        values: Iterable[Any] = value if isinstance(value, list) else [value]
        return ", ".join(str(choices.get(item, item)) for item in values if item is not None)
