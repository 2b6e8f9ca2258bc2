"""Access reviews: the list, starting one, its items, and the answer to one of them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh
from accounts.models import Party
from clearances import needs, reviewing
from clearances.decorators import guarded, office
from clearances.forms.reviews import AnswerForm, FilterForm, StartForm
from clearances.models import Review, ReviewItem
from clearances.services import AlreadyDecided
from clearances.services import reviews as services
from clearances.views.answers import posted, status
from clearances.views.desk import ADMINISTER

LISTED = 200


@require_safe
@office(ADMINISTER, Party)
def index(request: HttpRequest, parties: Any) -> HttpResponseBase:
    rows = reviewing.seen(request.user)
    return TemplateResponse(request, "clearances/reviews/index.html", {"rows": [_row(*row) for row in rows]})


def _row(review: Review, root: Any) -> dict[str, Any]:
    answers = list(review.items.values_list("answer", flat=True))
    return {"review": review, "root": root, "all": len(answers), "done": sum(map(bool, answers))}


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def start(request: HttpRequest, parties: Any) -> HttpResponseBase:
    form = StartForm(needs.roots_for(request.user, parties, "", LISTED)[0], posted(request))
    if form.is_valid():
        try:
            review = services.start(**form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Started. The other administrators have been told."))
            return redirect(review)
    return TemplateResponse(request, "clearances/reviews/start.html", {"form": form}, status=status(form))


@require_safe
@guarded(Review, "view")
def detail(request: HttpRequest, review: Review) -> HttpResponseBase:
    root = _root(request, review)
    items = reviewing.items_of(review, request.user)
    form = FilterForm(request.GET)
    context = _row(review, root) | {"form": form, "items": form.narrow(items)}
    if request.htmx:
        return TemplateResponse(request, "clearances/reviews/detail.html#table", context)
    return TemplateResponse(request, "clearances/reviews/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(ReviewItem, "answer")
@fresh()
def answer(request: HttpRequest, item: ReviewItem) -> HttpResponseBase:
    """One item, with what speaks for and against it, and the answer."""
    root = _root(request, item.review)
    shown = next((each for each in reviewing.items_of(item.review, request.user) if each.item == item), None)
    if shown is None:
        raise Http404
    form = AnswerForm(posted(request))
    done = _answered(request, item, form) if form.is_valid() else None
    context = {"form": form, "shown": shown, "root": root, "review": item.review}
    return done or TemplateResponse(request, "clearances/reviews/answer.html", context, status=status(form))


def _answered(request: HttpRequest, item: ReviewItem, form: AnswerForm) -> HttpResponseBase | None:
    """On to the review, or that somebody was faster; None where the form says what is wrong."""
    try:
        services.answer(item, by=request.user, **form.cleaned_data)
    except AlreadyDecided:
        return TemplateResponse(request, "clearances/reviews/too_late.html", {"review": item.review}, status=409)
    except ValidationError as error:
        form.refuse(error)
        return None
    messages.success(request, _("Answered."))
    return redirect(item.review)


def _root(request: HttpRequest, review: Review) -> Any:
    """What is reviewed. A review of what the reader can't see is, for them, none."""
    root = reviewing.root_of(review, request.user)
    if root is None:
        raise Http404
    return root
