"""Date polls: offering windows, what nations answer, and what is chosen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearances.decorators import guarded
from clearances.guards import require
from exchanges.models import ExchangeContent
from planning.models import Ballot, DatePoll
from planning.polls import answering, deciding, offering, states
from planning.polls.forms import BallotForm, OfferForm
from planning.polls.matrix import Matrix
from planning.polls.reading import Sheet
from planning.polls.states import Over, State
from planning.polls.steps import CONFLICTS, STEPS, conflict_words, effects_of
from planning.polls.windows import MOST_WINDOWS, in_address

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
@guarded(ExchangeContent, "change", key="exchange__reference")
def offer(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    """A new poll; ``?window=2027-09-06/2027-09-19`` proposes a window, any number of times."""
    proposed = in_address(request.GET.getlist("window"))
    nations = offering.to_ask(content.exchange, request.user)
    form = OfferForm(request.POST or None, content=content, author=request.user, nations=nations, proposed=proposed)
    made = None if form.is_choosing else form.attempt(lambda: _open(content, form, request))
    if made:
        messages.success(request, _("The nations are asked. Their answers will be on this page."))
        return redirect(made)
    left_out = proposed[MOST_WINDOWS:]
    facts = {"exchange": content.exchange, "form": form, "left_out": left_out}
    return TemplateResponse(request, "planning/poll_offer.html", facts, status=form.status)


def _open(content: ExchangeContent, form: OfferForm, request: HttpRequest) -> DatePoll:
    return offering.open_poll(content, form.offer, label=form.label_values["label"], by=request.user)


@require_safe
@guarded(DatePoll, "view")
def poll(request: HttpRequest, poll: DatePoll) -> HttpResponseBase:
    return TemplateResponse(request, "planning/poll.html", {"poll": poll, "matrix": Matrix(request.user, poll)})


@require_POST
@guarded(DatePoll, "change")
def remind(request: HttpRequest, poll: DatePoll) -> HttpResponseBase:
    try:
        count = deciding.remind(poll, by=request.user)
    except CONFLICTS as problem:
        return _refused(request, poll, problem)
    text = ngettext("%(count)d nation is reminded.", "%(count)d nations are reminded.", count)
    messages.success(request, text % {"count": count} if count else _("Every nation has answered already."))
    return redirect(poll)


def _refused(request: HttpRequest, poll: DatePoll, problem: Exception) -> HttpResponseBase:
    """409: somebody was faster."""
    facts = {"poll": poll, "text": conflict_words(problem, poll)}
    return TemplateResponse(request, "planning/poll_refused.html", facts, status=409)


@require_http_methods(READ_OR_WRITE)
@guarded(DatePoll, "change")
def step(request: HttpRequest, poll: DatePoll, way: str) -> HttpResponseBase:
    """Close it, decide it without new dates, or open it again: what follows first."""
    asked, matrix = STEPS[way], Matrix(request.user, poll)
    form = asked.form(request.POST or None, row=poll, initial=asked.proposed(matrix))
    try:
        states.check(State(poll.state), asked.target)
        done = form.attempt(lambda: asked.take(poll, by=request.user, **form.cleaned_data))
    except CONFLICTS as problem:
        return _refused(request, poll, problem)
    if done:
        messages.success(request, asked.done)
        return redirect(poll)
    facts = {"poll": poll, "step": asked, "form": form, "effects": [*effects_of(asked, matrix)]}
    return TemplateResponse(request, "planning/poll_step.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Ballot, "view")
def ballot(request: HttpRequest, ballot: Ballot) -> HttpResponseBase:
    """What one nation is asked: its liaisons answer, the planners read."""
    sheet = Sheet(request.user, ballot)
    if request.method == "POST":
        return _answer(request, sheet)
    form = BallotForm(None, ballot=ballot, answers=sheet.answers) if sheet.may_answer else None
    return TemplateResponse(request, "planning/poll_ballot.html", {"sheet": sheet, "form": form})


def _say(sheet: Sheet, form: BallotForm, request: HttpRequest) -> Ballot:
    return answering.answer(sheet.ballot, form.said, version=form.cleaned_data["version"], by=request.user)


def _answer(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    require(request.user, "answer", sheet.ballot)
    form = BallotForm(request.POST, ballot=sheet.ballot, answers=sheet.answers)
    try:
        done = sheet.check_open() and form.attempt(lambda: _say(sheet, form, request))
    except Over:
        facts = {"sheet": sheet, "form": None, "is_too_late": True}
        return TemplateResponse(request, "planning/poll_ballot.html", facts, status=409)
    if done:
        messages.success(request, _("Your answer is with the host. You can change it until the poll closes."))
        return redirect(sheet.ballot)
    return TemplateResponse(request, "planning/poll_ballot.html", {"sheet": sheet, "form": form}, status=form.status)
