"""The catalogue gate: what the database says about itself must be what we made, or nothing starts.

``findings()`` compares PostgreSQL's own catalogue with the models: tables, policies, roles, rights, views, functions.
Each finding is a sentence that names the culprit and says what to do. It reads a few small catalogues and no data.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from clearances.buckets import DECLARED, Bucket, buckets, stored_models, tracked

# The oldest release of each version without known holes in row-level security (CVE-2025-8713 and before).
RELEASES = {15: 14, 16: 10, 17: 6, 18: 0}
# Functions that run as their owner, each with that owner and the reason why.
DEFINERS = {
    "accord_claim()": ("accord_definer", "Reads the keys with which contexts are signed."),
    "accord_labels()": ("accord_definer", "The label ids of whoever acts, once the signature is checked."),
    "accord_roots_below(uuid)": ("accord_definer", "Keys of what a grant on a program or an exchange also reaches."),
    "accord_set_readers(uuid[])": (
        "accord_definer",
        "Keeps who may see an exchange in step with grants that are hidden.",
    ),
    "accord_keep_readers()": ("accord_definer", "Calls that for the exchanges whose grants have changed."),
    "accord_actor()": ("accord_definer", "The user who acts, once the signature is checked."),
    "accord_busy(uuid[],tstzrange,uuid[])": ("accord_definer", "When resources that publish it are taken."),
    "accord_takes_answers(uuid)": ("accord_definer", "Whether a date poll is open, which the nations never read."),
    "accord_share_pool()": ("accord_definer", "Refuses what a pool hasn't; adds up hidden bookings too."),
}
# Tables that name a label as a fact and are no labelled rows, by model.
NAMES_A_LABEL = {"clearances.Waiver", "clearances.LabelUse", "audit.Event"}
# Policies beside ours: by table, their names.
OTHER_POLICIES = {"audit_event": {"audit_add", "audit_read", "audit_label"}}
# What the application may not do to whom, beside the audit's and the histories' tables.
DENIED = {
    "clearances_label": ("UPDATE", "DELETE"),
    "clearances_canary": ("INSERT", "UPDATE", "DELETE"),
    "clearances_contextkey": ("SELECT", "INSERT", "UPDATE", "DELETE"),
}
# Would let an index, and with it an error message, answer before row-level security: security.md §2.4.
LEAKY = (
    *("textlike", "texticlike", "textregexeq", "texticregexeq", "ts_match_vq", "ts_match_qv", "range_overlaps"),
    *("range_contains", "arrayoverlap", "arraycontains", "jsonb_contains", "numeric_eq", "numeric_lt", "enum_eq"),
)
ASKS_LABEL = "(label_id IN ( SELECT unnest(accord_labels()) AS unnest))"
OURS = "n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'"  # What queries below mean by it.


def findings() -> list[str]:
    """What keeps this database from being trusted; empty if nothing does."""
    checks = (_release, _roles, _rights, _tables, _policies, _views, _functions)
    return [finding for check in checks for finding in check()]


def _ask(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query.replace("OURS", OURS), values)
        return list(cursor.fetchall())


def _release() -> Iterator[str]:
    [(number,)] = _ask("SELECT current_setting('server_version_num')::integer")
    major, minor = divmod(number, 10_000)
    needed = RELEASES.get(major, 0 if major > max(RELEASES) else None)
    if needed is None or minor < needed:
        yield f"PostgreSQL {major}.{minor} has known holes in row-level security: upgrade it (docs/operations.md)."


def _roles() -> Iterator[str]:
    query = """
        SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication, rolbypassrls, rolcanlogin
        FROM pg_roles WHERE rolname IN ('accord_owner', 'accord_app', 'accord_system', 'accord_definer')
    """
    roles = {name: attributes for name, *attributes in _ask(query)}
    # Which role passes row-level security by, and which may sign in.
    wanted = {"accord_owner": (False, False), "accord_app": (False, True), "accord_system": (True, True),
              "accord_definer": (True, False)}  # fmt: skip
    for name, (passes, signs_in) in wanted.items():
        if roles.get(name) != [False, passes, signs_in]:
            yield f"The role {name} is missing or has other powers than stack/roles.sql gives it: run that file again."
    yield from _memberships()


def _memberships() -> Iterator[str]:
    for (role,) in _ask("""
        SELECT rolname FROM pg_roles WHERE rolname <> 'accord_app' AND pg_has_role('accord_app', oid, 'MEMBER')
    """):
        yield f"accord_app is a member of {role}, so it could become that: REVOKE it."
    for (count,) in _ask("""
        SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = 'accord_app'::regrole HAVING count(*) > 0
    """):
        yield f"accord_app owns {count} objects, and owners pass rules by: give them to accord_owner."


def _rights() -> Iterator[str]:
    """Nothing that row-level security doesn't hold for, and nothing that rewrites what was written."""
    for table, right in _ask("""
        SELECT c.oid::regclass::text, r FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
            unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS r
        WHERE c.relkind IN ('r', 'p', 'f') AND OURS AND has_table_privilege('accord_app', c.oid, r)
    """):
        yield f"accord_app holds {right} on {table}, which row-level security doesn't hold for: REVOKE it."
    for (schema,) in _ask("""
        SELECT n.nspname FROM pg_namespace n WHERE OURS AND has_schema_privilege('accord_app', n.oid, 'CREATE')
    """):
        yield f"accord_app may create objects in the schema {schema}: run stack/database.sql again."
    for table, right in _denied():
        yield f"accord_app holds {right} on {table}, which it may only add to or not touch at all: REVOKE it."


def _denied() -> Iterator[tuple[Any, ...]]:
    fixed = {table for table, bucket in buckets().items() if bucket in (Bucket.AUDIT, Bucket.HISTORY)}
    denied = dict.fromkeys(fixed, ("UPDATE", "DELETE")) | DENIED
    pairs = [(table, right) for table, rights in denied.items() for right in rights]
    yield from _ask(
        """
        SELECT t, r FROM unnest(%s, %s) AS denied(t, r)
        WHERE to_regclass(t) IS NOT NULL AND (has_table_privilege('accord_app', t, r)
            OR (r <> 'DELETE' AND has_any_column_privilege('accord_app', t, r)))
        ORDER BY t, r
        """,
        *map(list, zip(*pairs, strict=True)),
    )


def _tables() -> Iterator[str]:
    known = buckets()
    labelled = {table for table, bucket in known.items() if bucket in (Bucket.LABELLED, Bucket.HISTORY)}
    named = _naming_tables()
    for table, is_forced, has_label in _ask("""
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'label_id' AND NOT a.attisdropped)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'f') AND OURS ORDER BY 1
    """):
        if table not in known:
            yield (
                f"The table {table} is in no bucket, or in two: name its model in clearances.buckets.DECLARED with a "
                "reason, or give it a label and RowLevelSecurity in its migration."
            )
        elif table in labelled | OTHER_POLICIES.keys() and not is_forced:
            yield f"The table {table} has no forced row-level security: add RowLevelSecurity to its migration."
        elif has_label and table not in labelled | named:
            yield f"The table {table} has a label_id and no lock: make its model Labelled, or say why in NAMES_A_LABEL."


def _naming_tables() -> set[str]:
    """Tables that name a label as a fact, and the past of such."""
    return {
        model._meta.db_table
        for model in stored_models()
        if model._meta.label in NAMES_A_LABEL or (tracked(model) and tracked(model)._meta.label in NAMES_A_LABEL)
    }


def _policies() -> Iterator[str]:
    """Each table has exactly the policies we make, to the letter."""
    found: dict[str, dict[str, tuple[Any, ...]]] = {}
    for table, name, *policy in _ask("""
        SELECT tablename, policyname, permissive, cmd, roles::text, regexp_replace(qual, '\\s+', ' ', 'g'), with_check
        FROM pg_policies
    """):
        found.setdefault(table, {})[name] = tuple(policy)
    wanted = dict(_wanted_policies())
    for table in sorted(found.keys() | wanted.keys()):
        have, want = found.get(table, {}), wanted.get(table, {})
        if table in OTHER_POLICIES:
            have, want = _named(have), dict.fromkeys(OTHER_POLICIES[table], "{accord_app}")
        for name in sorted(have.keys() | want.keys()):
            if have.get(name) != want.get(name):
                yield f"The policy {name} on {table} is missing or isn't the one we make: see clearances/rls.py."


def _named(policies: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
    return {name: policy[2] for name, policy in policies.items()}


def _wanted_policies() -> Iterator[tuple[str, dict[str, Any]]]:
    known = buckets()
    reach = ("PERMISSIVE", "ALL", "{accord_app}", "true", "true")
    label = ("RESTRICTIVE", "ALL", "{accord_app}", ASKS_LABEL, ASKS_LABEL)
    for model in stored_models():
        table = model._meta.db_table
        if known.get(table) == Bucket.LABELLED:
            yield table, {"reach": reach, "label": label}
        elif known.get(table) == Bucket.HISTORY:
            present = ("RESTRICTIVE", "SELECT", "{accord_app}", _asks_present(table, tracked(model)), None)
            yield table, {"reach": reach, "label": label, "present": present}


def _asks_present(table: str, model: Any) -> str:
    key = model._meta.pk.column
    return f"(EXISTS ( SELECT FROM {model._meta.db_table} live WHERE (live.{key} = {table}.pgh_obj_id)))"


def _views() -> Iterator[str]:
    for view, kind in _ask("""
        SELECT c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE OURS AND (c.relkind = 'm'
            OR (c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)))
    """):
        what = "is materialized, which row-level security doesn't hold for" if kind == "m" else "runs as its owner"
        yield f"The view {view} {what}: make it WITH (security_invoker = true), or drop it."


def _functions() -> Iterator[str]:
    for name, owner, path in _ask("""
        SELECT p.oid::regprocedure::text, p.proowner::regrole::text, coalesce(array_to_string(p.proconfig, ';'), '')
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef AND OURS
    """):
        if name not in DEFINERS or owner != DEFINERS[name][0] or path != "search_path=pg_catalog, pg_temp":
            yield f"The function {name} runs as {owner} and isn't one of clearances.catalogue.DEFINERS, as it is there."
    for (name,) in _ask(
        "SELECT proname FROM pg_proc WHERE proleakproof AND (oid >= 16384 OR proname = ANY (%s))", list(LEAKY)
    ):
        yield f"The function {name} is marked LEAKPROOF, so it would see hidden rows: ALTER FUNCTION … NOT LEAKPROOF."


def undeclared_reasons() -> list[str]:
    """Declarations of models that don't exist any more."""
    return sorted(DECLARED.keys() - {model._meta.label for model in stored_models()})
