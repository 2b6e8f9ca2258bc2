"""Nations that whoever closes or decides a poll may not see: they can't answer any more, and are told all the same."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from clearances.rls import DefinerFunction

# Whether the poll of a ballot takes answers; of a ballot that whoever acts may not see, nothing.
TAKES_ANSWERS = """
CREATE OR REPLACE FUNCTION accord_takes_answers(asked uuid)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.state = 'open'
    FROM public.planning_ballot b JOIN public.planning_datepoll p ON p.id = b.poll_id
    WHERE b.id = asked AND b.label_id IN (SELECT unnest(public.accord_labels()))
$$
"""
RIGHTS = """
GRANT SELECT (id, poll_id, label_id) ON planning_ballot TO accord_definer;
GRANT SELECT (id, state) ON planning_datepoll TO accord_definer;
"""
UNDONE = """
REVOKE SELECT (id, poll_id, label_id) ON planning_ballot FROM accord_definer;
REVOKE SELECT (id, state) ON planning_datepoll FROM accord_definer;
"""


class Migration(migrations.Migration):
    replaces = [
        ("planning", "0004_hidden_ballots_follow_their_poll"),
    ]
    dependencies = [
        ("planning", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(RIGHTS, UNDONE),
        DefinerFunction(TAKES_ANSWERS, "accord_takes_answers(uuid)", "DROP FUNCTION accord_takes_answers(uuid)"),
    ]
