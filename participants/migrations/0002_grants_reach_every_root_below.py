"""Who gives a grant on a program needn't see every exchange of it; the grant reaches all of them nevertheless."""

from django.db import migrations

from clearances.rls import DefinerFunction

ROOTS_BELOW = """
CREATE OR REPLACE FUNCTION accord_roots_below(root uuid) RETURNS TABLE (model text, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'exchanges.exchange', e.id FROM public.exchanges_exchange e WHERE e.program_id = root
    UNION ALL
    SELECT 'participants.delegation', d.id
    FROM public.participants_delegation d JOIN public.exchanges_exchange e ON e.id = d.exchange_id
    WHERE root IN (e.program_id, e.id)
$$
"""

# The keys and nothing else.
RIGHTS = """
GRANT SELECT (id, program_id) ON exchanges_exchange TO accord_definer;
GRANT SELECT (id, exchange_id) ON participants_delegation TO accord_definer;
"""
UNDONE = """
REVOKE SELECT (id, program_id) ON exchanges_exchange FROM accord_definer;
REVOKE SELECT (id, exchange_id) ON participants_delegation FROM accord_definer;
"""


class Migration(migrations.Migration):
    replaces = [
        ("participants", "0005_grants_reach_every_root_below"),
        ("participants", "0009_a_nation_asks_for_more_time"),
    ]
    dependencies = [
        ("participants", "0001_initial"),
        ("clearances", "0003_the_context_is_signed"),
    ]

    operations = [
        migrations.RunSQL(RIGHTS, UNDONE),
        DefinerFunction(ROOTS_BELOW, "accord_roots_below(uuid)", "DROP FUNCTION accord_roots_below(uuid)"),
    ]
