"""The security desk: what waits for an officer, and what is kept here."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Party
from clearances import worklist
from clearances.decorators import office
from clearances.forms.holdings import FilterForm
from clearances.guards import roots_held
from clearances.models import Clearance

ADMINISTER = "accounts.administer_clearances"
OFFICES = (ADMINISTER, "accounts.certify_nationals")
PER_PAGE = 50


@require_safe
@office(OFFICES, Party)
def index(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """Clearances that the reader's offices answer for: what waits first, what has ended last."""
    form = FilterForm(request.GET)
    rows = form.narrow(Clearance.objects.for_user(request.user, "end").with_standing(timezone.now()))
    page = Paginator(rows.by_standing(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    if request.htmx:
        return TemplateResponse(request, "clearances/index.html#table", context)
    context |= {"waiting": worklist.items(request.user), "registers": registers(request.user)}
    return TemplateResponse(request, "clearances/index.html", context)


@dataclass(frozen=True)
class Register:
    url: str
    title: Promise
    icon: str
    text: Promise


def registers(user: Any) -> list[Register]:
    """What else is kept here, as far as the reader's offices go."""
    administers = roots_held(user, ADMINISTER, Party).exists()
    return [
        Register(reverse(name), title, icon, text)
        for name, title, icon, text, is_for_all in REGISTERS
        if administers or is_for_all
    ]


REGISTERS = [
    ("clearances:changes", _("Changes"), "users", _("What one proposes and another approves"), True),
    ("clearances:certify", _("Certify with a file"), "file-text", _("Many people at once, from CSV or XLSX"), True),
    ("clearances:all_needs", _("Who holds what"), "key", _("Need-to-know of programs and exchanges; offices"), False),
    ("accounts:people", _("Accounts"), "users", _("Invite, suspend, end a posting, sessions"), True),
    ("clearances:reviews", _("Access reviews"), "list-check", _("Keep or take back, item by item"), False),
    ("clearances:waivers", _("Waivers"), "id", _("Nationalities that don't bar one label"), False),
    ("clearances:suspensions", _("Suspensions"), "ban", _("Parties that are kept out"), False),
    ("clearances:policies", _("Policies"), "stack-2", _("Levels and compartments"), True),
    ("clearances:treaties", _("Agreements and recognitions"), "file-certificate", _("Between owners, parties"), True),
    ("clearances:equivalences", _("National equivalents"), "table", _("What nations call their levels"), True),
    ("accounts:parties", _("Parties and groups"), "flag", _("Nations, organisations, who belongs where"), True),
    ("releases:ledger", _("Release ledger"), "book", _("What each nation sees and has opened"), True),
]
