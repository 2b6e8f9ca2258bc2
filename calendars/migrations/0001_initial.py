import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
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
        ('calendars', '0001_holidays_weekends_and_stand_downs'),
        ('calendars', '0002_which_years_are_loaded'),
        ('calendars', '0003_blackout_periods'),
        ('calendars', '0004_what_came_from_a_calendar_file'),
        ('calendars', '0005_stand_downs_can_be_corrected'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('clearances', '0003_the_context_is_signed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BusyPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='busy_periods', to='accounts.party')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='busy_period_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('name_en', models.CharField(max_length=200)),
                ('name_fr', models.CharField(blank=True, max_length=200)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holidays', to='accounts.party')),
                ('day', models.DateField()),
                ('name_local', models.CharField(blank=True, max_length=200)),
                ('is_estimate', models.BooleanField(default=False)),
                ('is_kept', models.BooleanField(default=True)),
                ('is_corrected', models.BooleanField(default=False)),
                ('source_day', models.DateField()),
                ('source', models.CharField(max_length=40)),
            ],
            options={
                'ordering': ['day', 'pk'],
                'indexes': [models.Index(fields=['party', 'day'], name='holiday_by_party')],
                'constraints': [models.UniqueConstraint(fields=('party', 'source_day', 'name_en'), name='a_source_gives_a_holiday_once', violation_error_message='This holiday is entered already.'), models.CheckConstraint(condition=models.Q(('is_corrected', True), models.Q(('day', models.F('source_day')), ('is_kept', True)), _connector='OR'), name='a_holiday_differs_from_its_source_only_if_corrected')],
            },
        ),
        migrations.CreateModel(
            name='LoadedYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('year', models.PositiveSmallIntegerField()),
                ('edition', models.CharField(max_length=60)),
            ],
            options={
                'ordering': ['party', 'year'],
                'constraints': [models.UniqueConstraint(fields=('party', 'year'), name='a_year_of_a_nation_is_loaded_once')],
            },
        ),
        migrations.CreateModel(
            name='StandDown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('name_en', models.CharField(max_length=200)),
                ('name_fr', models.CharField(blank=True, max_length=200)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stand_downs', to='accounts.party')),
                ('key', models.CharField(max_length=40)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('stops_work', models.BooleanField(default=False)),
                ('is_estimate', models.BooleanField(default=False)),
                ('is_kept', models.BooleanField(default=True)),
                ('is_corrected', models.BooleanField(default=False)),
                ('source_day', models.DateField()),
                ('source', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('party', 'key', 'source_day'), name='a_source_gives_a_stand_down_once', violation_error_message='This stand-down is entered already.'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='stand_down_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Weekend',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weekends', to='accounts.party')),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(7)]), size=None)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['party', 'starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='weekend_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('weekdays__contained_by', [1, 2, 3, 4, 5, 6, 7]), ('weekdays__len__lt', 7)), name='a_week_has_a_working_day'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('party', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange'), '&&')], name='one_weekend_at_a_time', violation_error_message='Another weekend is entered for some of these days.')],
            },
        ),
        migrations.CreateModel(
            name='Blackout',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blackouts', to='accounts.party')),
                ('title', models.CharField(max_length=120)),
                ('reason', models.TextField(blank=True, max_length=1000)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'indexes': [models.Index(fields=['owner', 'starts_on'], name='blackout_by_owner')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='blackout_ends_after_it_starts', violation_error_message="The last day can't lie before the first.")],
            },
        ),
        migrations.CreateModel(
            name='BlackoutEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='calendars.blackout')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('title', models.CharField(max_length=120)),
                ('reason', models.TextField(blank=True, max_length=1000)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HolidayEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='calendars.holiday')),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('name_en', models.CharField(max_length=200)),
                ('name_fr', models.CharField(blank=True, max_length=200)),
                ('party', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('day', models.DateField()),
                ('name_local', models.CharField(blank=True, max_length=200)),
                ('is_estimate', models.BooleanField(default=False)),
                ('is_kept', models.BooleanField(default=True)),
                ('is_corrected', models.BooleanField(default=False)),
                ('source_day', models.DateField()),
                ('source', models.CharField(max_length=40)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ImportedPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('blackout', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='imported', to='calendars.blackout')),
                ('digest', models.CharField(db_index=True, max_length=64)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='StandDownEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='calendars.standdown')),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('name_en', models.CharField(max_length=200)),
                ('name_fr', models.CharField(blank=True, max_length=200)),
                ('party', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('key', models.CharField(max_length=40)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('stops_work', models.BooleanField(default=False)),
                ('is_estimate', models.BooleanField(default=False)),
                ('is_kept', models.BooleanField(default=True)),
                ('is_corrected', models.BooleanField(default=False)),
                ('source_day', models.DateField()),
                ('source', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        RowLevelSecurity('Blackout'),
        BeginHistory('HolidayEvent', of='Holiday'),
        BeginHistory('StandDownEvent', of='StandDown'),
        BeginHistory('BlackoutEvent', of='Blackout'),
        HistoryRowLevelSecurity('BlackoutEvent', of='Blackout'),
        AddTriggers('Holiday', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calendars_holidayevent" ("changed_at", "changed_by_id", "day", "id", "is_corrected", "is_estimate", "is_kept", "name_en", "name_fr", "name_local", "party_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_day", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."day", NEW."id", NEW."is_corrected", NEW."is_estimate", NEW."is_kept", NEW."name_en", NEW."name_fr", NEW."name_local", NEW."party_id", clock_timestamp(), \'insert\', NEW."id", NEW."source", NEW."source_day", NEW."version"); RETURN NULL;', hash='602c36b53f5e0ce533d753ceb9242b08728c4c54', operation='INSERT', pgid='pgtrigger_insert_insert_4a2da', table='calendars_holiday', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calendars_holidayevent" ("changed_at", "changed_by_id", "day", "id", "is_corrected", "is_estimate", "is_kept", "name_en", "name_fr", "name_local", "party_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_day", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."day", NEW."id", NEW."is_corrected", NEW."is_estimate", NEW."is_kept", NEW."name_en", NEW."name_fr", NEW."name_local", NEW."party_id", clock_timestamp(), \'update\', NEW."id", NEW."source", NEW."source_day", NEW."version"); RETURN NULL;', hash='d0f044f9212c7f953f952562b7823dd5c453142e', operation='UPDATE', pgid='pgtrigger_update_update_c8398', table='calendars_holiday', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calendars_holidayevent" ("changed_at", "changed_by_id", "day", "id", "is_corrected", "is_estimate", "is_kept", "name_en", "name_fr", "name_local", "party_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_day", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."day", OLD."id", OLD."is_corrected", OLD."is_estimate", OLD."is_kept", OLD."name_en", OLD."name_fr", OLD."name_local", OLD."party_id", clock_timestamp(), \'delete\', OLD."id", OLD."source", OLD."source_day", OLD."version"); RETURN NULL;', hash='0b31ec185a6c55d018686caf64a190570419240d', operation='DELETE', pgid='pgtrigger_delete_delete_abe2b', table='calendars_holiday', when='AFTER')),
        ]),
        AddTriggers('StandDown', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calendars_standdownevent" ("changed_at", "changed_by_id", "ends_on", "id", "is_corrected", "is_estimate", "is_kept", "key", "name_en", "name_fr", "party_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_day", "starts_on", "stops_work", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."id", NEW."is_corrected", NEW."is_estimate", NEW."is_kept", NEW."key", NEW."name_en", NEW."name_fr", NEW."party_id", clock_timestamp(), \'insert\', NEW."id", NEW."source", NEW."source_day", NEW."starts_on", NEW."stops_work", NEW."version"); RETURN NULL;', hash='f599397abff510644745a716bed31075a18cc2c5', operation='INSERT', pgid='pgtrigger_insert_insert_31139', table='calendars_standdown', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calendars_standdownevent" ("changed_at", "changed_by_id", "ends_on", "id", "is_corrected", "is_estimate", "is_kept", "key", "name_en", "name_fr", "party_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_day", "starts_on", "stops_work", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."id", NEW."is_corrected", NEW."is_estimate", NEW."is_kept", NEW."key", NEW."name_en", NEW."name_fr", NEW."party_id", clock_timestamp(), \'update\', NEW."id", NEW."source", NEW."source_day", NEW."starts_on", NEW."stops_work", NEW."version"); RETURN NULL;', hash='947060c5aa55b25ee3ff80861c41bc8bfd865682', operation='UPDATE', pgid='pgtrigger_update_update_a0e2f', table='calendars_standdown', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calendars_standdownevent" ("changed_at", "changed_by_id", "ends_on", "id", "is_corrected", "is_estimate", "is_kept", "key", "name_en", "name_fr", "party_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "source_day", "starts_on", "stops_work", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."ends_on", OLD."id", OLD."is_corrected", OLD."is_estimate", OLD."is_kept", OLD."key", OLD."name_en", OLD."name_fr", OLD."party_id", clock_timestamp(), \'delete\', OLD."id", OLD."source", OLD."source_day", OLD."starts_on", OLD."stops_work", OLD."version"); RETURN NULL;', hash='7aaa6e000702c3e2c2973d9ded0cf69ac44ebeee', operation='DELETE', pgid='pgtrigger_delete_delete_34913', table='calendars_standdown', when='AFTER')),
        ]),
        AddTriggers('Blackout', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calendars_blackoutevent" ("changed_at", "changed_by_id", "ends_on", "id", "label_id", "labelled_at", "owner_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "starts_on", "title", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."id", NEW."label_id", NEW."labelled_at", NEW."owner_id", clock_timestamp(), \'insert\', NEW."id", NEW."reason", NEW."review_on", NEW."starts_on", NEW."title", NEW."version"); RETURN NULL;', hash='e9505bfa31435785c54871029ed642720480a372', operation='INSERT', pgid='pgtrigger_insert_insert_18f0c', table='calendars_blackout', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calendars_blackoutevent" ("changed_at", "changed_by_id", "ends_on", "id", "label_id", "labelled_at", "owner_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "starts_on", "title", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."id", NEW."label_id", NEW."labelled_at", NEW."owner_id", clock_timestamp(), \'update\', NEW."id", NEW."reason", NEW."review_on", NEW."starts_on", NEW."title", NEW."version"); RETURN NULL;', hash='708f68d9030104fc2b04843b43b60ba9517fd106', operation='UPDATE', pgid='pgtrigger_update_update_a07f0', table='calendars_blackout', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calendars_blackoutevent" ("changed_at", "changed_by_id", "ends_on", "id", "label_id", "labelled_at", "owner_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "starts_on", "title", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."ends_on", OLD."id", OLD."label_id", OLD."labelled_at", OLD."owner_id", clock_timestamp(), \'delete\', OLD."id", OLD."reason", OLD."review_on", OLD."starts_on", OLD."title", OLD."version"); RETURN NULL;', hash='0307236da407e16990b413d71933de5ad911a4e5', operation='DELETE', pgid='pgtrigger_delete_delete_b37b3', table='calendars_blackout', when='AFTER')),
        ]),
    ]
