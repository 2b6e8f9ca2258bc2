import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import programs.references
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.history import AddTriggers, BeginHistory
from clearances.rls import HistoryRowLevelSecurity, RowLevelSecurity


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('exchanges', '0001_exchanges_in_two_facets'),
        ('exchanges', '0002_who_changed_an_exchange_last_and_why'),
        ('exchanges', '0003_labels_have_a_review_date'),
        ('exchanges', '0004_every_version_is_kept'),
        ('exchanges', '0005_paragraphs_with_labels_of_their_own'),
        ('exchanges', '0006_a_grant_is_found_by_its_row'),
        ('exchanges', '0007_who_may_see_an_exchange_is_kept_in_sets'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('clearances', '0003_the_context_is_signed'),
        ('programs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReaderSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReaderSetMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reader_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='exchanges.readerset')),
                ('team', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.team')),
                ('lapses_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'reader_set'), name='reader_set_member_once')],
            },
        ),
        migrations.CreateModel(
            name='Exchange',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(default=programs.references.new_reference, editable=False, max_length=7, unique=True, validators=[django.core.validators.RegexValidator('^[23456789ABCDEFGHJKMNPQRSTVWXYZ]{4}-[23456789ABCDEFGHJKMNPQRSTVWXYZ]{2}$', 'A reference reads like K7QF-4M.')])),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='programs.program')),
                ('kind', models.CharField(choices=[('livex', 'Live exercise'), ('cpx', 'Command post exercise'), ('cax', 'Computer-assisted exercise'), ('ttx', 'Table-top exercise'), ('course', 'Course'), ('unit', 'Unit exchange'), ('personnel', 'Personnel exchange'), ('instructor', 'Instructor exchange or mobile training team'), ('seminar', 'Seminar or symposium'), ('port', 'Port visit or passing exercise'), ('virtual', 'Virtual or simulation event'), ('talks', 'Staff talks'), ('shiprider', 'Shiprider')], max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_exchanges', to='accounts.party')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('planned', 'Planned'), ('postponed', 'Postponed'), ('running', 'Running'), ('completed', 'Completed'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='draft', max_length=10)),
                ('state_reason', models.CharField(blank=True, max_length=200)),
                ('readers', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchanges.readerset')),
            ],
            options={
                'ordering': ['starts_on', 'pk'],
                'permissions': [('view_content', 'May see what the exchange is about'), ('invite_party', 'May invite parties to it')],
                'indexes': [models.Index(fields=['starts_on', 'id'], name='exchange_by_start'), models.Index(fields=['label', 'starts_on'], name='exchange_by_label'), models.Index(fields=['readers', 'label'], name='exchange_by_readers')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='exchange_ends_after_it_starts', violation_error_message="An exchange can't end before it starts.")],
            },
        ),
        migrations.CreateModel(
            name='ExchangeContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('exchange', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='content', to='exchanges.exchange')),
                ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('land', 'Land'), ('maritime', 'Maritime'), ('air', 'Air'), ('space', 'Space'), ('cyber', 'Cyber'), ('information', 'Information')], max_length=12), blank=True, default=list, size=None)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('seats', models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                'ordering': ['exchange'],
            },
        ),
        migrations.CreateModel(
            name='ExchangeEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='exchanges.exchange')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('reference', models.CharField(default=programs.references.new_reference, editable=False, max_length=7, validators=[django.core.validators.RegexValidator('^[23456789ABCDEFGHJKMNPQRSTVWXYZ]{4}-[23456789ABCDEFGHJKMNPQRSTVWXYZ]{2}$', 'A reference reads like K7QF-4M.')])),
                ('program', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program')),
                ('kind', models.CharField(choices=[('livex', 'Live exercise'), ('cpx', 'Command post exercise'), ('cax', 'Computer-assisted exercise'), ('ttx', 'Table-top exercise'), ('course', 'Course'), ('unit', 'Unit exchange'), ('personnel', 'Personnel exchange'), ('instructor', 'Instructor exchange or mobile training team'), ('seminar', 'Seminar or symposium'), ('port', 'Port visit or passing exercise'), ('virtual', 'Virtual or simulation event'), ('talks', 'Staff talks'), ('shiprider', 'Shiprider')], max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('host', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('planned', 'Planned'), ('postponed', 'Postponed'), ('running', 'Running'), ('completed', 'Completed'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='draft', max_length=10)),
                ('state_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExchangeGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('role', models.CharField(max_length=30)),
                ('origin', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(max_length=200)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('granted_at', models.DateTimeField(auto_now_add=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('lapses_at', models.DateTimeField(blank=True, null=True)),
                ('content_object', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='exchanges.exchange')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['group', 'permission', 'content_object'], name='exchangegrant_by_team'), models.Index(fields=['content_object', 'permission', 'group'], include=('lapses_at',), name='exchangegrant_by_row')],
                'constraints': [models.UniqueConstraint(fields=('group', 'permission', 'content_object', 'role', 'origin'), name='exchangegrant_once'), models.CheckConstraint(condition=models.Q(models.Q(('lapses_at__isnull', True), ('until__isnull', True)), models.Q(('lapses_at__isnull', False), ('until__isnull', False)), _connector='OR'), name='exchangegrant_lapses_iff_it_ends')],
            },
        ),
        migrations.CreateModel(
            name='DescriptionDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fields', models.JSONField(default=dict)),
                ('kept_at', models.DateTimeField(auto_now=True)),
                ('exchange', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchanges.exchange')),
            ],
            options={
                'ordering': ['-kept_at', '-pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('exchange', 'author'), name='one_draft_of_a_description')],
            },
        ),
        migrations.CreateModel(
            name='DescriptionPortion',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sort_key', models.TextField(db_collation='C')),
                ('text', models.TextField()),
                ('exchange', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='portions', to='exchanges.exchange')),
            ],
            options={
                'ordering': ['sort_key', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExchangeContentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='exchanges.exchangecontent')),
                ('id', models.BigIntegerField()),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('exchange', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchanges.exchange')),
                ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('land', 'Land'), ('maritime', 'Maritime'), ('air', 'Air'), ('space', 'Space'), ('cyber', 'Cyber'), ('information', 'Information')], max_length=12), blank=True, default=list, size=None)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('seats', models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExchangeGrantEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='exchanges.exchangegrant')),
                ('id', models.BigIntegerField()),
                ('permission', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.permission')),
                ('group', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.group')),
                ('role', models.CharField(max_length=30)),
                ('origin', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(max_length=200)),
                ('granted_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('granted_at', models.DateTimeField(auto_now_add=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('lapses_at', models.DateTimeField(blank=True, null=True)),
                ('content_object', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchanges.exchange')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['content_object'], name='exchangegrant_by_cont')],
            },
        ),
        migrations.CreateModel(
            name='DescriptionPortionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='exchanges.descriptionportion')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('sort_key', models.TextField(db_collation='C')),
                ('text', models.TextField()),
                ('exchange', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchanges.exchange')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        RowLevelSecurity('Exchange'),
        RowLevelSecurity('ExchangeContent'),
        RowLevelSecurity('DescriptionDraft'),
        RowLevelSecurity('DescriptionPortion'),
        BeginHistory('ExchangeEvent', of='Exchange'),
        BeginHistory('ExchangeContentEvent', of='ExchangeContent'),
        BeginHistory('ExchangeGrantEvent', of='ExchangeGrant'),
        BeginHistory('DescriptionPortionEvent', of='DescriptionPortion'),
        HistoryRowLevelSecurity('ExchangeEvent', of='Exchange'),
        HistoryRowLevelSecurity('ExchangeContentEvent', of='ExchangeContent'),
        HistoryRowLevelSecurity('DescriptionPortionEvent', of='DescriptionPortion'),
        AddTriggers('Exchange', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchanges_exchangeevent" ("changed_at", "changed_by_id", "ends_on", "host_id", "id", "kind", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "reference", "review_on", "starts_on", "state", "state_reason", "title", "version", "zone") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."host_id", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."program_id", NEW."reference", NEW."review_on", NEW."starts_on", NEW."state", NEW."state_reason", NEW."title", NEW."version", NEW."zone"); RETURN NULL;', hash='e38f26e703a3e78ee2b4dbcac53fe377cfbf2b29', operation='INSERT', pgid='pgtrigger_insert_insert_fc469', table='exchanges_exchange', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."host_id" IS DISTINCT FROM (NEW."host_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."label_id" IS DISTINCT FROM (NEW."label_id") OR OLD."labelled_at" IS DISTINCT FROM (NEW."labelled_at") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."review_on" IS DISTINCT FROM (NEW."review_on") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_reason" IS DISTINCT FROM (NEW."state_reason") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."zone" IS DISTINCT FROM (NEW."zone"))', func='INSERT INTO "exchanges_exchangeevent" ("changed_at", "changed_by_id", "ends_on", "host_id", "id", "kind", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "reference", "review_on", "starts_on", "state", "state_reason", "title", "version", "zone") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."ends_on", NEW."host_id", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."program_id", NEW."reference", NEW."review_on", NEW."starts_on", NEW."state", NEW."state_reason", NEW."title", NEW."version", NEW."zone"); RETURN NULL;', hash='eace1ee7251441e27f4fcbcea14e071d02f2e3a8', operation='UPDATE', pgid='pgtrigger_update_update_9215f', table='exchanges_exchange', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchanges_exchangeevent" ("changed_at", "changed_by_id", "ends_on", "host_id", "id", "kind", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "reference", "review_on", "starts_on", "state", "state_reason", "title", "version", "zone") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."ends_on", OLD."host_id", OLD."id", OLD."kind", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."program_id", OLD."reference", OLD."review_on", OLD."starts_on", OLD."state", OLD."state_reason", OLD."title", OLD."version", OLD."zone"); RETURN NULL;', hash='1f31a08a5b3380ac0a3b0f88b1070b149c95014c', operation='DELETE', pgid='pgtrigger_delete_delete_f175f', table='exchanges_exchange', when='AFTER')),
        ]),
        AddTriggers('ExchangeContent', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchanges_exchangecontentevent" ("changed_at", "changed_by_id", "domains", "exchange_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "review_on", "seats", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."domains", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."place", NEW."review_on", NEW."seats", NEW."version"); RETURN NULL;', hash='61138c7677561cfbcca9b17b12543df9ea55b470', operation='INSERT', pgid='pgtrigger_insert_insert_f8b5f', table='exchanges_exchangecontent', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "exchanges_exchangecontentevent" ("changed_at", "changed_by_id", "domains", "exchange_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "review_on", "seats", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."domains", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."place", NEW."review_on", NEW."seats", NEW."version"); RETURN NULL;', hash='3bde787f2433d2cbd862d19d2b8ae8c9a2b3f571', operation='UPDATE', pgid='pgtrigger_update_update_2e0b0', table='exchanges_exchangecontent', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchanges_exchangecontentevent" ("changed_at", "changed_by_id", "domains", "exchange_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "review_on", "seats", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."domains", OLD."exchange_id", OLD."id", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."place", OLD."review_on", OLD."seats", OLD."version"); RETURN NULL;', hash='0cac63474c233c60aecaae910a8b70a8dc13d86a', operation='DELETE', pgid='pgtrigger_delete_delete_3e486', table='exchanges_exchangecontent', when='AFTER')),
        ]),
        AddTriggers('ExchangeGrant', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchanges_exchangegrantevent" ("content_object_id", "granted_at", "granted_by_id", "group_id", "id", "lapses_at", "origin", "permission_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "until") VALUES (NEW."content_object_id", NEW."granted_at", NEW."granted_by_id", NEW."group_id", NEW."id", NEW."lapses_at", NEW."origin", NEW."permission_id", clock_timestamp(), \'insert\', NEW."id", NEW."reason", NEW."role", NEW."until"); RETURN NULL;', hash='93ad1aaad1bac57c8ea8714f062b0191d5a34b1a', operation='INSERT', pgid='pgtrigger_insert_insert_344d6', table='exchanges_exchangegrant', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "exchanges_exchangegrantevent" ("content_object_id", "granted_at", "granted_by_id", "group_id", "id", "lapses_at", "origin", "permission_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "until") VALUES (NEW."content_object_id", NEW."granted_at", NEW."granted_by_id", NEW."group_id", NEW."id", NEW."lapses_at", NEW."origin", NEW."permission_id", clock_timestamp(), \'update\', NEW."id", NEW."reason", NEW."role", NEW."until"); RETURN NULL;', hash='df539f7cc7f47aca4cb8d9a9fb4edfd49505992a', operation='UPDATE', pgid='pgtrigger_update_update_a4024', table='exchanges_exchangegrant', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchanges_exchangegrantevent" ("content_object_id", "granted_at", "granted_by_id", "group_id", "id", "lapses_at", "origin", "permission_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "until") VALUES (OLD."content_object_id", OLD."granted_at", OLD."granted_by_id", OLD."group_id", OLD."id", OLD."lapses_at", OLD."origin", OLD."permission_id", clock_timestamp(), \'delete\', OLD."id", OLD."reason", OLD."role", OLD."until"); RETURN NULL;', hash='0ba8548f1e92e58d58cd0946526e2da3dc2ebae5', operation='DELETE', pgid='pgtrigger_delete_delete_c2dca', table='exchanges_exchangegrant', when='AFTER')),
        ]),
        AddTriggers('DescriptionPortion', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchanges_descriptionportionevent" ("changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "sort_key", "text", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."review_on", NEW."sort_key", NEW."text", NEW."version"); RETURN NULL;', hash='e668e8f813e88af1dc2e6befe946227a7bd049c5', operation='INSERT', pgid='pgtrigger_insert_insert_edc72', table='exchanges_descriptionportion', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "exchanges_descriptionportionevent" ("changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "sort_key", "text", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."review_on", NEW."sort_key", NEW."text", NEW."version"); RETURN NULL;', hash='efcc175085d37108161c4c3fc8412da27158be49', operation='UPDATE', pgid='pgtrigger_update_update_89487', table='exchanges_descriptionportion', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchanges_descriptionportionevent" ("changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "sort_key", "text", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."exchange_id", OLD."id", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."review_on", OLD."sort_key", OLD."text", OLD."version"); RETURN NULL;', hash='075042c57e1261ef617d1afd3559ad129b4a3b0f', operation='DELETE', pgid='pgtrigger_delete_delete_bb653', table='exchanges_descriptionportion', when='AFTER')),
        ]),
    ]
