"""What the pages that keep registers have in common: ask, let a service do it, say what it refused, and record that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import Party, User
from clearances import effects
from clearances.changes import Facts
from clearances.models import Change
from clearances.previews import Scope
from clearances.services import changes
from clearances.services.refusals import refused
from clearances.shapes import Refusing


@dataclass(frozen=True)
class Asking:
    """A page with one form. *what* names it in the audit record when it is refused."""

    what: str
    title: str
    pretitle: str
    submit: str
    back: str  # Where Cancel and success lead.
    back_text: str
    note: str = ""
    effects: Sequence[str] = ()
    done: str = ""
    danger: bool = False
    trial: Callable[[], object] | None = None  # What it would do, if done at once: who gains and who loses is shown.
    scope: Scope | None = None


def keep(request: HttpRequest, form: Refusing, act: Callable[..., Any], page: Asking) -> HttpResponseBase:
    """Show *form*, or let *act* work with its values. A proposal leads to its own page."""
    status = 200
    if form.is_valid():
        try:
            done = act(**form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        except PermissionDenied as problem:
            form.add_error(None, str(problem))
            status = 403
        else:
            messages.success(request, page.done)
            return redirect(done if isinstance(done, Change) else page.back)
    if form.errors:
        refused(_user(request), page.what, form.errors)
        status = max(status, 400)
    context = {"page": page, "form": form, "effect": _effect(request, page)}
    return TemplateResponse(request, "clearances/keep.html", context, status=status)


def _effect(request: HttpRequest, page: Asking) -> effects.Told | None:
    return effects.foreseen(page.trial, page.scope, _user(request)) if page.trial else None


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # Each of these views asks for a sign-in.


def proposed() -> str:
    return _("Proposed. Nothing has changed yet: a second administrator must approve it.")


def proposing(
    request: HttpRequest, kind: str, party: Callable[..., Party], facts: Callable[..., Facts]
) -> Callable[..., Change]:
    """What ``keep`` does with the values of a form that proposes: *party* and *facts* are made of them."""

    def act(*, reason: str, **values: Any) -> Change:
        return changes.propose(kind, party=party(**values), facts=facts(**values), reason=reason, by=_user(request))

    return act
