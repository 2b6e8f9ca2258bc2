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
    dependencies = [("planning", "0003_keys_that_count_nothing")]

    operations = [
        migrations.RunSQL(RIGHTS, UNDONE),
        DefinerFunction(TAKES_ANSWERS, "accord_takes_answers(uuid)", "DROP FUNCTION accord_takes_answers(uuid)"),
        migrations.AddField("datepoll", "untold", models.CharField(max_length=12, blank=True, default="")),
        migrations.AddField("datepollevent", "untold", models.CharField(max_length=12, blank=True, default="")),
        pgtrigger.migrations.RemoveTrigger(
            model_name="datepoll",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="datepoll",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="datepoll",
            name="delete_delete",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="datepoll",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_datepollevent" ("changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "opened_at", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "reply_due_at", "review_on", "state", "title", "untold", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."opened_at", NEW."opened_by_id", clock_timestamp(), \'insert\', NEW."id", NEW."reply_by", NEW."reply_due_at", NEW."review_on", NEW."state", NEW."title", NEW."untold", NEW."version"); RETURN NULL;',
                    hash="c8962edc8cf2af5bf95e6b55b265e6bf2788eb74",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9eebf",
                    table="planning_datepoll",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="datepoll",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_datepollevent" ("changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "opened_at", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "reply_due_at", "review_on", "state", "title", "untold", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."opened_at", NEW."opened_by_id", clock_timestamp(), \'update\', NEW."id", NEW."reply_by", NEW."reply_due_at", NEW."review_on", NEW."state", NEW."title", NEW."untold", NEW."version"); RETURN NULL;',
                    hash="035b93b75a8de7c5f8028053463bb95fdc6c911d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_62bb6",
                    table="planning_datepoll",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="datepoll",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_datepollevent" ("changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "opened_at", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "reply_due_at", "review_on", "state", "title", "untold", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."exchange_id", OLD."id", OLD."label_id", OLD."labelled_at", OLD."opened_at", OLD."opened_by_id", clock_timestamp(), \'delete\', OLD."id", OLD."reply_by", OLD."reply_due_at", OLD."review_on", OLD."state", OLD."title", OLD."untold", OLD."version"); RETURN NULL;',
                    hash="0de14f70ddf15eb6b0f5783a16586c6d4f1e7428",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3e603",
                    table="planning_datepoll",
                    when="AFTER",
                ),
            ),
        ),
    ]
