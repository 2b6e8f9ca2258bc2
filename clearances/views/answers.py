"""What the pages of this app have in common: reading what was posted, and the status of a form that is shown again."""

from typing import Any

from django import forms
from django.http import HttpRequest


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def status(form: forms.Form) -> int:
    return 400 if form.errors else 200
