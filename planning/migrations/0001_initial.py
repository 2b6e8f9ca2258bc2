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
        ('planning', '0001_saved_views_of_the_board'),
        ('planning', '0002_date_polls'),
        ('planning', '0003_keys_that_count_nothing'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('clearances', '0003_the_context_is_signed'),
        ('exchanges', '0002_the_database_keeps_reader_sets'),
        ('participants', '0002_grants_reach_every_root_below'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DatePoll',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('exchange', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='date_polls', to='exchanges.exchange')),
                ('title', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed'), ('decided', 'Decided'), ('dropped', 'Ended without a choice')], default='open', max_length=7)),
                ('reply_by', models.DateField()),
                ('reply_due_at', models.DateTimeField()),
                ('untold', models.CharField(blank=True, default='', max_length=12)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-opened_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['reply_due_at'], name='date_poll_due')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='one_view_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='planning.datepoll')),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='participants.delegation')),
                ('title', models.CharField(max_length=120)),
                ('is_required', models.BooleanField(default=False)),
                ('reply_by', models.DateField()),
                ('reply_due_at', models.DateTimeField()),
                ('remind_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['reply_due_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='ballot_reminder')],
                'constraints': [models.UniqueConstraint(fields=('poll', 'delegation'), name='one_ballot_per_nation'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='ballot_answered_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='DatePollEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='planning.datepoll')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('exchange', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchanges.exchange')),
                ('title', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed'), ('decided', 'Decided'), ('dropped', 'Ended without a choice')], default='open', max_length=7)),
                ('reply_by', models.DateField()),
                ('reply_due_at', models.DateTimeField()),
                ('untold', models.CharField(blank=True, default='', max_length=12)),
                ('opened_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PollWindow',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='windows', to='planning.datepoll')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('is_chosen', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['starts_on', 'ends_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='poll_window_ends_after_it_begins'), models.UniqueConstraint(fields=('poll', 'starts_on', 'ends_on'), name='poll_windows_differ'), models.UniqueConstraint(condition=models.Q(('is_chosen', True)), fields=('poll',), name='one_chosen_window')],
            },
        ),
        migrations.CreateModel(
            name='BallotEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='planning.ballot')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('poll', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='planning.datepoll')),
                ('delegation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='participants.delegation')),
                ('title', models.CharField(max_length=120)),
                ('is_required', models.BooleanField(default=False)),
                ('reply_by', models.DateField()),
                ('reply_due_at', models.DateTimeField()),
                ('remind_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PollAnswer',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='planning.ballot')),
                ('window', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='planning.pollwindow')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('answer', models.CharField(blank=True, choices=[('suits', 'Suits us'), ('possible', 'Possible'), ('impossible', 'Impossible')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=1000)),
            ],
            options={
                'ordering': ['starts_on', 'ends_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('ballot', 'window'), name='one_answer_per_window')],
            },
        ),
        migrations.CreateModel(
            name='PollWindowEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='planning.pollwindow')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('poll', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='planning.datepoll')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('is_chosen', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PollAnswerEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='planning.pollanswer')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('ballot', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='planning.ballot')),
                ('window', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='planning.pollwindow')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('answer', models.CharField(blank=True, choices=[('suits', 'Suits us'), ('possible', 'Possible'), ('impossible', 'Impossible')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=1000)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        RowLevelSecurity('DatePoll'),
        RowLevelSecurity('PollWindow'),
        RowLevelSecurity('Ballot'),
        RowLevelSecurity('PollAnswer'),
        BeginHistory('DatePollEvent', of='DatePoll'),
        BeginHistory('PollWindowEvent', of='PollWindow'),
        BeginHistory('BallotEvent', of='Ballot'),
        BeginHistory('PollAnswerEvent', of='PollAnswer'),
        HistoryRowLevelSecurity('DatePollEvent', of='DatePoll'),
        HistoryRowLevelSecurity('PollWindowEvent', of='PollWindow'),
        HistoryRowLevelSecurity('BallotEvent', of='Ballot'),
        HistoryRowLevelSecurity('PollAnswerEvent', of='PollAnswer'),
        AddTriggers('DatePoll', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "planning_datepollevent" ("changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "opened_at", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "reply_due_at", "review_on", "state", "title", "untold", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."opened_at", NEW."opened_by_id", clock_timestamp(), \'insert\', NEW."id", NEW."reply_by", NEW."reply_due_at", NEW."review_on", NEW."state", NEW."title", NEW."untold", NEW."version"); RETURN NULL;', hash='c8962edc8cf2af5bf95e6b55b265e6bf2788eb74', operation='INSERT', pgid='pgtrigger_insert_insert_9eebf', table='planning_datepoll', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "planning_datepollevent" ("changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "opened_at", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "reply_due_at", "review_on", "state", "title", "untold", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."opened_at", NEW."opened_by_id", clock_timestamp(), \'update\', NEW."id", NEW."reply_by", NEW."reply_due_at", NEW."review_on", NEW."state", NEW."title", NEW."untold", NEW."version"); RETURN NULL;', hash='035b93b75a8de7c5f8028053463bb95fdc6c911d', operation='UPDATE', pgid='pgtrigger_update_update_62bb6', table='planning_datepoll', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "planning_datepollevent" ("changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "opened_at", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "reply_due_at", "review_on", "state", "title", "untold", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."exchange_id", OLD."id", OLD."label_id", OLD."labelled_at", OLD."opened_at", OLD."opened_by_id", clock_timestamp(), \'delete\', OLD."id", OLD."reply_by", OLD."reply_due_at", OLD."review_on", OLD."state", OLD."title", OLD."untold", OLD."version"); RETURN NULL;', hash='0de14f70ddf15eb6b0f5783a16586c6d4f1e7428', operation='DELETE', pgid='pgtrigger_delete_delete_3e603', table='planning_datepoll', when='AFTER')),
        ]),
        AddTriggers('Ballot', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "planning_ballotevent" ("answered_at", "answered_by_id", "changed_at", "changed_by_id", "closed_at", "delegation_id", "id", "is_required", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "poll_id", "remind_at", "reply_by", "reply_due_at", "review_on", "title", "version") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."changed_at", NEW."changed_by_id", NEW."closed_at", NEW."delegation_id", NEW."id", NEW."is_required", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."poll_id", NEW."remind_at", NEW."reply_by", NEW."reply_due_at", NEW."review_on", NEW."title", NEW."version"); RETURN NULL;', hash='61dbfddcff6f6b68528c6fba73de0d441b3a09ab', operation='INSERT', pgid='pgtrigger_insert_insert_61130', table='planning_ballot', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "planning_ballotevent" ("answered_at", "answered_by_id", "changed_at", "changed_by_id", "closed_at", "delegation_id", "id", "is_required", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "poll_id", "remind_at", "reply_by", "reply_due_at", "review_on", "title", "version") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."changed_at", NEW."changed_by_id", NEW."closed_at", NEW."delegation_id", NEW."id", NEW."is_required", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."poll_id", NEW."remind_at", NEW."reply_by", NEW."reply_due_at", NEW."review_on", NEW."title", NEW."version"); RETURN NULL;', hash='5285e5abd6731f34194618b04c56a341765866bb', operation='UPDATE', pgid='pgtrigger_update_update_9f4be', table='planning_ballot', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "planning_ballotevent" ("answered_at", "answered_by_id", "changed_at", "changed_by_id", "closed_at", "delegation_id", "id", "is_required", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "poll_id", "remind_at", "reply_by", "reply_due_at", "review_on", "title", "version") VALUES (OLD."answered_at", OLD."answered_by_id", OLD."changed_at", OLD."changed_by_id", OLD."closed_at", OLD."delegation_id", OLD."id", OLD."is_required", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."poll_id", OLD."remind_at", OLD."reply_by", OLD."reply_due_at", OLD."review_on", OLD."title", OLD."version"); RETURN NULL;', hash='4825d2db9e12d81411cd281605c5fc976c9b7651', operation='DELETE', pgid='pgtrigger_delete_delete_086d0', table='planning_ballot', when='AFTER')),
        ]),
        AddTriggers('PollWindow', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "planning_pollwindowevent" ("ends_on", "id", "is_chosen", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "poll_id", "review_on", "starts_on") VALUES (NEW."ends_on", NEW."id", NEW."is_chosen", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."poll_id", NEW."review_on", NEW."starts_on"); RETURN NULL;', hash='fbacfe83e93e5a6ed2d22fdda1072dafbe0380d9', operation='INSERT', pgid='pgtrigger_insert_insert_e16e5', table='planning_pollwindow', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "planning_pollwindowevent" ("ends_on", "id", "is_chosen", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "poll_id", "review_on", "starts_on") VALUES (NEW."ends_on", NEW."id", NEW."is_chosen", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."poll_id", NEW."review_on", NEW."starts_on"); RETURN NULL;', hash='6ad3cf56cbbcd21102dbfefc8115144722c3e712', operation='UPDATE', pgid='pgtrigger_update_update_3bdcb', table='planning_pollwindow', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "planning_pollwindowevent" ("ends_on", "id", "is_chosen", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "poll_id", "review_on", "starts_on") VALUES (OLD."ends_on", OLD."id", OLD."is_chosen", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."poll_id", OLD."review_on", OLD."starts_on"); RETURN NULL;', hash='b0d8ad8ecfedd101a1fb7f4a4708769e18f58491', operation='DELETE', pgid='pgtrigger_delete_delete_b4ed6', table='planning_pollwindow', when='AFTER')),
        ]),
        AddTriggers('PollAnswer', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "planning_pollanswerevent" ("answer", "ballot_id", "ends_on", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "starts_on", "window_id") VALUES (NEW."answer", NEW."ballot_id", NEW."ends_on", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."reason", NEW."review_on", NEW."starts_on", NEW."window_id"); RETURN NULL;', hash='a695e74a4c9be3e80ceb22852c0e1da9e1df7f88', operation='INSERT', pgid='pgtrigger_insert_insert_2f9bd', table='planning_pollanswer', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "planning_pollanswerevent" ("answer", "ballot_id", "ends_on", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "starts_on", "window_id") VALUES (NEW."answer", NEW."ballot_id", NEW."ends_on", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."reason", NEW."review_on", NEW."starts_on", NEW."window_id"); RETURN NULL;', hash='f3ef2578c16a0d5bdc3a570da86019d64bda9846', operation='UPDATE', pgid='pgtrigger_update_update_9283d', table='planning_pollanswer', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "planning_pollanswerevent" ("answer", "ballot_id", "ends_on", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "starts_on", "window_id") VALUES (OLD."answer", OLD."ballot_id", OLD."ends_on", OLD."id", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."reason", OLD."review_on", OLD."starts_on", OLD."window_id"); RETURN NULL;', hash='c5adf7f071b86f490f72c571e3825ffd673e1e54', operation='DELETE', pgid='pgtrigger_delete_delete_23e35', table='planning_pollanswer', when='AFTER')),
        ]),
    ]
