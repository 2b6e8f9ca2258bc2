"""What one posts to the label picker, and what it refuses."""

from datetime import timedelta

from django.http import QueryDict
from django.utils import timezone

from clearances.label_values import Terms
from clearances.one_label import OneLabelForm
from clearances.subjects import acting_as


def level(policy, code="R"):
    return str(policy.classifications.get(code=code).pk)


def party(row):
    return f"party:{row.pk}"


def posted(**values) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(f"label_{name}", value if isinstance(value, list) else [value])
    return data


def one(author, owner, *, terms=None, **values):
    """A form of one label as *author* sent it, and how it is read."""
    terms = terms or Terms(owner, "paragraph")
    with acting_as(author):
        form = OneLabelForm(posted(**values), prefix="", name="label", terms=terms, author=author)
        form.is_valid()
        return form, form.picker_of["label"].reading


def refused(form) -> dict[str, list[str]]:
    return {name.removeprefix("label_"): list(problems) for name, problems in form.errors.items()}


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()
