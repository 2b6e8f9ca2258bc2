"""The milestones tab of an exchange, and a template foreseen on it."""

from typing import Any

from accounts.models import Party, User
from clearances.guards import roots_held
from exchanges.models import Exchange, ExchangeContent
from milestones import shipped
from milestones.forms import FilterForm
from milestones.models import Milestone, MilestoneTemplate
from milestones.reading import may_change, shown, timeline
from milestones.services.templates import as_template
from milestones.steps import Template


def others(user: User, exchange_pk: Any) -> Any:
    """The milestones of an exchange that *user* may see."""
    return Milestone.objects.for_user(user).filter(exchange=exchange_pk)


def plan(user: User, content: ExchangeContent, form: FilterForm) -> dict[str, Any]:
    """Everything that the tab shows *user*."""
    exchange = Exchange.objects.for_user(user).select_related("host").get(pk=content.exchange_id)
    rows = form.narrow(others(user, exchange.pk), user).select_related("owner__person")
    found = shown(user, exchange, rows)
    if form.is_valid() and form.cleaned_data["show"] == "care":
        found = [row for row in found if row.needs_care]
    return {
        "exchange": exchange,
        "content": content,
        "form": form,
        "rows": found,
        "timeline": timeline(exchange, found) if found else None,
        "care": [row for row in found if row.needs_care],
        "may_change": may_change(user, exchange),
        "templates": templates_for(user),
        "may_keep": roots_held(user, "accounts.plan_programs", Party).exists(),
    }


def templates_for(user: User) -> list[Template]:
    """Those that *user*'s parties keep, then those that come with the portal."""
    return [*(as_template(row) for row in MilestoneTemplate.objects.for_user(user)), *shipped.templates()]


def template_named(user: User, key: str) -> Template | None:
    return next((template for template in templates_for(user) if template.key == key), None)
