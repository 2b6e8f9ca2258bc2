import django.db.models.deletion
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.history import AddTriggers, BeginHistory
from clearances.rls import HistoryRowLevelSecurity, RowLevelSecurity


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_parties_ask_hosts'),
        ('clearances', '0004_points_of_contact'),
        ('exchanges', '0003_an_index_knows_the_labels'),
        ('participants', '0004_questions_are_threads'),
        ('programs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogueOffer',
            fields=[
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('livex', 'Live exercise'), ('cpx', 'Command post exercise'), ('cax', 'Computer-assisted exercise'), ('ttx', 'Table-top exercise'), ('course', 'Course'), ('unit', 'Unit exchange'), ('personnel', 'Personnel exchange'), ('instructor', 'Instructor exchange or mobile training team'), ('seminar', 'Seminar or symposium'), ('port', 'Port visit or passing exercise'), ('virtual', 'Virtual or simulation event'), ('talks', 'Staff talks'), ('shiprider', 'Shiprider')], max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True, max_length=5000)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('seats', models.PositiveIntegerField(blank=True, null=True)),
                ('until', models.DateField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('exchange', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchanges.exchange')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
            ],
            options={
                'ordering': ['until', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CatalogueOfferEvent',
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
                ('kind', models.CharField(choices=[('livex', 'Live exercise'), ('cpx', 'Command post exercise'), ('cax', 'Computer-assisted exercise'), ('ttx', 'Table-top exercise'), ('course', 'Course'), ('unit', 'Unit exchange'), ('personnel', 'Personnel exchange'), ('instructor', 'Instructor exchange or mobile training team'), ('seminar', 'Seminar or symposium'), ('port', 'Port visit or passing exercise'), ('virtual', 'Virtual or simulation event'), ('talks', 'Staff talks'), ('shiprider', 'Shiprider')], max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True, max_length=5000)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('seats', models.PositiveIntegerField(blank=True, null=True)),
                ('until', models.DateField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('exchange', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchanges.exchange')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='demand.catalogueoffer')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PartnerRequest',
            fields=[
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('interest', 'Interest'), ('seat', 'Seats'), ('team', 'Training team'), ('exchange', 'New exchange'), ('date', 'Another date')], max_length=8)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True, max_length=5000)),
                ('not_before', models.DateField(blank=True, null=True)),
                ('not_after', models.DateField(blank=True, null=True)),
                ('people', models.PositiveIntegerField(blank=True, null=True)),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'High'), (2, 'Normal'), (3, 'Low')], default=2)),
                ('state', models.CharField(choices=[('sent', 'Sent'), ('reviewed', 'Under review'), ('granted', 'Granted'), ('refused', 'Declined'), ('withdrawn', 'Withdrawn')], default='sent', max_length=9)),
                ('answer', models.TextField(blank=True, max_length=5000)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delegation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='participants.delegation')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('offer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='demand.catalogueoffer')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('program', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programs.program')),
            ],
            options={
                'ordering': ['-asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PartnerRequestEvent',
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
                ('kind', models.CharField(choices=[('interest', 'Interest'), ('seat', 'Seats'), ('team', 'Training team'), ('exchange', 'New exchange'), ('date', 'Another date')], max_length=8)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True, max_length=5000)),
                ('not_before', models.DateField(blank=True, null=True)),
                ('not_after', models.DateField(blank=True, null=True)),
                ('people', models.PositiveIntegerField(blank=True, null=True)),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'High'), (2, 'Normal'), (3, 'Low')], default=2)),
                ('state', models.CharField(choices=[('sent', 'Sent'), ('reviewed', 'Under review'), ('granted', 'Granted'), ('refused', 'Declined'), ('withdrawn', 'Withdrawn')], default='sent', max_length=9)),
                ('answer', models.TextField(blank=True, max_length=5000)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('delegation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='participants.delegation')),
                ('host', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('offer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='demand.catalogueoffer')),
                ('party', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='demand.partnerrequest')),
                ('program', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='catalogueoffer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_on__isnull', True), ('starts_on__isnull', True)), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='offer_ends_after_it_starts', violation_error_message="The last day can't lie before the first."),
        ),
        migrations.AddConstraint(
            model_name='partnerrequest',
            constraint=models.CheckConstraint(condition=models.Q(('party', models.F('host')), _negated=True), name='request_to_another_party'),
        ),
        migrations.AddConstraint(
            model_name='partnerrequest',
            constraint=models.CheckConstraint(condition=models.Q(('not_before__isnull', True), ('not_after__isnull', True), ('not_after__gte', models.F('not_before')), _connector='OR'), name='request_window_in_order', violation_error_message="The last day can't lie before the first."),
        ),
        RowLevelSecurity('CatalogueOffer'),
        RowLevelSecurity('PartnerRequest'),
        BeginHistory('CatalogueOfferEvent', of='CatalogueOffer'),
        BeginHistory('PartnerRequestEvent', of='PartnerRequest'),
        HistoryRowLevelSecurity('CatalogueOfferEvent', of='CatalogueOffer'),
        HistoryRowLevelSecurity('PartnerRequestEvent', of='PartnerRequest'),
        AddTriggers('CatalogueOffer', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "demand_catalogueofferevent" ("changed_at", "changed_by_id", "closed_at", "ends_on", "exchange_id", "id", "kind", "label_id", "labelled_at", "owner_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "seats", "starts_on", "text", "title", "until", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."closed_at", NEW."ends_on", NEW."exchange_id", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."owner_id", clock_timestamp(), \'insert\', NEW."id", NEW."review_on", NEW."seats", NEW."starts_on", NEW."text", NEW."title", NEW."until", NEW."version"); RETURN NULL;', hash='2e2d3df0f91aa21e4b4ef9beed26aba432db8d14', operation='INSERT', pgid='pgtrigger_insert_insert_c61aa', table='demand_catalogueoffer', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "demand_catalogueofferevent" ("changed_at", "changed_by_id", "closed_at", "ends_on", "exchange_id", "id", "kind", "label_id", "labelled_at", "owner_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "seats", "starts_on", "text", "title", "until", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."closed_at", NEW."ends_on", NEW."exchange_id", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."owner_id", clock_timestamp(), \'update\', NEW."id", NEW."review_on", NEW."seats", NEW."starts_on", NEW."text", NEW."title", NEW."until", NEW."version"); RETURN NULL;', hash='a93142255505d28ee9725aadc375c1410a8d12ba', operation='UPDATE', pgid='pgtrigger_update_update_afe3f', table='demand_catalogueoffer', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "demand_catalogueofferevent" ("changed_at", "changed_by_id", "closed_at", "ends_on", "exchange_id", "id", "kind", "label_id", "labelled_at", "owner_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "seats", "starts_on", "text", "title", "until", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."closed_at", OLD."ends_on", OLD."exchange_id", OLD."id", OLD."kind", OLD."label_id", OLD."labelled_at", OLD."owner_id", clock_timestamp(), \'delete\', OLD."id", OLD."review_on", OLD."seats", OLD."starts_on", OLD."text", OLD."title", OLD."until", OLD."version"); RETURN NULL;', hash='c8da5229e2191adcc57e154777aba24382d00550', operation='DELETE', pgid='pgtrigger_delete_delete_fef0e', table='demand_catalogueoffer', when='AFTER')),
        ]),
        AddTriggers('PartnerRequest', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "demand_partnerrequestevent" ("answer", "asked_at", "asked_by_id", "changed_at", "changed_by_id", "decided_at", "delegation_id", "host_id", "id", "kind", "label_id", "labelled_at", "not_after", "not_before", "offer_id", "party_id", "people", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "program_id", "review_on", "state", "text", "title", "version") VALUES (NEW."answer", NEW."asked_at", NEW."asked_by_id", NEW."changed_at", NEW."changed_by_id", NEW."decided_at", NEW."delegation_id", NEW."host_id", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."not_after", NEW."not_before", NEW."offer_id", NEW."party_id", NEW."people", clock_timestamp(), \'insert\', NEW."id", NEW."priority", NEW."program_id", NEW."review_on", NEW."state", NEW."text", NEW."title", NEW."version"); RETURN NULL;', hash='7bf9331567badbe9c1d02392294ed96ed67799d7', operation='INSERT', pgid='pgtrigger_insert_insert_d7362', table='demand_partnerrequest', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "demand_partnerrequestevent" ("answer", "asked_at", "asked_by_id", "changed_at", "changed_by_id", "decided_at", "delegation_id", "host_id", "id", "kind", "label_id", "labelled_at", "not_after", "not_before", "offer_id", "party_id", "people", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "program_id", "review_on", "state", "text", "title", "version") VALUES (NEW."answer", NEW."asked_at", NEW."asked_by_id", NEW."changed_at", NEW."changed_by_id", NEW."decided_at", NEW."delegation_id", NEW."host_id", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."not_after", NEW."not_before", NEW."offer_id", NEW."party_id", NEW."people", clock_timestamp(), \'update\', NEW."id", NEW."priority", NEW."program_id", NEW."review_on", NEW."state", NEW."text", NEW."title", NEW."version"); RETURN NULL;', hash='a681c1bea8f58916d398cee46d28da765f93ef32', operation='UPDATE', pgid='pgtrigger_update_update_a0efb', table='demand_partnerrequest', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "demand_partnerrequestevent" ("answer", "asked_at", "asked_by_id", "changed_at", "changed_by_id", "decided_at", "delegation_id", "host_id", "id", "kind", "label_id", "labelled_at", "not_after", "not_before", "offer_id", "party_id", "people", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "program_id", "review_on", "state", "text", "title", "version") VALUES (OLD."answer", OLD."asked_at", OLD."asked_by_id", OLD."changed_at", OLD."changed_by_id", OLD."decided_at", OLD."delegation_id", OLD."host_id", OLD."id", OLD."kind", OLD."label_id", OLD."labelled_at", OLD."not_after", OLD."not_before", OLD."offer_id", OLD."party_id", OLD."people", clock_timestamp(), \'delete\', OLD."id", OLD."priority", OLD."program_id", OLD."review_on", OLD."state", OLD."text", OLD."title", OLD."version"); RETURN NULL;', hash='cce2b02c1a2e200ee099b5421aded335184fec7c', operation='DELETE', pgid='pgtrigger_delete_delete_b35c1', table='demand_partnerrequest', when='AFTER')),
        ]),
    ]
