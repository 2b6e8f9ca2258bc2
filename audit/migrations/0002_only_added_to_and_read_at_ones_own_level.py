"""The audit's tables go to a role of their own, refuse every change, and show an auditor what they may read.

After this, a migration that alters them says ``SET ROLE accord_audit`` first: that is the point.
"""

from django.db import migrations, models

TABLES = ("audit_event", "audit_leaf", "audit_seal")

# Erasing personal facts after their time is the one change there is. It leaves their digest, so no seal breaks.
REFUSAL = """
CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_event' THEN
        IF OLD.at < statement_timestamp() - interval '90 days' AND NEW.facts IS NULL AND NEW.nonce IS NULL
            AND to_jsonb(NEW) - ARRAY['facts', 'nonce'] = to_jsonb(OLD) - ARRAY['facts', 'nonce'] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = format('%s is only added to', TG_TABLE_NAME);
END
$$
"""

# Who acts, as the signed context says; accord_labels() has checked the signature, or has raised.
READER = """
CREATE FUNCTION audit_reader() RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN public.accord_labels() IS NOT NULL
        THEN nullif(split_part(current_setting('accord.context', true), '|', 2), '')::bigint END
$$
"""

# Whose record a reader audits now: an office, held through a team.
AUDITED = """
    party IN (
        SELECT p.code
        FROM accounts_party p
        JOIN clearances_partygrant g ON g.content_object_id = p.id
        JOIN auth_permission a ON a.id = g.permission_id AND a.codename = 'audit'
        JOIN django_content_type t ON t.id = a.content_type_id AND t.app_label = 'accounts'
        JOIN accounts_user_groups m ON m.group_id = g.group_id
        WHERE m.user_id = (SELECT audit_reader())
            AND (g.lapses_at IS NULL OR g.lapses_at > statement_timestamp())
    )
"""
DOMINATED = "(label_id IS NULL OR label_id IN (SELECT unnest(accord_labels())))"


def triggers(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
        f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
        # Even with session_replication_role = replica, which is how triggers are usually got out of the way.
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_added_to, ENABLE ALWAYS TRIGGER never_emptied",
    ]


RIGHTS = [
    "REVOKE ALL ON audit_event, audit_leaf, audit_seal, audit_sealer FROM accord_app, accord_system",
    "GRANT INSERT, SELECT ON audit_event TO accord_app, accord_system",
    "GRANT UPDATE (facts, nonce) ON audit_event TO accord_system",
    # Digests alone: what an inclusion proof is made of.
    "GRANT SELECT ON audit_leaf, audit_seal TO accord_app",
    "GRANT INSERT, SELECT ON audit_leaf, audit_seal TO accord_system",
    "GRANT SELECT ON audit_sealer TO accord_app",
    "GRANT INSERT, SELECT, UPDATE ON audit_sealer TO accord_system",
]

POLICIES = [
    "ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE audit_event FORCE ROW LEVEL SECURITY",
    "CREATE POLICY audit_add ON audit_event AS PERMISSIVE FOR INSERT TO accord_app WITH CHECK (true)",
    f"CREATE POLICY audit_read ON audit_event AS PERMISSIVE FOR SELECT TO accord_app USING ({AUDITED})",
    f"CREATE POLICY audit_label ON audit_event AS RESTRICTIVE FOR SELECT TO accord_app USING ({DOMINATED})",
]

OWNERSHIP = [
    "GRANT USAGE, CREATE ON SCHEMA public TO accord_audit",
    *(f"ALTER TABLE {table} OWNER TO accord_audit" for table in (*TABLES, "audit_sealer")),
    "ALTER FUNCTION audit_refuses() OWNER TO accord_audit",
    "REVOKE CREATE ON SCHEMA public FROM accord_audit",
]


class Migration(migrations.Migration):
    replaces = [
        ("audit", "0004_only_added_to_and_read_at_ones_own_level"),
    ]
    dependencies = [
        ("audit", "0001_initial"),
        ("clearances", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL([REFUSAL, READER, *RIGHTS]),
        migrations.RunSQL([statement for table in TABLES for statement in triggers(table)]),
        migrations.RunSQL([*POLICIES, *OWNERSHIP]),
    ]
