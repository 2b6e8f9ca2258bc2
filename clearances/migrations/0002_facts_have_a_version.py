"""One row says which version the facts of the decision have; triggers raise it, so nothing can forget to.

The number comes from a sequence, which no rollback turns back: counting up would give the number of a transaction
that was rolled back to the next one, and a process that had read facts in the first would keep them for the second.
"""

from django.db import migrations

TABLES = [
    "accounts_party",
    "accounts_group",
    "accounts_membership",
    "clearances_policy",
    "clearances_classification",
    "clearances_compartment",
    "clearances_securityagreement",
    "clearances_recognition",
]

FORWARDS = """
CREATE SEQUENCE clearances_factsversion_numbers AS bigint;
INSERT INTO clearances_factsversion (id, version) VALUES (1, nextval('clearances_factsversion_numbers'));
CREATE FUNCTION accord_facts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE clearances_factsversion SET version = nextval('clearances_factsversion_numbers') WHERE id = 1;
    RETURN NULL;
END
$$;
""" + "\n".join(
    f"CREATE TRIGGER facts_changed AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION accord_facts_changed();"
    for table in TABLES
)

BACKWARDS = (
    "\n".join(f"DROP TRIGGER facts_changed ON {table};" for table in TABLES)
    + "DROP FUNCTION accord_facts_changed(); DELETE FROM clearances_factsversion; "
    + "DROP SEQUENCE clearances_factsversion_numbers;"
)

# Labels never change and are never removed.
LABELS = "REVOKE UPDATE, DELETE ON clearances_label FROM accord_app"


class Migration(migrations.Migration):
    dependencies = [("clearances", "0001_policies_labels_and_clearances")]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.RunSQL(LABELS, "GRANT UPDATE, DELETE ON clearances_label TO accord_app"),
    ]
