"""What rows were: triggers of django-pghistory keep every version of a fact and of a labelled row.

``@remembered`` above a model makes its event model (``PartyEvent`` of ``Party``): one row for each insert, update and
delete, with the row's fields as they were, when, and by whom. The application adds versions by its triggers and reads
them; nobody changes one. The actor is the user of the session's context, so nothing has to pass it on, and neither
an address nor a form's contents are kept.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

import pghistory
from django.apps import apps
from django.db import models
from django.db.migrations.operations.base import Operation
from django.db.models import Func
from pghistory.models import Event
from pgtrigger.compiler import Trigger

Model = TypeVar("Model", bound=type[models.Model])

_OF = pghistory.ObjForeignKey(related_name="+", db_index=True)
DELETED = "delete"  # What pghistory calls the version of a row that was removed.


class Recorded(Event):
    """One version of one row."""

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_actor = models.BigIntegerField(null=True, db_default=Func(function="accord_actor"))  # Null: the system.

    class Meta:
        abstract = True


def remembered(
    *, fields: Iterable[str] = (), without: Iterable[str] = (), by: Iterable[str] = ()
) -> Callable[[Model], Model]:
    """Keep every version of a model's rows: of all fields, or of *fields*, or of all *without* some.

    They are found quickly by each of the fields *by*.
    """

    def decorate(model: Model) -> Model:
        name = model.__name__
        pghistory.create_event_model(
            model,
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            fields=["id", *fields] if fields else None,
            exclude=list(without) or None,
            obj_field=_OF if not model._meta.proxy else None,  # type: ignore[arg-type]  # None is documented, not typed.
            context_field=None,  # type: ignore[arg-type]  # As above.
            model_name=f"{name}Event",
            abstract=False,
            base_model=Recorded,
            meta={
                "indexes": [models.Index(fields=[field], name=f"{name.lower()[:22]}_by_{field[:4]}") for field in by],
                "default_permissions": (),
            },
        )
        return model

    return decorate


@cache
def versions_of(model: type[models.Model]) -> Any:
    """The event model that keeps the versions of *model*'s rows.

    Raises:
        LookupError: they aren't remembered.
    """
    for candidate in apps.get_models():
        if issubclass(candidate, Recorded) and candidate.pgh_tracked_model is model:
            return candidate
    raise LookupError(f"{model.__name__} is not remembered.")


class BeginHistory(Operation):
    """Begin the record of *of* in its new event model *model*: rows that are there already are its first versions.

    Put it directly behind the event's ``CreateModel``, and before ``HistoryRowLevelSecurity`` if *of* has a label.
    From then on versions are only added: neither role of the running portal may change or remove one.
    """

    reversible = True

    def __init__(self, model: str, of: str) -> None:
        self.model, self.of = model, of

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models don't change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        events = to_state.apps.get_model(app_label, self.model)._meta
        rows = to_state.apps.get_model(app_label, self.of)._meta
        for statement in beginning(events, rows):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f'GRANT UPDATE, DELETE ON "{table}" TO accord_app, accord_system')

    def describe(self) -> str:
        return f"Begin the record of what {self.of} was"


class AddTriggers(Operation):
    """Install all *triggers* of a model, compiled by django-pgtrigger, at once.

    As its ``AddTrigger`` for each, but Django needn't make the model and all that is related to it anew for each one:
    nothing of a historical model depends on its triggers. Generated operations stay as they are; first ones use this.
    """

    reversible = True

    def __init__(self, model: str, triggers: Sequence[Trigger]) -> None:
        self.model, self.triggers = model, triggers

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.models[app_label, self.model.lower()].options["triggers"] = list(self.triggers)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for trigger in self.triggers:
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for trigger in self.triggers:
            schema_editor.execute(trigger.uninstall_sql, params=None)

    def describe(self) -> str:
        return f"Install the triggers of {self.model}"


def beginning(events: Any, rows: Any) -> list[str]:
    """Row-level security is forced on a labelled table's owner too, who copies the rows: it is lifted for the copy."""
    kept = {field.column for field in events.local_fields}
    columns = ", ".join(f'"{field.column}"' for field in rows.local_fields if field.column in kept)
    target, source = f'"{events.db_table}"', f'"{rows.db_table}"'
    values = {"pgh_created_at": "clock_timestamp()", "pgh_label": "'insert'"}
    if "pgh_obj_id" in kept:
        values["pgh_obj_id"] = f'"{rows.pk.column}"'
    copy = f"INSERT INTO {target} ({', '.join(values)}, {columns}) SELECT {', '.join(values.values())}, {columns} "
    statements = [f"{copy} FROM {source}", f"REVOKE UPDATE, DELETE ON {target} FROM accord_app, accord_system"]
    if "label_id" not in kept or "labelled_at" not in kept:
        return statements
    return [
        f"ALTER TABLE {source} NO FORCE ROW LEVEL SECURITY",
        *statements,
        f"ALTER TABLE {source} FORCE ROW LEVEL SECURITY",
    ]
