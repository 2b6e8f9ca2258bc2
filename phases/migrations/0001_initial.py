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
        ('phases', '0001_phases_of_an_exchange'),
        ('phases', '0002_editions_follow_each_other'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('clearances', '0003_the_context_is_signed'),
        ('exchanges', '0002_the_database_keeps_reader_sets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exchange', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchanges.exchange')),
                ('previous', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchanges.exchange')),
            ],
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('exchange', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='exchanges.exchange')),
                ('name', models.CharField(max_length=80)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
            ],
            options={
                'ordering': ['starts_on', 'ends_on', 'pk'],
                'indexes': [models.Index(fields=['exchange', 'starts_on'], name='phase_by_exchange')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='phase_ends_after_it_starts', violation_error_message="A phase can't end before it starts.")],
            },
        ),
        migrations.CreateModel(
            name='PhaseEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='phases.phase')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('exchange', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchanges.exchange')),
                ('name', models.CharField(max_length=80)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('host', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        RowLevelSecurity('Phase'),
        BeginHistory('PhaseEvent', of='Phase'),
        HistoryRowLevelSecurity('PhaseEvent', of='Phase'),
        AddTriggers('Phase', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_phaseevent" ("changed_at", "changed_by_id", "ends_on", "exchange_id", "host_id", "id", "label_id", "labelled_at", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "review_on", "starts_on", "version", "zone") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."exchange_id", NEW."host_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."name", clock_timestamp(), \'insert\', NEW."id", NEW."place", NEW."review_on", NEW."starts_on", NEW."version", NEW."zone"); RETURN NULL;', hash='fb5c02a7828d7602d07784134d3203675ae769ba', operation='INSERT', pgid='pgtrigger_insert_insert_019c9', table='phases_phase', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "phases_phaseevent" ("changed_at", "changed_by_id", "ends_on", "exchange_id", "host_id", "id", "label_id", "labelled_at", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "review_on", "starts_on", "version", "zone") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."exchange_id", NEW."host_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."name", clock_timestamp(), \'update\', NEW."id", NEW."place", NEW."review_on", NEW."starts_on", NEW."version", NEW."zone"); RETURN NULL;', hash='e541172a391f522dfdcb3ca913e58c30210affe2', operation='UPDATE', pgid='pgtrigger_update_update_92a02', table='phases_phase', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_phaseevent" ("changed_at", "changed_by_id", "ends_on", "exchange_id", "host_id", "id", "label_id", "labelled_at", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "review_on", "starts_on", "version", "zone") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."ends_on", OLD."exchange_id", OLD."host_id", OLD."id", OLD."label_id", OLD."labelled_at", OLD."name", clock_timestamp(), \'delete\', OLD."id", OLD."place", OLD."review_on", OLD."starts_on", OLD."version", OLD."zone"); RETURN NULL;', hash='42fac7bcd58cd47301f71efbc768acbb969ab14e', operation='DELETE', pgid='pgtrigger_delete_delete_321df', table='phases_phase', when='AFTER')),
        ]),
    ]
