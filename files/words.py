"""Why a file isn't taken, in a sentence that names it."""

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from files import naming
from files.inspecting.report import Refused
from files.kinds import REASONS, Kind

MOST = {"large": "FILES_MOST_BYTES", "many": "FILES_MOST_AT_ONCE"}


def why(name: str, refused: Refused) -> str:
    """*name* and the reason; the name as it would be kept, since what was sent may hide or turn what follows."""
    shown = naming.normalised(name)
    return _("“%(file)s” isn't taken. %(reason)s") % {"file": shown, "reason": reason(refused)}


def reason(refused: Refused) -> str:
    detail = refused.detail
    most = filesizeformat(getattr(settings, MOST[refused.code])) if refused.code in MOST else detail
    facts = {
        "kinds": ", ".join(str(kind.label) for kind in Kind),
        "kind": Kind(detail).label if detail in Kind.values else detail,
        "most": most,
        "name": detail,
    }
    return str(REASONS.get(refused.code, REASONS["damaged"])) % facts
