"""What the database is told of whoever acts carries a signature, and two rows prove at every start that it counts."""

from django.db import migrations, models

from clearances import functions
from clearances.rls import LABELS_FUNCTION, DefinerFunction, RowLevelSecurity

KEYS = """
REVOKE ALL ON clearances_contextkey FROM accord_app, accord_system;
GRANT USAGE ON SCHEMA public TO accord_definer;
GRANT SELECT ON clearances_contextkey TO accord_definer;
"""

# Before row-level security: afterwards not even the owner could.
CANARIES = """
INSERT INTO clearances_canary (id, label_id) VALUES (1, -1), (2, -2);
REVOKE INSERT, UPDATE, DELETE ON clearances_canary FROM accord_app, accord_system;
"""

# Policies and columns name these functions, so they are replaced and not dropped.
UNSIGNED_LABELS = f"""
{LABELS_FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")};
ALTER FUNCTION accord_labels() OWNER TO accord_owner;
GRANT EXECUTE ON FUNCTION accord_labels() TO PUBLIC;
"""

UNSIGNED_ACTOR = """
CREATE OR REPLACE FUNCTION accord_actor() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(split_part(current_setting('accord.context', true), ':', 1), '')::bigint
$$;
ALTER FUNCTION accord_actor() OWNER TO accord_owner;
GRANT EXECUTE ON FUNCTION accord_actor() TO PUBLIC;
"""


class Migration(migrations.Migration):
    replaces = [
        ("clearances", "0006_the_context_is_signed"),
        ("clearances", "0011_tokens_of_machines"),
    ]
    dependencies = [
        ("clearances", "0002_the_database_keeps_what_is_in_use"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
        migrations.RunSQL(CANARIES, migrations.RunSQL.noop),
        RowLevelSecurity("Canary"),
        DefinerFunction(functions.CLAIM, "accord_claim()", "DROP FUNCTION accord_claim()"),
        DefinerFunction(functions.LABELS, "accord_labels()", UNSIGNED_LABELS),
        DefinerFunction(functions.ACTOR, "accord_actor()", UNSIGNED_ACTOR),
    ]
