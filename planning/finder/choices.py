"""What a search may be about: nothing that the asker doesn't see."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from resources.models import Kind, Resource


class Several(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Of any model.
    """Some of the rows that the asker may see, at most so many."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(queryset=None, required=False, **kwargs)
        self.most = most

    def clean(self, value: Any) -> Any:
        if value and len(value) > self.most:
            text = ngettext("Choose at most %(n)d.", "Choose at most %(n)d.", self.most)
            raise forms.ValidationError(text % {"n": self.most})
        return super().clean(value)


class SeveralResources(Several):
    """Resources are called alike in many nations: each says whose it is."""

    def label_from_instance(self, obj: Resource) -> str:
        return _("%(resource)s (%(owner)s)") % {"resource": obj.name, "owner": obj.owner.code}


def resources(user: User) -> Any:
    """What is offered to *user*, people aside."""
    return offered(user).exclude(kind=Kind.PERSON)


def people(user: User) -> Any:
    return offered(user).filter(kind=Kind.PERSON)


def offered(user: User) -> Any:
    """Resources and people alike."""
    return Resource.objects.for_user(user).offered().select_related("owner")
