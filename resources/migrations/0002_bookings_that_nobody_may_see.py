"""What the database answers and refuses about bookings that whoever acts may not see (docs/adr/0011)."""

from django.db import migrations

from clearances.rls import DefinerFunction

DEFINER = "SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp"

# When resources that publish it are taken: ranges and quantities, and nothing of what takes them.
BUSY = f"""
CREATE OR REPLACE FUNCTION accord_busy(wanted uuid[], during tstzrange, apart uuid[])
RETURNS TABLE (resource uuid, occupies tstzrange, quantity integer) LANGUAGE sql STABLE {DEFINER} AS $$
    SELECT r.id, b.occupies, b.quantity
    FROM public.resources_resource r
    CROSS JOIN LATERAL (
        SELECT each.occupies, each.quantity FROM public.resources_booking each
        WHERE each.resource_id = r.id AND each.occupies && during AND each.id <> ALL (apart)
    ) b
    WHERE r.id = ANY (wanted) AND r.publishes_busy AND r.label_id IN (SELECT unnest(public.accord_labels()))
$$
"""

# No more of a pool is taken at any moment than there is. Whoever books waits for whoever books the same pool.
POOL = f"""
CREATE OR REPLACE FUNCTION accord_share_pool() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    most integer;
    taken bigint;
BEGIN
    SELECT CASE WHEN r.kind = 'pool' THEN r.quantity END INTO most
    FROM public.resources_resource r WHERE r.id = NEW.resource_id;
    NEW.is_pooled := most IS NOT NULL;
    IF NEW.occupies IS NULL OR NOT NEW.is_pooled THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.resource_id::text, 77));
    SELECT coalesce(max(sums.taken), 0) INTO taken FROM (
        SELECT sum(other.quantity) AS taken
        FROM (
            SELECT lower(NEW.occupies) AS moment
            UNION SELECT lower(b.occupies) FROM public.resources_booking b
            WHERE b.resource_id = NEW.resource_id AND b.occupies && NEW.occupies AND lower(b.occupies) <@ NEW.occupies
        ) moments
        JOIN public.resources_booking other
            ON other.resource_id = NEW.resource_id AND other.occupies @> moments.moment AND other.id <> NEW.id
        GROUP BY moments.moment
    ) sums;
    IF taken + NEW.quantity > most THEN
        RAISE exclusion_violation USING MESSAGE = 'not available', CONSTRAINT = 'nothing_is_booked_twice';
    END IF;
    RETURN NEW;
END
$$
"""

RIGHTS = """
GRANT SELECT (id, kind, quantity, publishes_busy, label_id) ON resources_resource TO accord_definer;
GRANT SELECT (id, resource_id, occupies, quantity) ON resources_booking TO accord_definer;
"""
UNDONE = """
REVOKE SELECT (id, kind, quantity, publishes_busy, label_id) ON resources_resource FROM accord_definer;
REVOKE SELECT (id, resource_id, occupies, quantity) ON resources_booking FROM accord_definer;
"""
TRIGGER = """
CREATE TRIGGER share_pool BEFORE INSERT OR UPDATE OF resource_id, occupies, quantity, is_pooled ON resources_booking
FOR EACH ROW EXECUTE FUNCTION accord_share_pool()
"""


class Migration(migrations.Migration):
    replaces = [
        ("resources", "0002_when_a_resource_is_taken"),
        ("resources", "0004_some_learn_the_place_more_exactly"),
    ]
    dependencies = [
        ("resources", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(RIGHTS, UNDONE),
        DefinerFunction(
            BUSY, "accord_busy(uuid[], tstzrange, uuid[])", "DROP FUNCTION accord_busy(uuid[], tstzrange, uuid[])"
        ),
        DefinerFunction(POOL, "accord_share_pool()", "DROP FUNCTION accord_share_pool()"),
        migrations.RunSQL("GRANT EXECUTE ON FUNCTION accord_share_pool() TO accord_owner", migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER share_pool ON resources_booking"),
    ]
