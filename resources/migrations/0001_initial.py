import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
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
        ('resources', '0001_resources_and_bookings'),
        ('resources', '0003_other_hours_on_some_weekdays'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('clearances', '0003_the_context_is_signed'),
        ('exchanges', '0002_the_database_keeps_reader_sets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='accounts.party')),
                ('kind', models.CharField(choices=[('facility', 'Facility'), ('area', 'Training area or range'), ('airspace', 'Airspace'), ('simulator', 'Simulator'), ('vessel', 'Vessel'), ('pool', 'Equipment pool'), ('person', 'Key person')], max_length=9)),
                ('name', models.CharField(max_length=120)),
                ('description', models.TextField(blank=True, max_length=5000)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)])),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)])),
                ('precision', models.PositiveSmallIntegerField(choices=[(0, '100 km'), (1, '10 km'), (2, '1 km'), (3, '100 m'), (4, '10 m')], default=1)),
                ('closer_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None)),
                ('closer_precision', models.PositiveSmallIntegerField(blank=True, choices=[(0, '100 km'), (1, '10 km'), (2, '1 km'), (3, '100 m'), (4, '10 m')], null=True)),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)])),
                ('quantity', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)])),
                ('turn_round_hours', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(1440)])),
                ('zone', models.CharField(max_length=64)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(7)]), blank=True, default=list, size=None)),
                ('opens_at', models.TimeField(blank=True, null=True)),
                ('closes_at', models.TimeField(blank=True, null=True)),
                ('other_hours', models.JSONField(blank=True, default=dict)),
                ('closed_on', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person')),
                ('publishes_busy', models.BooleanField(default=False)),
                ('bookings_label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'indexes': [models.Index(fields=['name', 'id'], name='resource_by_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'person'), ('person__isnull', False)), models.Q(models.Q(('kind', 'person'), _negated=True), ('person__isnull', True)), _connector='OR'), name='a_key_person_is_somebody'), models.CheckConstraint(condition=models.Q(('kind', 'pool'), ('quantity', 1), _connector='OR'), name='only_a_pool_has_a_quantity'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='a_place_has_both_coordinates'), models.CheckConstraint(condition=models.Q(models.Q(('closes_at__isnull', True), ('opens_at__isnull', True)), ('opens_at__lt', models.F('closes_at')), _connector='OR'), name='a_resource_opens_before_it_closes')],
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='resources.resource')),
                ('exchange', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='exchanges.exchange')),
                ('title', models.CharField(max_length=120)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('is_all_day', models.BooleanField()),
                ('occupies', django.contrib.postgres.fields.ranges.DateTimeRangeField(blank=True, null=True)),
                ('is_pooled', models.BooleanField()),
                ('quantity', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)])),
                ('state', models.CharField(choices=[('tentative', 'Tentative'), ('firm', 'Firm'), ('freed', 'Freed')], default='tentative', max_length=9)),
                ('decision', models.CharField(choices=[('pending', 'Waits for the owner'), ('approved', 'Approved'), ('refused', 'Refused')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('series', models.UUIDField(blank=True, null=True)),
                ('offered_from', models.DateTimeField(blank=True, null=True)),
                ('offered_until', models.DateTimeField(blank=True, null=True)),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
                'indexes': [models.Index(fields=['exchange', 'starts_at'], name='booking_by_exchange'), models.Index(fields=['resource', 'starts_at'], name='booking_by_resource')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('resource', '='), ('occupies', '&&'), (models.Case(models.When(is_pooled=False, then=models.Value(0)), output_field=models.IntegerField()), '=')], name='nothing_is_booked_twice', violation_error_message='Not available.'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='booking_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'freed'), _negated=True), ('occupies__isnull', True), _connector='OR'), name='what_is_freed_takes_no_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'firm'), _negated=True), models.Q(('decision', 'approved'), ('occupies__isnull', False)), _connector='OR'), name='what_is_firm_is_approved_and_takes_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('decision', 'refused'), _negated=True), ('state', 'freed'), _connector='OR'), name='what_is_refused_is_freed'), models.CheckConstraint(condition=models.Q(models.Q(('offered_from__isnull', True), ('offered_until__isnull', True)), ('offered_from__lt', models.F('offered_until')), _connector='OR'), name='an_offered_window_has_both_ends')],
            },
        ),
        migrations.CreateModel(
            name='ResourceEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='resources.resource')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('kind', models.CharField(choices=[('facility', 'Facility'), ('area', 'Training area or range'), ('airspace', 'Airspace'), ('simulator', 'Simulator'), ('vessel', 'Vessel'), ('pool', 'Equipment pool'), ('person', 'Key person')], max_length=9)),
                ('name', models.CharField(max_length=120)),
                ('description', models.TextField(blank=True, max_length=5000)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)])),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)])),
                ('precision', models.PositiveSmallIntegerField(choices=[(0, '100 km'), (1, '10 km'), (2, '1 km'), (3, '100 m'), (4, '10 m')], default=1)),
                ('closer_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None)),
                ('closer_precision', models.PositiveSmallIntegerField(blank=True, choices=[(0, '100 km'), (1, '10 km'), (2, '1 km'), (3, '100 m'), (4, '10 m')], null=True)),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)])),
                ('quantity', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)])),
                ('turn_round_hours', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(1440)])),
                ('zone', models.CharField(max_length=64)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(7)]), blank=True, default=list, size=None)),
                ('opens_at', models.TimeField(blank=True, null=True)),
                ('closes_at', models.TimeField(blank=True, null=True)),
                ('other_hours', models.JSONField(blank=True, default=dict)),
                ('closed_on', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.person')),
                ('publishes_busy', models.BooleanField(default=False)),
                ('bookings_label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='KeptBooking',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('resources.booking',),
        ),
        migrations.CreateModel(
            name='BookingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='resources.booking')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('resource', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='resources.resource')),
                ('exchange', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchanges.exchange')),
                ('title', models.CharField(max_length=120)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('is_all_day', models.BooleanField()),
                ('occupies', django.contrib.postgres.fields.ranges.DateTimeRangeField(blank=True, null=True)),
                ('is_pooled', models.BooleanField()),
                ('quantity', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)])),
                ('state', models.CharField(choices=[('tentative', 'Tentative'), ('firm', 'Firm'), ('freed', 'Freed')], default='tentative', max_length=9)),
                ('decision', models.CharField(choices=[('pending', 'Waits for the owner'), ('approved', 'Approved'), ('refused', 'Refused')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('series', models.UUIDField(blank=True, null=True)),
                ('offered_from', models.DateTimeField(blank=True, null=True)),
                ('offered_until', models.DateTimeField(blank=True, null=True)),
                ('requested_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        RowLevelSecurity('Booking'),
        RowLevelSecurity('Resource'),
        BeginHistory('BookingEvent', of='Booking'),
        BeginHistory('ResourceEvent', of='Resource'),
        HistoryRowLevelSecurity('BookingEvent', of='Booking'),
        HistoryRowLevelSecurity('ResourceEvent', of='Resource'),
        AddTriggers('Resource', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_resourceevent" ("bookings_label_id", "capacity", "changed_at", "changed_by_id", "closed_on", "closer_precision", "closer_to", "closes_at", "description", "id", "is_active", "kind", "label_id", "labelled_at", "latitude", "longitude", "name", "opens_at", "other_hours", "owner_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "precision", "publishes_busy", "quantity", "review_on", "turn_round_hours", "version", "weekdays", "zone") VALUES (NEW."bookings_label_id", NEW."capacity", NEW."changed_at", NEW."changed_by_id", NEW."closed_on", NEW."closer_precision", NEW."closer_to", NEW."closes_at", NEW."description", NEW."id", NEW."is_active", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."latitude", NEW."longitude", NEW."name", NEW."opens_at", NEW."other_hours", NEW."owner_id", NEW."person_id", clock_timestamp(), \'insert\', NEW."id", NEW."place", NEW."precision", NEW."publishes_busy", NEW."quantity", NEW."review_on", NEW."turn_round_hours", NEW."version", NEW."weekdays", NEW."zone"); RETURN NULL;', hash='91f960607bc2c96ae137c8ed371c70812953b31f', operation='INSERT', pgid='pgtrigger_insert_insert_09d61', table='resources_resource', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_resourceevent" ("bookings_label_id", "capacity", "changed_at", "changed_by_id", "closed_on", "closer_precision", "closer_to", "closes_at", "description", "id", "is_active", "kind", "label_id", "labelled_at", "latitude", "longitude", "name", "opens_at", "other_hours", "owner_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "precision", "publishes_busy", "quantity", "review_on", "turn_round_hours", "version", "weekdays", "zone") VALUES (NEW."bookings_label_id", NEW."capacity", NEW."changed_at", NEW."changed_by_id", NEW."closed_on", NEW."closer_precision", NEW."closer_to", NEW."closes_at", NEW."description", NEW."id", NEW."is_active", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."latitude", NEW."longitude", NEW."name", NEW."opens_at", NEW."other_hours", NEW."owner_id", NEW."person_id", clock_timestamp(), \'update\', NEW."id", NEW."place", NEW."precision", NEW."publishes_busy", NEW."quantity", NEW."review_on", NEW."turn_round_hours", NEW."version", NEW."weekdays", NEW."zone"); RETURN NULL;', hash='d5373610ef6c40e0fbf6e1f9383e59dabcfab518', operation='UPDATE', pgid='pgtrigger_update_update_4f99f', table='resources_resource', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_resourceevent" ("bookings_label_id", "capacity", "changed_at", "changed_by_id", "closed_on", "closer_precision", "closer_to", "closes_at", "description", "id", "is_active", "kind", "label_id", "labelled_at", "latitude", "longitude", "name", "opens_at", "other_hours", "owner_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "precision", "publishes_busy", "quantity", "review_on", "turn_round_hours", "version", "weekdays", "zone") VALUES (OLD."bookings_label_id", OLD."capacity", OLD."changed_at", OLD."changed_by_id", OLD."closed_on", OLD."closer_precision", OLD."closer_to", OLD."closes_at", OLD."description", OLD."id", OLD."is_active", OLD."kind", OLD."label_id", OLD."labelled_at", OLD."latitude", OLD."longitude", OLD."name", OLD."opens_at", OLD."other_hours", OLD."owner_id", OLD."person_id", clock_timestamp(), \'delete\', OLD."id", OLD."place", OLD."precision", OLD."publishes_busy", OLD."quantity", OLD."review_on", OLD."turn_round_hours", OLD."version", OLD."weekdays", OLD."zone"); RETURN NULL;', hash='ccc5d526d66637c6fa5368bf00ae78243cc91704', operation='DELETE', pgid='pgtrigger_delete_delete_551db', table='resources_resource', when='AFTER')),
        ]),
        AddTriggers('Booking', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_bookingevent" ("changed_at", "changed_by_id", "decision", "ends_at", "exchange_id", "id", "is_all_day", "is_pooled", "label_id", "labelled_at", "occupies", "offered_from", "offered_until", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "reason", "requested_at", "requested_by_id", "resource_id", "review_on", "series", "starts_at", "state", "title", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."decision", NEW."ends_at", NEW."exchange_id", NEW."id", NEW."is_all_day", NEW."is_pooled", NEW."label_id", NEW."labelled_at", NEW."occupies", NEW."offered_from", NEW."offered_until", clock_timestamp(), \'insert\', NEW."id", NEW."quantity", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."resource_id", NEW."review_on", NEW."series", NEW."starts_at", NEW."state", NEW."title", NEW."version"); RETURN NULL;', hash='19b228f0bb5ae7e12c13ce374b1e6dccfad7b4c9', operation='INSERT', pgid='pgtrigger_insert_insert_01b35', table='resources_booking', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "resources_bookingevent" ("changed_at", "changed_by_id", "decision", "ends_at", "exchange_id", "id", "is_all_day", "is_pooled", "label_id", "labelled_at", "occupies", "offered_from", "offered_until", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "reason", "requested_at", "requested_by_id", "resource_id", "review_on", "series", "starts_at", "state", "title", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."decision", NEW."ends_at", NEW."exchange_id", NEW."id", NEW."is_all_day", NEW."is_pooled", NEW."label_id", NEW."labelled_at", NEW."occupies", NEW."offered_from", NEW."offered_until", clock_timestamp(), \'update\', NEW."id", NEW."quantity", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."resource_id", NEW."review_on", NEW."series", NEW."starts_at", NEW."state", NEW."title", NEW."version"); RETURN NULL;', hash='67a83f2bba775b6c433e3be20ec515287eecbd44', operation='UPDATE', pgid='pgtrigger_update_update_bc48a', table='resources_booking', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_bookingevent" ("changed_at", "changed_by_id", "decision", "ends_at", "exchange_id", "id", "is_all_day", "is_pooled", "label_id", "labelled_at", "occupies", "offered_from", "offered_until", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "reason", "requested_at", "requested_by_id", "resource_id", "review_on", "series", "starts_at", "state", "title", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."decision", OLD."ends_at", OLD."exchange_id", OLD."id", OLD."is_all_day", OLD."is_pooled", OLD."label_id", OLD."labelled_at", OLD."occupies", OLD."offered_from", OLD."offered_until", clock_timestamp(), \'delete\', OLD."id", OLD."quantity", OLD."reason", OLD."requested_at", OLD."requested_by_id", OLD."resource_id", OLD."review_on", OLD."series", OLD."starts_at", OLD."state", OLD."title", OLD."version"); RETURN NULL;', hash='350824fcf189ee7f2c5b2fa0a32d6ad7dc80dc3f', operation='DELETE', pgid='pgtrigger_delete_delete_a46e6', table='resources_booking', when='AFTER')),
        ]),
    ]
