"""Deciding what somebody holds: the page that says what will happen and to whom, and its happening."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearances import effects, previews
from clearances.forms.holdings import ConfirmForm, ReasonForm
from clearances.guards import SYSTEM
from clearances.histories import Effect
from clearances.models import Clearance
from clearances.services import AlreadyDecided
from clearances.views.answers import posted, status

Status = Clearance.Status
REQUESTED, EITHER = frozenset({Status.REQUESTED}), frozenset({Status.ACTIVE, Status.SUSPENDED})


@dataclass(frozen=True)
class Word:
    """How a verb is said and asked; *needs* is what the thing must be."""

    name: str
    title: Promise
    question: Promise  # Names %(thing)s and %(person)s.
    done: Promise
    needs: frozenset[str]
    icon: str
    form: type[forms.Form] = ReasonForm
    takes_away: bool = True


CONFIRM = Word(
    "confirm",
    _("Confirm"),
    _("Confirm %(thing)s for %(person)s?"),
    _("Confirmed. It counts from the next request on."),
    REQUESTED,
    "shield-check",
    ConfirmForm,
    takes_away=False,
)
REFUSE = Word(
    "refuse",
    _("Refuse"),
    _("Refuse %(thing)s for %(person)s?"),
    _("Refused. Nothing was opened."),
    REQUESTED,
    "shield-x",
)
SUSPEND = Word(
    "suspend",
    _("Suspend"),
    _("Suspend %(thing)s of %(person)s?"),
    _("Suspended. What it opened is closed from the next request on."),
    frozenset({Status.ACTIVE}),
    "player-pause",
)
REVOKE = Word(
    "revoke",
    _("Revoke"),
    _("Revoke %(thing)s of %(person)s?"),
    _("Revoked. What it opened is closed from the next request on."),
    EITHER,
    "shield-off",
)


@dataclass(frozen=True)
class Verb:
    """A word, what it does to one kind of thing, what it says of it beforehand, and what stands in its way."""

    word: Word
    carry_out: Callable[..., Any]
    effects: Callable[[Any], list[Effect]]
    obstacle: Callable[..., str]

    def hindrance(self, held: Any, user: Any) -> str:
        to = "end" if self.word.needs != REQUESTED else self.word.name
        return self.obstacle(held, to, by=user)

    def fits(self, held: Any) -> bool:
        lapsed = held.status == Status.REQUESTED and timezone.now() >= held.request_lapses_at
        return held.status in self.word.needs and not lapsed


def decide(request: HttpRequest, held: Any, verb: Verb, thing: str) -> HttpResponseBase:
    """*thing* is what is held, in words that the reader may read. Somebody else may have been faster at any moment."""
    hindrance = verb.hindrance(held, request.user)
    if hindrance:
        context = {"held": held, "reason": hindrance}
        return TemplateResponse(request, "clearances/refused.html", context, status=403)
    if not verb.fits(held):
        return _too_late(request, held)
    form = verb.word.form(posted(request), initial={"digest": held.request_digest()})
    if not form.is_valid():
        context = _asked(request, held, verb, thing) | {"form": form}
        return TemplateResponse(request, "clearances/decide.html", context, status=status(form))
    return _carried_out(request, held, verb, form.cleaned_data)


def _carried_out(request: HttpRequest, held: Any, verb: Verb, said: dict[str, Any]) -> HttpResponseBase:
    try:
        held = verb.carry_out(held, by=request.user, **said)
    except AlreadyDecided:
        return _too_late(request, held)
    if held.status == Status.VOID:
        return TemplateResponse(request, "clearances/void.html", {"held": held}, status=409)
    messages.success(request, verb.word.done)
    return redirect(held)


def _asked(request: HttpRequest, held: Any, verb: Verb, thing: str) -> dict[str, Any]:
    return {
        "held": held,
        "word": verb.word,
        "question": verb.word.question % {"thing": thing, "person": held.person},
        "effects": verb.effects(held),
        "effect": _sight(request, held, verb) if verb.word is not REFUSE else None,
    }


def _sight(request: HttpRequest, held: Any, verb: Verb) -> effects.Told | None:
    """Who gains and who loses sight."""
    said = {"reason": "preview"} if verb.word.takes_away else {}
    scope = previews.Scope(people=frozenset({held.person_id}))
    return effects.foreseen(lambda: verb.carry_out(held, by=SYSTEM, **said), scope, request.user)


def _too_late(request: HttpRequest, held: Any) -> HttpResponseBase:
    return TemplateResponse(request, "clearances/too_late.html", {"held": held}, status=409)


def propose(
    request: HttpRequest, held: Any, carry_out: Callable[..., Any], form_class: type[forms.Form]
) -> HttpResponseBase:
    """Ask for the reason, and leave it to a second person."""
    form = form_class(posted(request))
    if form.is_valid():
        try:
            change = carry_out(held, by=request.user, **form.cleaned_data)
        except ValidationError:
            return _too_late(request, held)
        messages.success(request, _("Proposed. A second person must approve it within 72 hours."))
        return redirect(change)
    context = {"held": held, "form": form}
    return TemplateResponse(request, "clearances/resume.html", context, status=status(form))
