"""Security agreements and recognitions: read by both sides, proposed by one administrator and approved by another."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh
from accounts.models import Party
from clearances import registers
from clearances.decorators import office, own
from clearances.forms.treaties import AgreementForm, ListForm, RecognitionForm
from clearances.guards import SYSTEM, roots_held
from clearances.keeping import Asking, keep, proposed, proposing
from clearances.kinds import treaties as kinds
from clearances.models import Recognition, SecurityAgreement
from clearances.services import changes
from clearances.services import treaties as services
from clearances.shapes import EndForm
from clearances.views.answers import posted

ADMINISTER = "accounts.administer_clearances"


@require_safe
@own
def index(request: HttpRequest) -> HttpResponseBase:
    form = ListForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    context = {
        "form": form,
        "agreements": _narrowed(registers.agreements(request.user), wanted, AGREEMENT),
        "recognitions": _narrowed(registers.recognitions(request.user), wanted, RECOGNITION),
        "administers": roots_held(request.user, ADMINISTER, Party).exists(),
    }
    template = "clearances/treaties/index.html#table" if request.htmx else "clearances/treaties/index.html"
    return TemplateResponse(request, template, context)


AGREEMENT = ["owner__name_en", "owner__name_fr", "party__name_en", "party__name_fr", "party__code", "policy__code"]
RECOGNITION = ["classification__policy__code", "counts_as__policy__code", "classification__policy__owner__name_en"]


def _narrowed(rows: Any, wanted: dict[str, Any], named: list[str]) -> Any:
    text, today = wanted.get("party", ""), timezone.localdate()
    if text:
        rows = rows.filter(Q(*((f"{name}__icontains", text) for name in named), _connector=Q.OR))
    if not wanted.get("when"):
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    return rows.filter(ends_on__lt=today) if wanted.get("when") == "ended" else rows


@require_safe
@own
def agreement(request: HttpRequest, public_id: str) -> HttpResponseBase:
    row = get_object_or_404(registers.agreements(request.user), public_id=public_id)
    may_end = registers.administers(request.user, row.owner) and _goes_on(row.ends_on)
    return TemplateResponse(request, "clearances/treaties/agreement.html", {"row": row, "may_end": may_end})


@require_safe
@own
def recognition(request: HttpRequest, public_id: str) -> HttpResponseBase:
    row = get_object_or_404(registers.recognitions(request.user), public_id=public_id)
    may_end = registers.administers(request.user, row.counts_as.policy.owner) and _goes_on(row.ends_on)
    return TemplateResponse(request, "clearances/treaties/recognition.html", {"row": row, "may_end": may_end})


def _goes_on(ends_on: date | None) -> bool:
    return ends_on is None or ends_on >= timezone.localdate()


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def propose_agreement(request: HttpRequest, parties: Any) -> HttpResponseBase:
    act = proposing(request, "agreement.create", lambda owner, **_values: owner, kinds.agreement_facts)
    note = _(
        "It says up to which level the owner may release to a party. What is released still needs a label that names "
        "the party, need-to-know and, from some level on, a clearance."
    )
    page = _page("agreement", title=_("Propose an agreement"), submit=_("Propose"), note=note, done=proposed())
    form = AgreementForm(parties, posted(request), initial={"owner": request.user.organisation.pk})
    return keep(request, form, act, page)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def propose_recognition(request: HttpRequest, parties: Any) -> HttpResponseBase:
    act = proposing(
        request, "recognition.create", lambda counts_as, **_values: counts_as.policy.owner, kinds.recognition_facts
    )
    note = _(
        "It says what a clearance of another policy counts as in yours. A level without a row of its own isn't "
        "recognised."
    )
    page = _page("recognition", title=_("Propose a recognition"), submit=_("Propose"), note=note, done=proposed())
    return keep(request, RecognitionForm(parties, posted(request)), act, page)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def end_agreement(request: HttpRequest, parties: Any, public_id: str) -> HttpResponseBase:
    row = get_object_or_404(registers.agreements(request.user).filter(owner__in=parties), public_id=public_id)

    def act(**said: Any) -> None:
        services.end_agreement(row, **said, by=request.user)

    return keep(request, EndForm(posted(request)), act, _ending_of_agreement(row))


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def end_recognition(request: HttpRequest, parties: Any, public_id: str) -> HttpResponseBase:
    found = registers.recognitions(request.user).filter(counts_as__policy__owner__in=parties)
    row = get_object_or_404(found, public_id=public_id)

    def act(**said: Any) -> Any:
        return _end_recognition(request, row, **said)

    return keep(request, EndForm(posted(request)), act, _ending_of_recognition(row))


def _end_recognition(request: HttpRequest, row: Recognition, *, ends_on: date, reason: str) -> Any:
    """At once by one person; a proposal where its end would open something."""
    if not services.opens_when_ended(row, ends_on):
        return services.end_recognition(row, ends_on=ends_on, reason=reason, by=request.user)
    facts = kinds.end_facts(row, ends_on=ends_on, reason=reason)
    owner = row.counts_as.policy.owner
    return changes.propose("recognition.end", party=owner, facts=facts, reason=reason, by=request.user)


def _end_at_once(end: Callable[..., Any], row: Any, zone: Any, **said: Any) -> Callable[[], object]:
    """Its end as a preview carries it out: as if yesterday had been its last day."""
    yesterday = timezone.localdate(timezone=zone) - timedelta(days=1)
    return lambda: end(row, ends_on=yesterday, reason="preview", by=SYSTEM, **said)


def _ending_of_agreement(row: SecurityAgreement) -> Asking:
    closing = _(
        "After its last day, %(party)s sees nothing of %(owner)s above the lowest level of %(policy)s, unless another "
        "agreement is in force."
    )
    return _page(
        "agreement",
        title=_("End the agreement with %(party)s?") % {"party": row.party},
        submit=_("End it"),
        danger=True,
        effects=[
            closing % {"party": row.party, "owner": row.owner, "policy": row.policy},
            _("Labels stay as they are. To agree again takes two administrators."),
        ],
        trial=_end_at_once(services.end_agreement, row, row.policy.owner.zone_info),
        done=_("Ended with the day that you chose."),
    )


def _ending_of_recognition(row: Recognition) -> Asking:
    names = {"theirs": row.classification, "ours": row.counts_as, "policy": row.counts_as.policy}
    opening = _(
        "Where others of this level go on, they then count for more: in that case your ending is a proposal that a "
        "second administrator approves."
    )
    return _page(
        "recognition",
        title=_("End that %(theirs)s counts as %(ours)s?") % names,
        submit=_("End it"),
        danger=True,
        effects=[
            _("After its last day, whoever holds only %(theirs)s is cleared for nothing of %(policy)s.") % names,
            opening,
        ],
        trial=_end_at_once(services.end_recognition, row, row.counts_as.policy.owner.zone_info, agreed=True),
        done=_("Recorded."),
    )


def _page(what: str, **words: Any) -> Asking:
    return Asking(
        what=what,
        pretitle=_("Agreements and recognitions"),
        back=reverse("clearances:treaties"),
        back_text=_("Agreements and recognitions"),
        **words,
    )
