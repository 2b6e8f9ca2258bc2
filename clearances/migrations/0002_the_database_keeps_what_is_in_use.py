"""What the code should never do, the database refuses: edit what is in use, mix levels of two policies, rest on hearsay.

And one row says which version the facts of the decision have; triggers raise it, so nothing can forget to. The number
comes from a sequence, which no rollback turns back: counting up would give the number of a transaction that was rolled
back to the next one, and a process that had read facts in the first would keep them for the second.
"""

from django.db import migrations

DECISIVE = [
    "accounts_party",
    "accounts_group",
    "accounts_membership",
    "clearances_policy",
    "clearances_classification",
    "clearances_compartment",
    "clearances_informativecategory",  # The words of a marking.
    "clearances_securityagreement",
    "clearances_recognition",
]

FACTS = """
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
    for table in DECISIVE
)

NO_FACTS = (
    "\n".join(f"DROP TRIGGER facts_changed ON {table};" for table in DECISIVE)
    + "DROP FUNCTION accord_facts_changed(); DELETE FROM clearances_factsversion; "
    + "DROP SEQUENCE clearances_factsversion_numbers;"
)

# Labels never change and are never removed.
LABELS = "REVOKE UPDATE, DELETE ON clearances_label FROM accord_app"

# A level named beside a policy is one of that policy's.
OF_ITS_POLICY = {
    "clearances_securityagreement": "highest_id",
    "clearances_clearance": "classification_id",
    "clearances_label": "classification_id",
}
LEVELS = "ALTER TABLE clearances_classification ADD CONSTRAINT classification_of_policy UNIQUE (id, policy_id);" + "".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_level_of_its_policy FOREIGN KEY ({column}, policy_id) "
    "REFERENCES clearances_classification (id, policy_id) DEFERRABLE INITIALLY DEFERRED;"
    for table, column in OF_ITS_POLICY.items()
)
NO_LEVELS = (
    "".join(f"ALTER TABLE {table} DROP CONSTRAINT {table}_level_of_its_policy;" for table in OF_ITS_POLICY)
    + "ALTER TABLE clearances_classification DROP CONSTRAINT classification_of_policy;"
)

KEPT = """
CREATE FUNCTION accord_level_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.policy_id, OLD.rank, OLD.code, OLD.name_en, OLD.name_fr, OLD.colour)
        IS DISTINCT FROM (NEW.policy_id, NEW.rank, NEW.code, NEW.name_en, NEW.name_fr, NEW.colour)
    AND (
        EXISTS (SELECT FROM clearances_label WHERE classification_id = OLD.id)
        OR EXISTS (SELECT FROM clearances_clearance WHERE classification_id = OLD.id)
        OR EXISTS (SELECT FROM clearances_securityagreement WHERE highest_id = OLD.id)
        OR EXISTS (SELECT FROM clearances_recognition WHERE OLD.id IN (classification_id, counts_as_id))
    ) THEN
        RAISE EXCEPTION 'A level in use is never edited, only made obsolete.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER kept BEFORE UPDATE ON clearances_classification
    FOR EACH ROW EXECUTE FUNCTION accord_level_is_kept();

CREATE FUNCTION accord_compartment_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE edited boolean := TG_OP = 'DELETE';
BEGIN
    IF NOT edited THEN
        edited := (OLD.policy_id, OLD.code, OLD.name) IS DISTINCT FROM (NEW.policy_id, NEW.code, NEW.name);
    END IF;
    IF edited AND (
        EXISTS (SELECT FROM clearances_label WHERE policy_id = OLD.policy_id AND OLD.code = ANY(compartments))
        OR EXISTS (SELECT FROM clearances_clearance WHERE policy_id = OLD.policy_id AND OLD.code = ANY(compartments))
        OR EXISTS (
            SELECT FROM clearances_recognition AS r
            JOIN clearances_classification AS theirs ON theirs.id = r.classification_id
            JOIN clearances_classification AS ours ON ours.id = r.counts_as_id
            WHERE (theirs.policy_id = OLD.policy_id AND r.compartments ? OLD.code)
            OR (ours.policy_id = OLD.policy_id AND jsonb_path_exists(r.compartments, '$.* ? (@ == $code)',
                jsonb_build_object('code', OLD.code)))
        )
    ) THEN
        RAISE EXCEPTION 'A compartment in use is never edited, only made obsolete.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON clearances_compartment
    FOR EACH ROW EXECUTE FUNCTION accord_compartment_is_kept();

CREATE FUNCTION accord_policy_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.code, OLD.owner_id, OLD.clearance_from, OLD.second_factor_from, OLD.phishing_resistant_from)
        IS DISTINCT FROM (NEW.code, NEW.owner_id, NEW.clearance_from, NEW.second_factor_from, NEW.phishing_resistant_from)
    AND (
        EXISTS (SELECT FROM clearances_label WHERE policy_id = OLD.id)
        OR EXISTS (SELECT FROM clearances_clearance WHERE policy_id = OLD.id)
        OR EXISTS (SELECT FROM clearances_securityagreement WHERE policy_id = OLD.id)
    ) THEN
        RAISE EXCEPTION 'A policy in use is never edited.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER kept BEFORE UPDATE ON clearances_policy
    FOR EACH ROW EXECUTE FUNCTION accord_policy_is_kept();
"""
NOT_KEPT = "".join(
    f"DROP TRIGGER kept ON clearances_{table}; DROP FUNCTION accord_{name}_is_kept();"
    for table, name in (("classification", "level"), ("compartment", "compartment"), ("policy", "policy"))
)

EQUIVALENCES = """
CREATE FUNCTION accord_equivalence_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.nation, OLD.level, OLD.names, OLD.valid_from, OLD.valid_to, OLD.source, OLD.is_sourced, OLD.version)
        IS DISTINCT FROM
        (NEW.nation, NEW.level, NEW.names, NEW.valid_from, NEW.valid_to, NEW.source, NEW.is_sourced, NEW.version)
    THEN
        RAISE EXCEPTION 'A row of the equivalence table is never edited, only superseded.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER kept BEFORE UPDATE ON clearances_equivalence
    FOR EACH ROW EXECUTE FUNCTION accord_equivalence_is_kept();
REVOKE DELETE ON clearances_equivalence FROM accord_app, accord_system;

CREATE FUNCTION accord_rests_on_verified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.equivalence_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM clearances_equivalence
        WHERE id = NEW.equivalence_id AND (is_sourced OR confirmed_at IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'A recognition rests on a verified row of the equivalence table, or on none.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER rests_on_verified BEFORE INSERT OR UPDATE OF equivalence_id ON clearances_recognition
    FOR EACH ROW EXECUTE FUNCTION accord_rests_on_verified();
"""
NO_EQUIVALENCES = """
DROP TRIGGER rests_on_verified ON clearances_recognition; DROP FUNCTION accord_rests_on_verified();
DROP TRIGGER kept ON clearances_equivalence; DROP FUNCTION accord_equivalence_is_kept();
GRANT DELETE ON clearances_equivalence TO accord_app, accord_system;
"""


class Migration(migrations.Migration):
    replaces = [
        ("clearances", "0002_facts_have_a_version"),
        ("clearances", "0007_the_database_keeps_what_is_in_use"),
    ]
    dependencies = [
        ("clearances", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FACTS, NO_FACTS),
        migrations.RunSQL(LABELS, "GRANT UPDATE, DELETE ON clearances_label TO accord_app"),
        migrations.RunSQL(LEVELS, NO_LEVELS),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(EQUIVALENCES, NO_EQUIVALENCES),
    ]
