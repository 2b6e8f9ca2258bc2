"""What has a label that can be changed: any labelled row, named by its kind and key, as far as somebody sees it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances.collective import labelled
from clearances.guards import Actor, Guarded, System, can, has_content, is_content_of
from clearances.models import Label, Labelled
from exchanges.models import DescriptionPortion
from files.models import FileVersion, PacketFile
from participants.models import PacketPortion
from portions.models import Draft, Portion
from portions.quoting import quoted


def kinds() -> dict[str, Any]:
    """By name: every model whose rows can be marked anew. A release marks others, a draft is marked by its text.

    A proxy isn't: whoever keeps a resource decides about a booking and doesn't mark it, nor past its exchange's cover.
    """
    return {
        model._meta.model_name: model
        for model in labelled()
        if model._meta.app_label != "releases" and not issubclass(model, Draft) and not model._meta.proxy
    }


def find(user: User, kind: str, key: str) -> Any:
    """The row, if *user* sees it.

    Raises:
        Http404: they don't, or there is none: the two can't be told apart.
    """
    model = kinds().get(kind)
    if model is None:
        raise Http404
    try:
        return model.objects.for_user(user).select_related("label__owner").get(**{_key(model): key})
    except (model.DoesNotExist, ValidationError, ValueError):
        raise Http404 from None


def _key(model: Any) -> str:
    """A content is named by the reference of what it belongs to: its own number would count others'."""
    if hasattr(model, "reference"):
        return "reference"
    root = model.guard.root(model)
    return f"{model.guard.via}__reference" if hasattr(root, "reference") and is_content(model, root) else "pk"


def is_content(model: Any, root: Any) -> bool:
    return has_content(root) and is_content_of(model, root)


WORDS: dict[str, Promise] = {
    "exchange": _("cover"),
    "program": _("cover"),
    "exchangecontent": _("content"),
    "programcontent": _("content"),
    "delegation": _("delegation"),
    "invitation": _("packet"),
    "reply": _("reply"),
    "thread": _("thread"),
    "threadentry": _("entry of a thread"),
    "extension": _("request for more time"),
    "pairrule": _("“do not pair” rule"),
    "desknote": _("internal note"),
    "replydraft": _("draft of a reply"),
    "signoff": _("sign-off"),
    "task": _("task"),
    "serial": _("serial"),
    "phase": _("phase"),
    "blackout": _("blackout period"),
    "resource": _("resource"),
    "booking": _("booking"),
    "file": _("file"),
    "fileversion": _("version of a file"),
    "packetfile": _("file of a packet"),
}
EXCERPT = 8  # Words of a paragraph that tell it from the others.


def word_for(row: Any) -> str:
    """What *row* is, in the middle of a sentence."""
    return str(_("paragraph") if isinstance(row, Portion) else WORDS.get(row._meta.model_name, ""))


def named(user: User, row: Any) -> str:
    """*row* in words: what it belongs to and what it is, as far as *user* sees it; nothing where there is none."""
    if row is None:
        return ""
    words = [word_for(row)]
    if isinstance(row, Portion) and can(user, "view", row):
        words.append(_("“%(text)s”") % {"text": Truncator(row.text).words(EXCERPT)})
    owner = row if hasattr(row, "title") else root_of(row)
    if not isinstance(owner, Guarded):  # A party, which owns rather than holds: the row has a name of its own.
        owner = row
    said = " ".join(words)
    return _("%(what)s: %(who)s") % {"what": owner, "who": said} if can(user, "view", owner) else said


def root_of(row: Any) -> Any:
    """The row that holds the grants: the row itself, or what it hangs from."""
    for step in filter(None, row.guard.via.split("__")):
        row = getattr(row, step)
    return row


def floors(row: Any) -> list[Label]:
    """No part is marked more openly than the cover of what it hangs from."""
    root = root_of(row)
    return [root.label] if root is not row and isinstance(root, Labelled) else []


def sources(row: Any) -> list[Any]:
    """The portions that *row* repeats, of its own text and of those beside it: it is derived from them.

    So is a file of a packet from the version that it was copied from.
    """
    if isinstance(row, PacketFile):
        versions = FileVersion.objects.filter(pk__in=[row.source_id] if row.source_id else [])
        return list(versions.select_related("label__owner"))
    if not isinstance(row, Portion):
        return []
    texts = [type(row).objects.of(getattr(row, f"{row.container}_id")).exclude(pk=row.pk)]
    if isinstance(row, PacketPortion):
        texts.append(DescriptionPortion.objects.of(row.delegation.exchange_id))
    others = [other for text in texts for other in text.select_related("label__owner")]
    return quoted(row.text, [(other, other.text) for other in others])


def owners(row: Any) -> list[Party]:
    """Everybody who must consent: the owner of the label, and of the label of each thing that *row* is derived from."""
    found = {row.label.owner_id: row.label.owner}
    for source in sources(row):
        found[source.label.owner_id] = source.label.owner
    return list(found.values())


def may_propose(by: Actor, row: Guarded) -> bool:
    """Whoever may edit it."""
    return isinstance(by, System) or ("change" in row.guard.actions and can(by, "change", row))


def visible(user: User, named: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the rows (model label, key as text) that *user* sees. One query per model."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for label, pk in named:
        wanted[label].add(pk)
    found: set[tuple[str, str]] = set()
    for label, pks in wanted.items():
        rows = apps.get_model(label).objects.for_user(user).filter(pk__in=pks)
        found.update((label, str(pk)) for pk in rows.values_list("pk", flat=True))
    return found


def page_of(user: User, row: Any) -> str:
    """Where *user* reads it: its own page or that of its root; home where they see neither any more."""
    for one in (row, root_of(row)) if row else ():
        if isinstance(one, Guarded) and hasattr(one, "get_absolute_url") and can(user, "view", one):
            return str(one.get_absolute_url())
    return reverse("portal:home")
