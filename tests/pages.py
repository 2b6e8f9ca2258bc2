"""Every route of the portal with arguments: of a row that exists, and of one that never did."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import product
from types import SimpleNamespace
from typing import Any

from django.db import models

from accounts.models import Admission, Group, Membership, Party, User
from calendars.models import Holiday, StandDown
from clearances.checks import EXCUSED, access_of, routes
from clearances.guards import Guarded
from clearances.models import Equivalence, Recognition
from clearances.sight import explainable
from exchanges.changes import Verb
from exchanges.models import Exchange
from jobs.models import Progress
from milestones.models import Part
from notifications.models import Notification
from tests.roles import as_system
from tests.world import FEED_OF_NOTHING, World, root_of

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
NEVER = {"uuid": str(uuid.UUID(int=7 << 64)), "reference": "ZZZZ-ZZ", "int": "2000000007", "str": "CNRY99999"}


@dataclass(frozen=True)
class Page:
    """One route and what it declares."""

    route: str
    view: Any

    @property
    def access(self) -> Any:
        return access_of(self.view)

    @property
    def arguments(self) -> list[str]:
        return ARGUMENT.findall(self.route)

    @property
    def is_public(self) -> bool:
        return self.access is not None and self.access[0] == "public"

    @property
    def model(self) -> type[models.Model] | None:
        declared = self.access[0] if self.access else None
        return declared if isinstance(declared, type) else None

    def address(self, values: dict[str, Any]) -> str:
        return "/" + ARGUMENT.sub(lambda found: str(values[found.group(1)]), self.route)

    def __str__(self) -> str:
        return f"/{self.route}"


def pages() -> list[Page]:
    """Every route of our own; the excused ones of libraries aren't walked."""
    return [Page(route, view) for route, view in routes() if not route.startswith(tuple(EXCUSED))]


def addresses(page: Page, world: World) -> Iterator[tuple[str, str]]:
    """Pairs of addresses of *page*: one of a row in *world*, one of a row that never existed. A plain page is both."""
    if not page.arguments:
        yield page.address({}), page.address({})
    elif page.arguments == ["kind", "key"]:
        for kind, model in explainable().items():
            row = world.row(model)
            yield (
                page.address({"kind": kind, "key": _key(row)}),
                page.address({"kind": kind, "key": never_was(_key(row))}),
            )
    elif page.route in KNOWN:
        for real, _never in addresses_of(page, KNOWN[page.route](world)):
            yield real, real
    else:
        yield from addresses_of(page, _row(page, world))


def addresses_of(page: Page, row: Any) -> Iterator[tuple[str, str]]:
    """As ``addresses``, of this *row*."""
    modes = [name for name in page.arguments if name in MODES]
    with as_system():
        real = {name: _value(page, row, name) for name in page.arguments if name not in MODES}
    unknown = {name: never_was(value) for name, value in real.items()}
    for values in product(*(MODES[name] for name in modes)):
        mode = dict(zip(modes, values, strict=True))
        yield page.address(real | mode), page.address(unknown | mode)


def _key(row: Any) -> str:
    return str(getattr(row, "reference", row.pk))


def _row(page: Page, world: World) -> Any:
    """The row that the page's arguments name: of the model it declares, or somebody else's own row."""
    if page.model is not None and issubclass(page.model, Guarded):
        return world.row(page.model)
    found = OWN.get(page.route)
    assert found, (
        f"{page} takes {page.arguments}: say in tests/pages.py (OWN) which row that isn't the reader's it names."
    )
    return found()


def _value(page: Page, row: Any, name: str) -> Any:
    """What *name* is in an address of *row*: an attribute, a path of them, or the viewset's own word for its key."""
    viewset = getattr(page.view, "cls", None)
    if viewset is not None and name == (viewset.lookup_url_kwarg or viewset.lookup_field):
        name = viewset.lookup_field
    for start in (row, root_of(row) if isinstance(row, Guarded) else row):
        try:
            value = reduce(getattr, name.split("__"), start)
        except AttributeError:
            continue
        return value.pk if isinstance(value, models.Model) else value
    raise AssertionError(f"{page}: what is {name!r}? Name it as the row does, or build it in tests/pages.py.")


def never_was(value: Any) -> str:
    """A value of the same form that names nothing."""
    text = str(value)
    if re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{2}", text):
        return NEVER["reference"]
    if re.fullmatch(r"[0-9a-f]{8}-[0-9a-f-]{27}", text):
        return NEVER["uuid"]
    return NEVER["int"] if text.isdigit() else NEVER["str"]


# Arguments that say how, not which row: every value is asked for.
MODES: dict[str, list[str]] = {
    "verb": [*Verb.values],
    "part": [*Part.values],
    "state": ["planned", "started", "waived", "missed"],
    "root": ["exchange", "program"],
}


ACCOUNT_VERBS = ("", "suspend/", "resume/", "factor/", "sessions/", "end/", "hand-over/")


def _host() -> Party:
    return Party.objects.get(code="HST")


def _of_a_root() -> Any:
    """Roles are found under a kind and a reference: that of an exchange, also where it is said to be a program."""
    with as_system():
        return Exchange.objects.filter(host=_host()).first()


def _colleague() -> Any:
    """Somebody whose account only officers of the host keep."""
    with as_system():
        return User.objects.filter(person__organisation__code="HST", username__startswith="user").order_by("pk").first()


def _invited() -> Any:
    with as_system():
        return Admission.objects.get(organisation__code="HST")


# Rows that belong to somebody who isn't any of the world's principals, by route.
OWN: dict[str, Any] = {
    "jobs/<uuid:public_id>/": lambda: Progress.objects.filter(title="x").first(),
    "inbox/<uuid:public_id>/": lambda: Notification.objects.filter(key="x").first(),
    **{f"clearances/needs/<slug:root>/<str:reference>/{verb}": _of_a_root for verb in ("", "give/", "take/")},
    **{f"people/<uuid:public_id>/{verb}": _colleague for verb in ACCOUNT_VERBS},
    "people/invited/<uuid:public_id>/withdraw/": _invited,
    # Kept by administrators of the host, or of the operator, who is none of them.
    "parties/<str:code>/edit/": _host,
    "parties/<str:code>/belonging/": _host,
    "groups/<str:code>/join/": lambda: Group.objects.get(code="PACT"),
    "memberships/<int:pk>/leave/": lambda: Membership.objects.get(group__code="PACT"),
    "resources/new/<str:code>/": _host,
    "requests/catalogue/add/<str:code>/": _host,
    "calendars/of/<str:code>/blackouts/add/": _host,
    "calendars/of/<str:code>/blackouts/file/": _host,
    "calendars/of/<str:code>/blackouts/file/enter/": _host,
    "calendars/of/<str:code>/holidays/add/": _host,
    "calendars/of/<str:code>/stand-downs/add/": _host,
    "calendars/stand-downs/<int:pk>/correct/": lambda: StandDown.objects.get(party__code="HST"),
    "calendars/holidays/<int:pk>/correct/": lambda: Holiday.objects.get(party__code="HST"),
    "clearances/policies/<str:code>/levels/add/": lambda: _host().policies.first(),
    "clearances/policies/<str:code>/compartments/add/": lambda: _host().policies.first(),
    "clearances/levels/<int:pk>/rename/": lambda: _host().policies.first().classifications.first(),
    "clearances/levels/<int:pk>/retire/": lambda: _host().policies.first().classifications.first(),
    "clearances/policies/<str:policy__code>/compartments/<str:code>/retire/": lambda: (
        _host().policies.first().compartments.first()
    ),
    "clearances/agreements/<uuid:public_id>/": lambda: _host().agreements_given.first(),
    "clearances/agreements/<uuid:public_id>/end/": lambda: _host().agreements_given.first(),
    "clearances/recognitions/<uuid:public_id>/": lambda: Recognition.objects.get(reference="PACT"),
    "clearances/recognitions/<uuid:public_id>/end/": lambda: Recognition.objects.get(reference="PACT"),
    "clearances/equivalences/<int:pk>/confirm/": lambda: Equivalence.objects.first(),
}

# Rows that everybody who is signed in may know of: there is nothing to hide, so nothing to compare.
KNOWN: dict[str, Any] = {
    "calendars/feed/<str:secret>.ics": lambda world: SimpleNamespace(secret=FEED_OF_NOTHING),
    "welcome/<str:secret>/": lambda world: SimpleNamespace(secret="x" * 43),  # Leads on, whatever it says.
    "requests/ask/<str:code>/": lambda world: world.guest,
    "delegations/liaisons/<str:code>/join/": lambda world: world.guest,
    "delegations/liaisons/<str:code>/leave/": lambda world: world.guest,
    "commitments/partners/<str:code>/": lambda world: world.guest,
    "commitments/partners/<str:code>/file/": lambda world: world.guest,
    "releases/ledger/<str:code>/": lambda world: world.guest,
    "releases/ledger/<str:code>/file/": lambda world: world.guest,
    "clearances/suspensions/<str:code>/impose/": lambda world: world.guest,
    "parties/<str:code>/": lambda world: world.host,
    "calendars/of/<str:code>/": lambda world: world.host,
    "milestones/templates/brought/<slug:key>/": lambda world: SimpleNamespace(key="africom"),  # Shipped with Accord.
    "groups/<str:code>/": lambda world: Group.objects.first(),
    "clearances/policies/<str:code>/": lambda world: world.host.policies.first(),
    "clearances/equivalences/<int:pk>/": lambda world: Equivalence.objects.first(),
}
