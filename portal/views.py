"""Pages that belong to no single app: the worklist, progress of long work, health, the language."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from accounts import services as accounts
from clearances.decorators import own, public
from jobs import services as jobs
from portal import health, worklist


@require_GET
@own
def home(request: HttpRequest) -> HttpResponse:
    sections, coming = worklist.sections(request.user), worklist.coming(request.user)
    return TemplateResponse(request, "portal/home.html", {"sections": sections, "coming": coming})


@require_GET
@own
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    row = jobs.progress_of(request.user, public_id)
    if row is None:
        raise Http404
    page = "portal/progress.html#row" if request.htmx else "portal/progress.html"
    return TemplateResponse(request, page, {"row": row})


@require_POST
@public("Anyone may choose the language of what they read, the sign-in page included.")
def language(request: HttpRequest) -> HttpResponse:
    user, chosen = request.user, request.POST.get("language", "")
    if user.is_authenticated and chosen in accounts.LANGUAGES:
        accounts.choose(user, language=chosen, zone=user.zone, by=user)
    return set_language(request)


@require_GET
@public("A supervisor asks whether the process answers.")
def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"live": True})


@require_GET
@public("A load balancer asks whether the process can do its work.")
def ready(request: HttpRequest) -> HttpResponse:
    found = health.readiness()
    return JsonResponse(found, status=HTTPStatus.OK if found["ready"] else HTTPStatus.SERVICE_UNAVAILABLE)
