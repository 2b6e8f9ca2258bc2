"""See as: an exchange, and its invitation, as one nation gets them."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from audit.services import record
from clearances import markings
from clearances.choices import cleared_levels
from clearances.decorators import guarded
from exchanges.models import Exchange
from participants.models import Delegation
from participants.services.invitations import as_if_sent, drafted
from releases.reading import check
from releases.seeing import seen_as

PAGES = [("exchange", _("The exchange")), ("invitation", _("Their invitation"))]


class LevelField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(_("cleared to %(level)s") % {"level": obj})


class ReaderForm(forms.Form):
    """Which page, and how far whoever reads it is cleared; lives in the address."""

    page = forms.ChoiceField(label=_("Page"), choices=PAGES, required=False)
    cleared = LevelField(
        queryset=None, label=_("Read by somebody"), required=False, empty_label=_("without a clearance")
    )

    def __init__(self, data: Any, *, delegation: Delegation) -> None:
        super().__init__(data)
        self.levels = cleared_levels(delegation.label.policy)
        self.fields["cleared"].queryset = self.levels


@require_safe
@guarded(Delegation, "change")
def see(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    """For planners, as far as they see the exchange themselves: its own marking may be above the delegation's."""
    exchange = get_object_or_404(Exchange.objects.for_user(request.user), pk=delegation.exchange_id)
    form = ReaderForm(request.GET, delegation=delegation)
    wanted = form.cleaned_data if form.is_valid() else {}
    is_packet = wanted.get("page") == "invitation"
    row = delegation if is_packet else exchange
    draft = drafted(delegation, by=request.user) if is_packet else None
    first = partial(as_if_sent, draft, by=request.user) if draft else None
    seen = seen_as(request, delegation, row.get_absolute_url(), level=wanted.get("cleared"), first=first)
    record(request.user, "page.seen_as", delegation, page=wanted.get("page") or "exchange")
    banner = markings.of_page(seen.label_ids) if seen else None
    facts = {"delegation": delegation, "form": form, "seen": seen, "banner": banner, "is_draft": bool(draft)}
    if is_packet:
        facts["check"] = check(request.user, delegation, list(form.levels))
    return TemplateResponse(request, "releases/see.html", facts, status=400 if form.errors else 200)
