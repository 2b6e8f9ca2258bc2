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
        ('serials', '0001_serials_of_an_exchange'),
        ('serials', '0002_serials_name_their_phase_and_bookings'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('clearances', '0003_the_context_is_signed'),
        ('exchanges', '0002_the_database_keeps_reader_sets'),
        ('phases', '0001_initial'),
        ('resources', '0002_bookings_that_nobody_may_see'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Serial',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('exchange', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='serials', to='exchanges.exchange')),
                ('code', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('phase', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='serials', to='phases.phase')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('zone', models.CharField(max_length=64)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('units', models.TextField(blank=True)),
                ('objectives', models.TextField(blank=True)),
                ('remarks', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled')], default='planned', max_length=9)),
                ('parties', models.ManyToManyField(related_name='+', to='accounts.party')),
                ('people', models.ManyToManyField(related_name='+', to='accounts.person')),
                ('bookings', models.ManyToManyField(related_name='serials', to='resources.booking')),
                ('after', models.ManyToManyField(related_name='before', to='serials.serial')),
            ],
            options={
                'ordering': ['starts_at', 'code', 'pk'],
                'indexes': [models.Index(fields=['exchange', 'starts_at'], name='serial_by_start')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='serial_ends_after_it_starts', violation_error_message="A serial can't end before it starts.")],
            },
        ),
        migrations.CreateModel(
            name='SerialEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='serials.serial')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('exchange', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchanges.exchange')),
                ('code', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('phase', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='phases.phase')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('zone', models.CharField(max_length=64)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('lead', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('units', models.TextField(blank=True)),
                ('objectives', models.TextField(blank=True)),
                ('remarks', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled')], default='planned', max_length=9)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        RowLevelSecurity('Serial'),
        BeginHistory('SerialEvent', of='Serial'),
        HistoryRowLevelSecurity('SerialEvent', of='Serial'),
        AddTriggers('Serial', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "serials_serialevent" ("changed_at", "changed_by_id", "code", "ends_at", "exchange_id", "id", "label_id", "labelled_at", "lead_id", "objectives", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "place", "remarks", "review_on", "starts_at", "state", "title", "units", "version", "zone") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."code", NEW."ends_at", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."lead_id", NEW."objectives", clock_timestamp(), \'insert\', NEW."id", NEW."phase_id", NEW."place", NEW."remarks", NEW."review_on", NEW."starts_at", NEW."state", NEW."title", NEW."units", NEW."version", NEW."zone"); RETURN NULL;', hash='d039eb0d385d0ef525da3fdec24809566699a1ff', operation='INSERT', pgid='pgtrigger_insert_insert_48c8b', table='serials_serial', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "serials_serialevent" ("changed_at", "changed_by_id", "code", "ends_at", "exchange_id", "id", "label_id", "labelled_at", "lead_id", "objectives", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "place", "remarks", "review_on", "starts_at", "state", "title", "units", "version", "zone") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."code", NEW."ends_at", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."lead_id", NEW."objectives", clock_timestamp(), \'update\', NEW."id", NEW."phase_id", NEW."place", NEW."remarks", NEW."review_on", NEW."starts_at", NEW."state", NEW."title", NEW."units", NEW."version", NEW."zone"); RETURN NULL;', hash='e3508c5ab77eaa88f6cc8753c30774d876736a0d', operation='UPDATE', pgid='pgtrigger_update_update_7b0be', table='serials_serial', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "serials_serialevent" ("changed_at", "changed_by_id", "code", "ends_at", "exchange_id", "id", "label_id", "labelled_at", "lead_id", "objectives", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "place", "remarks", "review_on", "starts_at", "state", "title", "units", "version", "zone") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."code", OLD."ends_at", OLD."exchange_id", OLD."id", OLD."label_id", OLD."labelled_at", OLD."lead_id", OLD."objectives", clock_timestamp(), \'delete\', OLD."id", OLD."phase_id", OLD."place", OLD."remarks", OLD."review_on", OLD."starts_at", OLD."state", OLD."title", OLD."units", OLD."version", OLD."zone"); RETURN NULL;', hash='88da0a432161215dcd134af87cc4c9a6e6fabce6', operation='DELETE', pgid='pgtrigger_delete_delete_57c61', table='serials_serial', when='AFTER')),
        ]),
    ]
