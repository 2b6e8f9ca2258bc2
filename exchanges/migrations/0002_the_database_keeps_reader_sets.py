"""Reader sets follow the grants by themselves, whoever writes these and whether or not they see the exchange."""

from django.db import migrations

from clearances.rls import DefinerFunction

# The teams that hold "view" on each of some exchanges, each until the last of its grants lapses, and their digest.
HELD = """
CREATE OR REPLACE FUNCTION accord_readers_of(exchanges uuid[])
RETURNS TABLE (exchange uuid, digest text, teams integer[], ends timestamptz[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT held.exchange,
        encode(sha256(convert_to(
            string_agg(team || '@' || coalesce(extract(epoch FROM until)::text, ''), ',' ORDER BY team), 'UTF8'
        )), 'hex'),
        array_agg(team ORDER BY team), array_agg(until ORDER BY team)
    FROM (
        SELECT g.content_object_id AS exchange, g.group_id AS team,
            CASE WHEN bool_or(g.lapses_at IS NULL) THEN NULL ELSE max(g.lapses_at) END AS until
        FROM public.exchanges_exchangegrant AS g
        WHERE g.content_object_id = ANY (exchanges) AND g.permission_id IN (
            SELECT p.id FROM public.auth_permission AS p
            JOIN public.django_content_type AS t ON t.id = p.content_type_id
            WHERE p.codename = 'view_exchange' AND t.app_label = 'exchanges'
        )
        GROUP BY g.content_object_id, g.group_id
    ) AS held
    GROUP BY held.exchange
$$
"""
SET_READERS = """
CREATE OR REPLACE FUNCTION accord_set_readers(exchanges uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Locked in one order, and read by later statements: whoever grants at the same moment is waited for and counted.
    PERFORM FROM public.exchanges_exchange WHERE id = ANY (exchanges) ORDER BY id FOR NO KEY UPDATE;
    WITH wanted AS (
        SELECT DISTINCT ON (digest) digest, teams, ends FROM public.accord_readers_of(exchanges) ORDER BY digest
    ), added AS (
        INSERT INTO public.exchanges_readerset (digest) SELECT digest FROM wanted ORDER BY digest
        ON CONFLICT (digest) DO NOTHING RETURNING id, digest
    )
    INSERT INTO public.exchanges_readersetmember (reader_set_id, team_id, lapses_at)
    SELECT added.id, member.team, member.until
    FROM added JOIN wanted USING (digest) CROSS JOIN LATERAL unnest(teams, ends) AS member (team, until);
    UPDATE public.exchanges_exchange AS e SET readers_id = found.id
    FROM unnest(exchanges) AS touched (exchange)
    LEFT JOIN public.accord_readers_of(exchanges) AS held ON held.exchange = touched.exchange
    LEFT JOIN public.exchanges_readerset AS found ON found.digest = held.digest
    WHERE e.id = touched.exchange AND e.readers_id IS DISTINCT FROM found.id;
END $$
"""
KEEP_READERS = """
CREATE OR REPLACE FUNCTION accord_keep_readers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.accord_set_readers(array_agg(DISTINCT content_object_id)) FROM changed;
    IF TG_OP = 'UPDATE' THEN
        PERFORM public.accord_set_readers(array_agg(DISTINCT content_object_id)) FROM former
        WHERE content_object_id NOT IN (SELECT content_object_id FROM changed);
    END IF;
    RETURN NULL;
END $$
"""
# An exchange that is saved as it was read some time ago, or made by a copy, mustn't bring its former readers back.
STAY = """
CREATE OR REPLACE FUNCTION accord_readers_stay() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.readers_id := NULL;
    ELSE
        NEW.readers_id := OLD.readers_id;
    END IF;
    RETURN NEW;
END $$
"""
RIGHTS = """
GRANT SELECT (content_object_id, group_id, permission_id, lapses_at) ON exchanges_exchangegrant TO accord_definer;
GRANT SELECT (id, content_type_id, codename) ON auth_permission TO accord_definer;
GRANT SELECT (id, app_label) ON django_content_type TO accord_definer;
GRANT SELECT (id, readers_id), UPDATE (readers_id) ON exchanges_exchange TO accord_definer;
GRANT SELECT, INSERT ON exchanges_readerset, exchanges_readersetmember TO accord_definer;
GRANT USAGE ON SEQUENCE exchanges_readerset_id_seq, exchanges_readersetmember_id_seq TO accord_definer;
REVOKE INSERT, UPDATE, DELETE ON exchanges_readerset FROM accord_app, accord_system;
REVOKE INSERT, UPDATE ON exchanges_readersetmember FROM accord_app, accord_system;
"""
RIGHTS_UNDONE = """
REVOKE SELECT (content_object_id, group_id, permission_id, lapses_at) ON exchanges_exchangegrant FROM accord_definer;
REVOKE SELECT (readers_id), UPDATE (readers_id) ON exchanges_exchange FROM accord_definer;
"""
TRIGGERS = """
CREATE TRIGGER readers_after_insert AFTER INSERT ON exchanges_exchangegrant
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION accord_keep_readers();
CREATE TRIGGER readers_after_delete AFTER DELETE ON exchanges_exchangegrant
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION accord_keep_readers();
CREATE TRIGGER readers_after_update AFTER UPDATE ON exchanges_exchangegrant
    REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION accord_keep_readers();
CREATE TRIGGER readers_begin BEFORE INSERT ON exchanges_exchange
    FOR EACH ROW WHEN (NEW.readers_id IS NOT NULL) EXECUTE FUNCTION accord_readers_stay();
CREATE TRIGGER readers_stay BEFORE UPDATE ON exchanges_exchange
    FOR EACH ROW WHEN (NEW.readers_id IS DISTINCT FROM OLD.readers_id AND current_user <> 'accord_definer')
    EXECUTE FUNCTION accord_readers_stay();
"""
TRIGGERS_UNDONE = """
DROP TRIGGER readers_stay ON exchanges_exchange;
DROP TRIGGER readers_begin ON exchanges_exchange;
DROP TRIGGER readers_after_update ON exchanges_exchangegrant;
DROP TRIGGER readers_after_delete ON exchanges_exchangegrant;
DROP TRIGGER readers_after_insert ON exchanges_exchangegrant;
"""
BEGIN = "SELECT accord_set_readers(array_agg(DISTINCT content_object_id)) FROM exchanges_exchangegrant"


class Migration(migrations.Migration):
    replaces = [
        ("exchanges", "0008_the_database_keeps_reader_sets"),
    ]
    dependencies = [
        ("exchanges", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL(RIGHTS, RIGHTS_UNDONE),
        migrations.RunSQL(HELD, "DROP FUNCTION accord_readers_of(uuid[])"),
        DefinerFunction(SET_READERS, "accord_set_readers(uuid[])", "DROP FUNCTION accord_set_readers(uuid[])"),
        DefinerFunction(KEEP_READERS, "accord_keep_readers()", "DROP FUNCTION accord_keep_readers()"),
        migrations.RunSQL(STAY, "DROP FUNCTION accord_readers_stay()"),
        migrations.RunSQL(TRIGGERS, TRIGGERS_UNDONE),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
