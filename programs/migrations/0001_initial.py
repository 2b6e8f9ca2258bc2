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
        ('programs', '0001_programs_in_two_facets'),
        ('programs', '0002_who_changed_a_program_last'),
        ('programs', '0003_labels_have_a_review_date'),
        ('programs', '0004_every_version_is_kept'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('clearances', '0003_the_context_is_signed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Program',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(default=programs.references.new_reference, editable=False, max_length=7, unique=True, validators=[django.core.validators.RegexValidator('^[23456789ABCDEFGHJKMNPQRSTVWXYZ]{4}-[23456789ABCDEFGHJKMNPQRSTVWXYZ]{2}$', 'A reference reads like K7QF-4M.')])),
                ('title', models.CharField(max_length=120)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programs', to='accounts.party')),
            ],
            options={
                'ordering': ['title', 'pk'],
                'permissions': [('view_content', 'May see what the program is for'), ('plan_exchange', 'May plan exchanges in the program')],
            },
        ),
        migrations.CreateModel(
            name='ProgramContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('program', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='content', to='programs.program')),
                ('purpose', models.TextField(blank=True)),
                ('authority', models.CharField(blank=True, max_length=160)),
                ('cadence', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'ordering': ['program'],
            },
        ),
        migrations.CreateModel(
            name='ProgramEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.program')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('reference', models.CharField(default=programs.references.new_reference, editable=False, max_length=7, validators=[django.core.validators.RegexValidator('^[23456789ABCDEFGHJKMNPQRSTVWXYZ]{4}-[23456789ABCDEFGHJKMNPQRSTVWXYZ]{2}$', 'A reference reads like K7QF-4M.')])),
                ('title', models.CharField(max_length=120)),
                ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ProgramGrant',
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
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='programs.program')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['group', 'permission', 'content_object'], name='programgrant_by_team')],
                'constraints': [models.UniqueConstraint(fields=('group', 'permission', 'content_object', 'role', 'origin'), name='programgrant_once'), models.CheckConstraint(condition=models.Q(models.Q(('lapses_at__isnull', True), ('until__isnull', True)), models.Q(('lapses_at__isnull', False), ('until__isnull', False)), _connector='OR'), name='programgrant_lapses_iff_it_ends')],
            },
        ),
        migrations.CreateModel(
            name='ProgramContentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.programcontent')),
                ('id', models.BigIntegerField()),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('program', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program')),
                ('purpose', models.TextField(blank=True)),
                ('authority', models.CharField(blank=True, max_length=160)),
                ('cadence', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ProgramGrantEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.programgrant')),
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
                ('content_object', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programs.program')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['content_object'], name='programgrant_by_cont')],
            },
        ),
        RowLevelSecurity('Program'),
        RowLevelSecurity('ProgramContent'),
        BeginHistory('ProgramEvent', of='Program'),
        BeginHistory('ProgramContentEvent', of='ProgramContent'),
        BeginHistory('ProgramGrantEvent', of='ProgramGrant'),
        HistoryRowLevelSecurity('ProgramEvent', of='Program'),
        HistoryRowLevelSecurity('ProgramContentEvent', of='ProgramContent'),
        AddTriggers('Program', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_programevent" ("changed_at", "changed_by_id", "id", "label_id", "labelled_at", "owner_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "review_on", "title", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."owner_id", clock_timestamp(), \'insert\', NEW."id", NEW."reference", NEW."review_on", NEW."title", NEW."version"); RETURN NULL;', hash='06a4e79c8fd92e5c2e54e9b65b697f2488771801', operation='INSERT', pgid='pgtrigger_insert_insert_5a554', table='programs_program', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_programevent" ("changed_at", "changed_by_id", "id", "label_id", "labelled_at", "owner_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "review_on", "title", "version") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."label_id", NEW."labelled_at", NEW."owner_id", clock_timestamp(), \'update\', NEW."id", NEW."reference", NEW."review_on", NEW."title", NEW."version"); RETURN NULL;', hash='e81ee1a7dcd7a20737f378ea184348e709e88dd4', operation='UPDATE', pgid='pgtrigger_update_update_7f86c', table='programs_program', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_programevent" ("changed_at", "changed_by_id", "id", "label_id", "labelled_at", "owner_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "review_on", "title", "version") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."label_id", OLD."labelled_at", OLD."owner_id", clock_timestamp(), \'delete\', OLD."id", OLD."reference", OLD."review_on", OLD."title", OLD."version"); RETURN NULL;', hash='23ac17320ce1dc5326b4cb573920040758a9806e', operation='DELETE', pgid='pgtrigger_delete_delete_7c1d4', table='programs_program', when='AFTER')),
        ]),
        AddTriggers('ProgramContent', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_programcontentevent" ("authority", "cadence", "changed_at", "changed_by_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "purpose", "review_on", "version") VALUES (NEW."authority", NEW."cadence", NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."program_id", NEW."purpose", NEW."review_on", NEW."version"); RETURN NULL;', hash='abfca9fc57ba2a8f97bca017549ed3e982e4e0f7', operation='INSERT', pgid='pgtrigger_insert_insert_6a152', table='programs_programcontent', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_programcontentevent" ("authority", "cadence", "changed_at", "changed_by_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "purpose", "review_on", "version") VALUES (NEW."authority", NEW."cadence", NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."program_id", NEW."purpose", NEW."review_on", NEW."version"); RETURN NULL;', hash='fd280681ac103ad74add5c15d3634d8ab25dd69e', operation='UPDATE', pgid='pgtrigger_update_update_5dadb', table='programs_programcontent', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_programcontentevent" ("authority", "cadence", "changed_at", "changed_by_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "purpose", "review_on", "version") VALUES (OLD."authority", OLD."cadence", OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."program_id", OLD."purpose", OLD."review_on", OLD."version"); RETURN NULL;', hash='b4f8a8a4a3faef43a6aba6691aaa41c75e70f47a', operation='DELETE', pgid='pgtrigger_delete_delete_f6a7d', table='programs_programcontent', when='AFTER')),
        ]),
        AddTriggers('ProgramGrant', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_programgrantevent" ("content_object_id", "granted_at", "granted_by_id", "group_id", "id", "lapses_at", "origin", "permission_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "until") VALUES (NEW."content_object_id", NEW."granted_at", NEW."granted_by_id", NEW."group_id", NEW."id", NEW."lapses_at", NEW."origin", NEW."permission_id", clock_timestamp(), \'insert\', NEW."id", NEW."reason", NEW."role", NEW."until"); RETURN NULL;', hash='f21e6f385659c19adbbbc4a20fcb54023d70c89b', operation='INSERT', pgid='pgtrigger_insert_insert_e5dbf', table='programs_programgrant', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "programs_programgrantevent" ("content_object_id", "granted_at", "granted_by_id", "group_id", "id", "lapses_at", "origin", "permission_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "until") VALUES (NEW."content_object_id", NEW."granted_at", NEW."granted_by_id", NEW."group_id", NEW."id", NEW."lapses_at", NEW."origin", NEW."permission_id", clock_timestamp(), \'update\', NEW."id", NEW."reason", NEW."role", NEW."until"); RETURN NULL;', hash='d9abd66831a4849ac262503120f4edae44311f86', operation='UPDATE', pgid='pgtrigger_update_update_b2e75', table='programs_programgrant', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_programgrantevent" ("content_object_id", "granted_at", "granted_by_id", "group_id", "id", "lapses_at", "origin", "permission_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "until") VALUES (OLD."content_object_id", OLD."granted_at", OLD."granted_by_id", OLD."group_id", OLD."id", OLD."lapses_at", OLD."origin", OLD."permission_id", clock_timestamp(), \'delete\', OLD."id", OLD."reason", OLD."role", OLD."until"); RETURN NULL;', hash='8d3d0f10bb0f55b30de9e4d5aeecb6891ca84b8d', operation='DELETE', pgid='pgtrigger_delete_delete_640fc', table='programs_programgrant', when='AFTER')),
        ]),
    ]
