import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.history import AddTriggers, BeginHistory
from clearances.rls import HistoryRowLevelSecurity, RowLevelSecurity

# A question was text and answer in one row. It keeps its id, so what was bookmarked or told still leads to it; its first
# line becomes the subject. The owner of the table lifts the lock for itself, copies, and locks again; the checks of
# foreign keys come before the new tables are locked.
QUESTIONS_BECOME_THREADS = """
ALTER TABLE participants_question NO FORCE ROW LEVEL SECURITY;
INSERT INTO threads_thread (id, label_id, labelled_at, review_on, version, delegation_id, kind, subject, addressed_to,
                            state, opened_by_id, opened_at)
SELECT q.id, q.label_id, q.labelled_at, q.review_on, 1, q.delegation_id, 'question',
       left(regexp_replace(q.text, '\\s+', ' ', 'g'), 120), 'host',
       CASE WHEN q.answered_at IS NULL THEN 'open' ELSE 'answered' END, q.asked_by_id, q.asked_at
FROM participants_question q;
INSERT INTO threads_threadentry (id, label_id, labelled_at, review_on, version, thread_id, text, is_answer,
                                 written_by_id, written_at)
SELECT gen_random_uuid(), q.label_id, q.labelled_at, q.review_on, 1, q.id, q.text, false, q.asked_by_id, q.asked_at
FROM participants_question q
UNION ALL
SELECT gen_random_uuid(), q.label_id, q.answered_at, q.review_on, 1, q.id, q.answer, true, q.answered_by_id, q.answered_at
FROM participants_question q WHERE q.answered_at IS NOT NULL;
ALTER TABLE participants_question FORCE ROW LEVEL SECURITY;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clearances', '0003_the_context_is_signed'),
        ('milestones', '0001_initial'),
        ('participants', '0003_packets_are_staffed_sent_confirmed_and_amended'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('question', 'Question'), ('discussion', 'Discussion'), ('announcement', 'Announcement')], default='question', max_length=12)),
                ('subject', models.CharField(max_length=120)),
                ('addressed_to', models.CharField(choices=[('host', 'The host'), ('nation', 'The nation')], default='host', max_length=6)),
                ('state', models.CharField(choices=[('open', 'Open'), ('answered', 'Answered'), ('closed', 'Closed')], default='open', max_length=8)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('remind_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='participants.delegation')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('milestone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='milestones.milestone')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-opened_at', 'pk'],
                'indexes': [models.Index(fields=['delegation', '-opened_at'], name='thread_by_delegation'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='thread_to_remind'), models.Index(condition=models.Q(('escalated_at__isnull', True), ('state', 'open')), fields=['due_at'], name='thread_to_escalate')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject', ''), _negated=True), name='thread_has_a_subject'), models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', True), ('due_on__isnull', True)), models.Q(('due_at__isnull', False), ('due_on__isnull', False)), _connector='OR'), name='thread_due_on_a_day_at_an_instant'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'announcement'), _negated=True), ('due_on__isnull', True), _connector='OR'), name='announcement_waits_for_nobody')],
            },
        ),
        migrations.CreateModel(
            name='ThreadEntry',
            fields=[
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('is_answer', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('mentions', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='threads.thread')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['written_at', 'is_answer', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='thread_entry_says_something')],
            },
        ),
        migrations.CreateModel(
            name='ThreadEntryEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('text', models.TextField()),
                ('is_answer', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='threads.threadentry')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='threads.thread')),
                ('written_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ThreadEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(choices=[('question', 'Question'), ('discussion', 'Discussion'), ('announcement', 'Announcement')], default='question', max_length=12)),
                ('subject', models.CharField(max_length=120)),
                ('addressed_to', models.CharField(choices=[('host', 'The host'), ('nation', 'The nation')], default='host', max_length=6)),
                ('state', models.CharField(choices=[('open', 'Open'), ('answered', 'Answered'), ('closed', 'Closed')], default='open', max_length=8)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('remind_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('delegation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='participants.delegation')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('milestone', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='milestones.milestone')),
                ('opened_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='threads.thread')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.RunSQL(QUESTIONS_BECOME_THREADS, migrations.RunSQL.noop),
        RowLevelSecurity('Thread'),
        RowLevelSecurity('ThreadEntry'),
        BeginHistory('ThreadEvent', of='Thread'),
        BeginHistory('ThreadEntryEvent', of='ThreadEntry'),
        HistoryRowLevelSecurity('ThreadEvent', of='Thread'),
        HistoryRowLevelSecurity('ThreadEntryEvent', of='ThreadEntry'),
        AddTriggers('Thread', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "threads_threadevent" ("addressed_to", "changed_at", "changed_by_id", "delegation_id", "due_at", "due_on", "escalated_at", "id", "kind", "label_id", "labelled_at", "milestone_id", "opened_at", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_at", "review_on", "state", "subject", "version") VALUES (NEW."addressed_to", NEW."changed_at", NEW."changed_by_id", NEW."delegation_id", NEW."due_at", NEW."due_on", NEW."escalated_at", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."milestone_id", NEW."opened_at", NEW."opened_by_id", clock_timestamp(), \'insert\', NEW."id", NEW."remind_at", NEW."review_on", NEW."state", NEW."subject", NEW."version"); RETURN NULL;', hash='3861968c82a4a58bd90c1c6d4f5f07aa6651d6ad', operation='INSERT', pgid='pgtrigger_insert_insert_40f00', table='threads_thread', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "threads_threadevent" ("addressed_to", "changed_at", "changed_by_id", "delegation_id", "due_at", "due_on", "escalated_at", "id", "kind", "label_id", "labelled_at", "milestone_id", "opened_at", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_at", "review_on", "state", "subject", "version") VALUES (NEW."addressed_to", NEW."changed_at", NEW."changed_by_id", NEW."delegation_id", NEW."due_at", NEW."due_on", NEW."escalated_at", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."milestone_id", NEW."opened_at", NEW."opened_by_id", clock_timestamp(), \'update\', NEW."id", NEW."remind_at", NEW."review_on", NEW."state", NEW."subject", NEW."version"); RETURN NULL;', hash='d4297835b299c496e78600171b5aa294aec531f0', operation='UPDATE', pgid='pgtrigger_update_update_07b2c', table='threads_thread', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "threads_threadevent" ("addressed_to", "changed_at", "changed_by_id", "delegation_id", "due_at", "due_on", "escalated_at", "id", "kind", "label_id", "labelled_at", "milestone_id", "opened_at", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_at", "review_on", "state", "subject", "version") VALUES (OLD."addressed_to", OLD."changed_at", OLD."changed_by_id", OLD."delegation_id", OLD."due_at", OLD."due_on", OLD."escalated_at", OLD."id", OLD."kind", OLD."label_id", OLD."labelled_at", OLD."milestone_id", OLD."opened_at", OLD."opened_by_id", clock_timestamp(), \'delete\', OLD."id", OLD."remind_at", OLD."review_on", OLD."state", OLD."subject", OLD."version"); RETURN NULL;', hash='0ccc132df9f9b13e9d4ae6d3309c467bf9e0c86f', operation='DELETE', pgid='pgtrigger_delete_delete_d8c5d', table='threads_thread', when='AFTER')),
        ]),
        AddTriggers('ThreadEntry', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "threads_threadentryevent" ("changed_at", "changed_by_id", "id", "is_answer", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "text", "thread_id", "version", "written_at", "written_by_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."is_answer", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."review_on", NEW."text", NEW."thread_id", NEW."version", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='f470e071e96668db9c22eb952700cb671c45566d', operation='INSERT', pgid='pgtrigger_insert_insert_63a85', table='threads_threadentry', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "threads_threadentryevent" ("changed_at", "changed_by_id", "id", "is_answer", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "text", "thread_id", "version", "written_at", "written_by_id") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."is_answer", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."review_on", NEW."text", NEW."thread_id", NEW."version", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='510abe3ba8cc772e2adb5be9b58688a1db0fc483', operation='UPDATE', pgid='pgtrigger_update_update_db92f', table='threads_threadentry', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "threads_threadentryevent" ("changed_at", "changed_by_id", "id", "is_answer", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "text", "thread_id", "version", "written_at", "written_by_id") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."is_answer", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."review_on", OLD."text", OLD."thread_id", OLD."version", OLD."written_at", OLD."written_by_id"); RETURN NULL;', hash='0bf7b8aa03cde1399513f48a3fd439d61eca8fdb', operation='DELETE', pgid='pgtrigger_delete_delete_342c4', table='threads_threadentry', when='AFTER')),
        ]),
    ]
