"""Keep two nations apart, and allow them together again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from audit.services import record
from clearances.guards import require
from exchanges.models import Exchange, ExchangeContent
from participants.models import PairRule
from participants.services import access


@transaction.atomic
def keep_apart(exchange: Exchange, *, first: Party, second: Party, reason: str = "", by: User) -> PairRule:
    """Say that *first* and *second* aren't put into one activity. The same pair twice is one rule.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange, or doesn't see its content.
        ValidationError: it is one nation.
    """
    require(by, "change", exchange)
    content = ExchangeContent.objects.for_user(by, "change").select_related("label").get(exchange=exchange)
    if first == second:
        raise ValidationError({"second": _("Choose two different nations.")})
    one, other = sorted((first, second), key=lambda party: party.pk)
    known = PairRule.objects.for_user(by).filter(exchange=exchange, first=one, second=other).first()
    if known is not None:
        return known  # type: ignore[no-any-return]
    label = access.only_for(content.label, content.label.owner)
    rule = PairRule.objects.create(
        exchange=exchange, label=label, first=one, second=other, reason=reason.strip(), made_by=by
    )
    record(by, "pair_rule.made", rule)
    return rule


@transaction.atomic
def allow_together(rule: PairRule, *, by: User) -> PairRule:
    """Take the rule back.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
    """
    require(by, "change", rule)
    record(by, "pair_rule.removed", rule)
    rule.delete()
    return rule
