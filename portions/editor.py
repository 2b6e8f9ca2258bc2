"""The editor's page, the same for every text: what the view of an app hands over is its container and its service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.models import User
from clearances.effects import Told, told
from clearances.previews import Effect, Scope, effect_of
from portions import drafts
from portions.containers import Block, Container
from portions.forms import PortionsForm
from portions.models import Draft

Save = Callable[[Sequence[Block], str], bool]  # (blocks, what was read) to whether anything changed.


@dataclass(frozen=True)
class Text:
    """One text to edit: where it is stored, where its drafts are, how it is saved, and the page around the editor."""

    container: Container
    drafts: type[Draft]
    save: Save
    template: str
    facts: dict[str, Any]
    url: str  # Where its reader reads it.
    form: type[PortionsForm] = PortionsForm


def edit(request: HttpRequest, text: Text) -> HttpResponseBase:
    """Show the editor, do what its buttons say, save; ``?draft`` restores what was kept."""
    form = _form(request, text)
    if "discard" in request.POST:
        drafts.discard(text.container, text.drafts, by=request.user)  # type: ignore[arg-type]  # Signed in: guarded.
        messages.success(request, _("The draft is discarded."))
        return redirect(request.path)
    if "keep" in request.POST:
        return _keep(request, text, form)
    if form.is_bound and not form.is_pressed and "draft" not in request.GET:
        return _save(request, text, form)
    return _page(request, text, form)


def _save(request: HttpRequest, text: Text, form: PortionsForm) -> HttpResponseBase:
    """Markings are saved when whoever chose them has been shown what they do: of other ones, that is shown anew."""

    def save() -> bool:
        return text.save(form.wanted, form.cleaned_data["read"])

    if form.is_valid() and form.confirmation != request.POST.get("confirmed", ""):
        effect = form.attempt(lambda: effect_of(save, Scope(roots=(text.container.row,))))
        return _page(request, text, form, effect)
    changed = form.attempt(save)
    return _page(request, text, form) if changed is None else _saved(request, text, changed=changed)


def _form(request: HttpRequest, text: Text) -> PortionsForm:
    data: Any = request.POST or None
    if data is None and "draft" in request.GET:
        kept = drafts.draft_of(text.container, text.drafts, request.user)  # type: ignore[arg-type]
        data = MultiValueDict(kept.fields) if kept else None
    return text.form(data, container=text.container, author=request.user)  # type: ignore[arg-type]


def _keep(request: HttpRequest, text: Text, form: PortionsForm) -> HttpResponseBase:
    form.is_valid()
    try:
        drafts.keep(text.container, text.drafts, form.typed, form.labels, by=request.user)  # type: ignore[arg-type]
    except ValidationError as problem:
        form.add_error(None, problem)
        return _page(request, text, form)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    messages.success(request, _("Your draft is kept. Nobody else sees it."))
    return redirect(f"{request.path}?draft")


def _saved(request: HttpRequest, text: Text, *, changed: bool) -> HttpResponseBase:
    drafts.discard(text.container, text.drafts, by=request.user)  # type: ignore[arg-type]
    messages.success(
        request, _("The text is saved.") if changed else _("Nothing was different, so nothing was changed.")
    )
    return redirect(text.url)


def _page(request: HttpRequest, text: Text, form: PortionsForm, effect: Effect | None = None) -> HttpResponseBase:
    kept_at = None if form.is_bound else drafts.kept_at(text.container, text.drafts, request.user)  # type: ignore[arg-type]
    template = "portions/editor.html" if request.htmx else text.template  # type: ignore[attr-defined]
    facts = {**text.facts, "form": form, "kept_at": kept_at, "cancel_url": text.url}
    facts["effect"] = None if effect is None else _told(effect, request.user)  # type: ignore[arg-type]
    return TemplateResponse(request, template, facts, status=form.status)


def _told(effect: Effect, author: User) -> Told:
    """All that an author gains by a text is what they add to it."""
    return told(effect, author, made=effect.gained.get(author.pk, frozenset()))
