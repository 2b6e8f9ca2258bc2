"""Which kind of table is it? Every table is in exactly one bucket, so that nothing is unprotected by being forgotten.

Most say so by themselves: a model with a ``label`` is LABELLED, the past of one is HISTORY, what points at one is its
CHILD, and the past of anything else lies where its present does. The others are declared here, one line each with the
reason; an undeclared table stops the start and fails the test.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models

from clearances.models.locks import Canary
from clearances.models.policies import Labelled


class Bucket(StrEnum):
    LABELLED = "carries a label; row-level security shows it to whoever dominates that"
    HISTORY = "the past of a labelled row; row-level security asks its label and the present row's"
    CHILD = "hangs from a labelled row, without words of its own"
    FACTS = "what decisions rest on; public among readers, or read by the decision only"
    PERSONAL = "one person's own; reached through that person only"
    AUDIT = "added to, and changed by nobody"
    SYSTEM = "for workers, migrations and the locks; no page reads it"
    LIBRARY = "kept by a library"


DECLARED: dict[str, tuple[Bucket, str]] = {
    "accounts.Admission": (
        Bucket.PERSONAL,
        "Who is invited to an account; its officers and the link's holder read it.",
    ),
    "accounts.SignIn": (Bucket.PERSONAL, "Sessions of one's own account; its officers read their number."),
    "accounts.Party": (Bucket.FACTS, "Public names of nations and organisations."),
    "accounts.Group": (Bucket.FACTS, "Public names of groups of nations."),
    "accounts.Membership": (Bucket.FACTS, "Which nation belongs to a group is public."),
    "accounts.Team": (Bucket.FACTS, "Who holds grants together."),
    "accounts.Person": (Bucket.FACTS, "Names and posts; nationality is read by the decision and the person."),
    "accounts.User": (Bucket.PERSONAL, "An account; sign-in and its own person read it."),
    "audit.Event": (Bucket.AUDIT, "Read at one's own level only, by a policy of its own."),
    "audit.Leaf": (Bucket.AUDIT, "Digests of events."),
    "audit.Seal": (Bucket.AUDIT, "Digests of sealed events."),
    "audit.Sealer": (Bucket.SYSTEM, "How far the sealing has come."),
    "briefs.Reader": (Bucket.PERSONAL, "How far somebody has read; instants and choices of their own."),
    "calendars.BusyPeriod": (Bucket.FACTS, "Days that a nation published as not available; says nothing else."),
    "calendars.Holiday": (Bucket.FACTS, "Public holidays."),
    "calendars.LoadedYear": (Bucket.SYSTEM, "Which years of holidays are loaded."),
    "calendars.StandDown": (Bucket.FACTS, "When a nation stands down is public."),
    "calendars.Weekend": (Bucket.FACTS, "Which days of the week a nation doesn't work."),
    "clearances.Canary": (Bucket.LABELLED, "Two rows that prove at every start that row-level security works."),
    "clearances.CertificationDraft": (Bucket.PERSONAL, "A file that its owner has sent and not yet proposed."),
    "clearances.Change": (Bucket.FACTS, "What waits for a second person; guarded by the party's office."),
    "clearances.Classification": (Bucket.FACTS, "A level of a policy."),
    "clearances.Clearance": (Bucket.FACTS, "Guarded by the policy's owner, and by its own person."),
    "clearances.Compartment": (Bucket.FACTS, "A compartment of a policy."),
    "clearances.ContextKey": (Bucket.SYSTEM, "Read by accord_definer only."),
    "clearances.Equivalence": (Bucket.FACTS, "The published table of national equivalences."),
    "clearances.FactsVersion": (Bucket.FACTS, "One number."),
    "clearances.InformativeCategory": (Bucket.FACTS, "Says more, decides nothing."),
    "clearances.Label": (Bucket.FACTS, "What the decision is about: rows name it, and it says nothing of them."),
    "clearances.LabelUse": (Bucket.PERSONAL, "Labels that somebody used lately."),
    "clearances.PartyGrant": (Bucket.FACTS, "Offices: read by every decision."),
    "clearances.Policy": (Bucket.FACTS, "Levels and thresholds."),
    "clearances.Recognition": (Bucket.FACTS, "Whose levels count as whose."),
    "clearances.Review": (Bucket.FACTS, "Who is asked what others hold; guarded by the party's administrators."),
    "clearances.ReviewItem": (Bucket.FACTS, "As its review."),
    "clearances.SecurityAgreement": (Bucket.FACTS, "Who may release what to whom."),
    "clearances.Suspension": (Bucket.FACTS, "Which party is suspended; read by every decision."),
    "clearances.Token": (
        Bucket.PERSONAL,
        "Hashes of what one's own machines show; their officers may read that one is there, and end it.",
    ),
    "clearances.Waiver": (Bucket.FACTS, "Read by the decision about its own person."),
    "exchanges.ReaderSet": (Bucket.FACTS, "Names no exchange; its members say which teams."),
    "exchanges.ReaderSetMember": (Bucket.FACTS, "As the grants: read by every decision about covers."),
    "jobs.Lease": (Bucket.SYSTEM, "Which sweep runs."),
    "jobs.OutboxItem": (Bucket.SYSTEM, "Ids for the workers."),
    "jobs.Progress": (Bucket.PERSONAL, "Read by its owner only."),
    "milestones.MilestoneTemplate": (
        Bucket.FACTS,
        "How a party plans backwards; guarded by its office, about no exchange.",
    ),
    "notifications.Notification": (Bucket.PERSONAL, "Ids for its recipient; its object is decided again."),
    "planning.SavedView": (Bucket.PERSONAL, "How somebody looks at the board; read by that person only."),
    "scenarios.Loaded": (Bucket.SYSTEM, "Ids that the loader keeps."),
    "scenarios.Scenario": (Bucket.SYSTEM, "When a demonstration was loaded."),
}
LIBRARIES = {
    "account": "allauth: addresses of a person's own account",
    "auth": "Django: names of permissions; nobody holds one directly",
    "axes": "failed sign-ins",
    "contenttypes": "names of models",
    "guardian": "its own tables are empty: grants are ours",
    "mfa": "allauth: second factors of a person's own account",
    "pghistory": "its own context is empty: versions name their actor",
    "sessions": "sessions, by their key",
}
TABLES = {"django_migrations": (Bucket.SYSTEM, "Written by migrate.")}


def buckets() -> dict[str, Bucket]:
    """The bucket of each table that is in one."""
    found = {table: bucket for table, (bucket, _reason) in TABLES.items()}
    for model in stored_models():
        if bucket := bucket_of(model):
            found[model._meta.db_table] = bucket
    return found


def stored_models() -> Iterable[Any]:
    """Every model with a table of its own, those behind many-to-many fields included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def bucket_of(model: Any) -> Bucket | None:
    """The one bucket of *model*; None if nothing says it, or if it is declared against what it is."""
    declared = DECLARED.get(model._meta.label, (None,))[0]
    derived = _derived(model)
    return None if declared and derived and declared != derived else declared or derived


def _derived(model: Any) -> Bucket | None:
    if model._meta.app_label in LIBRARIES:
        return Bucket.LIBRARY
    if issubclass(model, Labelled | Canary):
        return Bucket.LABELLED
    if present := tracked(model):
        return _past_of(present)
    return _linked(model)


def tracked(model: Any) -> Any:
    """The model whose past versions *model* keeps; None if it keeps none."""
    present = getattr(model, "pgh_tracked_model", None)
    return present._meta.concrete_model if present else None


def _past_of(present: Any) -> Bucket | None:
    bucket = bucket_of(present)
    return Bucket.HISTORY if bucket == Bucket.LABELLED else bucket


def _linked(model: Any) -> Bucket | None:
    """Of what points at a labelled row, and of the rows behind a many-to-many field."""
    owner = model._meta.auto_created
    if isinstance(owner, type) and issubclass(owner, models.Model) and not issubclass(owner, Labelled):
        return bucket_of(owner)
    return Bucket.CHILD if parents(model) else None


def parents(model: Any) -> list[str]:
    """The fields by which an unlabelled *model* hangs from labelled rows."""
    keys = (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))
    return [key.name for key in keys if issubclass(key.related_model, Labelled)]
