"""Making a letter: which language, then the PDF. A file named by its number tells nothing in a folder of downloads."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.fresh import fresh
from clearances.decorators import guarded
from letters import printing
from letters.forms import LetterForm
from letters.printing import Letter
from letters.tongues import tongue_of
from participants.models import Delegation, Reply

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "view")
@fresh()
def invitation(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    form = LetterForm(request.POST or None, tongue=tongue_of(delegation.party))
    made = form.attempt(lambda: printing.print_invitation(delegation, form.chosen, by=request.user))
    return _sent(made) if made else _asked(request, form, delegation, title=_("Invitation letter"))


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "view")
@fresh()
def receipt(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    """Of the answer that counts, the newest. Answers have no addresses: their numbers would tell of others."""
    reply = Reply.objects.for_user(request.user).filter(delegation=delegation).first()
    if reply is None:
        raise Http404
    form = LetterForm(request.POST or None, tongue=tongue_of(delegation.party))
    made = form.attempt(lambda: printing.print_receipt(reply, form.chosen, by=request.user))
    return _sent(made) if made else _asked(request, form, delegation, title=_("Receipt of the answer"))


def _sent(made: Letter) -> HttpResponseBase:
    headers = {"Content-Disposition": f'attachment; filename="{made.file_name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.pdf, content_type="application/pdf", headers=headers)


def _asked(request: HttpRequest, form: Any, delegation: Delegation, *, title: str) -> HttpResponseBase:
    facts = {"form": form, "delegation": delegation, "title": title, "tongue": form.tongue}
    return TemplateResponse(request, "letters/ask.html", facts, status=form.status)
