import django.db.models.deletion
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.history import AddTriggers, BeginHistory
from clearances.rls import HistoryRowLevelSecurity, RowLevelSecurity


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('logistics', '0001_tasks_and_reminders'),
        ('logistics', '0002_labels_have_a_review_date'),
        ('logistics', '0003_every_version_is_kept'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('clearances', '0003_the_context_is_signed'),
        ('participants', '0002_grants_reach_every_root_below'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='participants.delegation')),
                ('title', models.CharField(max_length=120)),
                ('detail', models.TextField(blank=True)),
                ('due_on', models.DateField()),
                ('due_at', models.DateTimeField()),
                ('remind_days', models.PositiveSmallIntegerField(default=3)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='open', max_length=9)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finished_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('finished_at__isnull', True)), _connector='OR'), name='task_finished_iff_done')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='logistics.task')),
                ('stage', models.CharField(choices=[('before', 'Before the due date'), ('due', 'On the due date')], max_length=6)),
                ('fire_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['fire_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['fire_at'], name='reminder_due')],
                'constraints': [models.UniqueConstraint(fields=('task', 'stage'), name='one_reminder_per_stage')],
            },
        ),
        migrations.CreateModel(
            name='TaskEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='logistics.task')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('delegation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='participants.delegation')),
                ('title', models.CharField(max_length=120)),
                ('detail', models.TextField(blank=True)),
                ('due_on', models.DateField()),
                ('due_at', models.DateTimeField()),
                ('remind_days', models.PositiveSmallIntegerField(default=3)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='open', max_length=9)),
                ('created_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('finished_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        RowLevelSecurity('Task'),
        BeginHistory('TaskEvent', of='Task'),
        HistoryRowLevelSecurity('TaskEvent', of='Task'),
        AddTriggers('Task', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "logistics_taskevent" ("created_by_id", "delegation_id", "detail", "due_at", "due_on", "finished_at", "finished_by_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_days", "review_on", "state", "title") VALUES (NEW."created_by_id", NEW."delegation_id", NEW."detail", NEW."due_at", NEW."due_on", NEW."finished_at", NEW."finished_by_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."remind_days", NEW."review_on", NEW."state", NEW."title"); RETURN NULL;', hash='0588d388a3cc2f8f34a65946016efbec5ecf875a', operation='INSERT', pgid='pgtrigger_insert_insert_e491f', table='logistics_task', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "logistics_taskevent" ("created_by_id", "delegation_id", "detail", "due_at", "due_on", "finished_at", "finished_by_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_days", "review_on", "state", "title") VALUES (NEW."created_by_id", NEW."delegation_id", NEW."detail", NEW."due_at", NEW."due_on", NEW."finished_at", NEW."finished_by_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."remind_days", NEW."review_on", NEW."state", NEW."title"); RETURN NULL;', hash='68dcfd7e107cded45e68f502a4dc2f4aa85366b3', operation='UPDATE', pgid='pgtrigger_update_update_f3d70', table='logistics_task', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "logistics_taskevent" ("created_by_id", "delegation_id", "detail", "due_at", "due_on", "finished_at", "finished_by_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_days", "review_on", "state", "title") VALUES (OLD."created_by_id", OLD."delegation_id", OLD."detail", OLD."due_at", OLD."due_on", OLD."finished_at", OLD."finished_by_id", OLD."id", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."remind_days", OLD."review_on", OLD."state", OLD."title"); RETURN NULL;', hash='b51a1ba5967078c57f7c7aee38da061a24300cb4', operation='DELETE', pgid='pgtrigger_delete_delete_8b9a3', table='logistics_task', when='AFTER')),
        ]),
    ]
