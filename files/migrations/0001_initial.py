import django.contrib.postgres.fields
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
        ('files', '0001_files_of_exchanges_and_packets'),
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
            name='File',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('exchange', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='exchanges.exchange')),
                ('title', models.CharField(max_length=120)),
                ('asks_acknowledgement', models.BooleanField(default=False)),
                ('removed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FileEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='files.file')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('exchange', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchanges.exchange')),
                ('title', models.CharField(max_length=120)),
                ('asks_acknowledgement', models.BooleanField(default=False)),
                ('removed_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='FileVersion',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('pdf', 'PDF document'), ('png', 'PNG picture'), ('jpeg', 'JPEG picture'), ('docx', 'Word document'), ('xlsx', 'Excel workbook'), ('pptx', 'PowerPoint presentation'), ('docm', 'Word document with macros'), ('xlsm', 'Excel workbook with macros'), ('pptm', 'PowerPoint presentation with macros'), ('text', 'text'), ('csv', 'table as text (CSV)')], max_length=5)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('heading', models.CharField(blank=True, max_length=200)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('sheets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('macros', "It contains macros: don't let them run unless you know who wrote them."), ('embedded', 'Other files are embedded in it.'), ('external', 'Opening it fetches something from elsewhere: open it without a network.'), ('scripts', 'Scripts and actions were taken out of it.'), ('attachments', 'Files that were attached to it were taken out.')], max_length=12), blank=True, default=list, size=None)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='files.file')),
            ],
            options={
                'ordering': ['-added_at', '-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['file', '-added_at'], name='file_version_by_file'), models.Index(fields=['digest'], name='file_version_by_digest')],
            },
        ),
        migrations.CreateModel(
            name='FileVersionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='files.fileversion')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('pdf', 'PDF document'), ('png', 'PNG picture'), ('jpeg', 'JPEG picture'), ('docx', 'Word document'), ('xlsx', 'Excel workbook'), ('pptx', 'PowerPoint presentation'), ('docm', 'Word document with macros'), ('xlsm', 'Excel workbook with macros'), ('pptm', 'PowerPoint presentation with macros'), ('text', 'text'), ('csv', 'table as text (CSV)')], max_length=5)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('heading', models.CharField(blank=True, max_length=200)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('sheets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('macros', "It contains macros: don't let them run unless you know who wrote them."), ('embedded', 'Other files are embedded in it.'), ('external', 'Opening it fetches something from elsewhere: open it without a network.'), ('scripts', 'Scripts and actions were taken out of it.'), ('attachments', 'Files that were attached to it were taken out.')], max_length=12), blank=True, default=list, size=None)),
                ('added_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('file', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='files.file')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PacketFile',
            fields=[
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('pdf', 'PDF document'), ('png', 'PNG picture'), ('jpeg', 'JPEG picture'), ('docx', 'Word document'), ('xlsx', 'Excel workbook'), ('pptx', 'PowerPoint presentation'), ('docm', 'Word document with macros'), ('xlsm', 'Excel workbook with macros'), ('pptm', 'PowerPoint presentation with macros'), ('text', 'text'), ('csv', 'table as text (CSV)')], max_length=5)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('heading', models.CharField(blank=True, max_length=200)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('sheets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('macros', "It contains macros: don't let them run unless you know who wrote them."), ('embedded', 'Other files are embedded in it.'), ('external', 'Opening it fetches something from elsewhere: open it without a network.'), ('scripts', 'Scripts and actions were taken out of it.'), ('attachments', 'Files that were attached to it were taken out.')], max_length=12), blank=True, default=list, size=None)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='participants.delegation')),
                ('title', models.CharField(max_length=120)),
                ('is_from_host', models.BooleanField()),
                ('asks_acknowledgement', models.BooleanField(default=False)),
                ('source', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='files.fileversion')),
                ('recalled_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-added_at', '-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['delegation', '-added_at'], name='packet_file_by_delegation'), models.Index(fields=['digest'], name='packet_file_by_digest')],
            },
        ),
        migrations.CreateModel(
            name='PacketFileEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='files.packetfile')),
                ('label', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clearances.label')),
                ('labelled_at', models.DateTimeField(auto_now_add=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('pdf', 'PDF document'), ('png', 'PNG picture'), ('jpeg', 'JPEG picture'), ('docx', 'Word document'), ('xlsx', 'Excel workbook'), ('pptx', 'PowerPoint presentation'), ('docm', 'Word document with macros'), ('xlsm', 'Excel workbook with macros'), ('pptm', 'PowerPoint presentation with macros'), ('text', 'text'), ('csv', 'table as text (CSV)')], max_length=5)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('heading', models.CharField(blank=True, max_length=200)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('sheets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('macros', "It contains macros: don't let them run unless you know who wrote them."), ('embedded', 'Other files are embedded in it.'), ('external', 'Opening it fetches something from elsewhere: open it without a network.'), ('scripts', 'Scripts and actions were taken out of it.'), ('attachments', 'Files that were attached to it were taken out.')], max_length=12), blank=True, default=list, size=None)),
                ('added_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('delegation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='participants.delegation')),
                ('title', models.CharField(max_length=120)),
                ('is_from_host', models.BooleanField()),
                ('asks_acknowledgement', models.BooleanField(default=False)),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='files.fileversion')),
                ('recalled_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgements', to='files.fileversion')),
                ('packet_file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgements', to='files.packetfile')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('packet_file__isnull', True), ('version__isnull', False)), models.Q(('packet_file__isnull', False), ('version__isnull', True)), _connector='OR'), name='acknowledgement_of_one_content'), models.UniqueConstraint(fields=('version', 'user'), name='version_acknowledged_once'), models.UniqueConstraint(fields=('packet_file', 'user'), name='packet_file_acknowledged_once')],
            },
        ),
        RowLevelSecurity('File'),
        RowLevelSecurity('FileVersion'),
        RowLevelSecurity('PacketFile'),
        BeginHistory('FileEvent', of='File'),
        BeginHistory('FileVersionEvent', of='FileVersion'),
        BeginHistory('PacketFileEvent', of='PacketFile'),
        HistoryRowLevelSecurity('FileEvent', of='File'),
        HistoryRowLevelSecurity('FileVersionEvent', of='FileVersion'),
        HistoryRowLevelSecurity('PacketFileEvent', of='PacketFile'),
        AddTriggers('File', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "files_fileevent" ("asks_acknowledgement", "changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "review_on", "title", "version") VALUES (NEW."asks_acknowledgement", NEW."changed_at", NEW."changed_by_id", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'insert\', NEW."id", NEW."removed_at", NEW."review_on", NEW."title", NEW."version"); RETURN NULL;', hash='c28b56fb1af72bb0f05bd0f127e5f1e2ca2c2a52', operation='INSERT', pgid='pgtrigger_insert_insert_050e9', table='files_file', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "files_fileevent" ("asks_acknowledgement", "changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "review_on", "title", "version") VALUES (NEW."asks_acknowledgement", NEW."changed_at", NEW."changed_by_id", NEW."exchange_id", NEW."id", NEW."label_id", NEW."labelled_at", clock_timestamp(), \'update\', NEW."id", NEW."removed_at", NEW."review_on", NEW."title", NEW."version"); RETURN NULL;', hash='43085e10a5799d8e84d834acff24e37eaa6f2969', operation='UPDATE', pgid='pgtrigger_update_update_6a5e0', table='files_file', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "files_fileevent" ("asks_acknowledgement", "changed_at", "changed_by_id", "exchange_id", "id", "label_id", "labelled_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "review_on", "title", "version") VALUES (OLD."asks_acknowledgement", OLD."changed_at", OLD."changed_by_id", OLD."exchange_id", OLD."id", OLD."label_id", OLD."labelled_at", clock_timestamp(), \'delete\', OLD."id", OLD."removed_at", OLD."review_on", OLD."title", OLD."version"); RETURN NULL;', hash='a7f06bde83021084f770a24f984549b72c6a527a', operation='DELETE', pgid='pgtrigger_delete_delete_b8a61', table='files_file', when='AFTER')),
        ]),
        AddTriggers('FileVersion', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "files_fileversionevent" ("added_at", "added_by_id", "digest", "file_id", "flags", "heading", "id", "kind", "label_id", "labelled_at", "name", "pages", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "sheets", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."digest", NEW."file_id", NEW."flags", NEW."heading", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."name", NEW."pages", clock_timestamp(), \'insert\', NEW."id", NEW."review_on", NEW."sheets", NEW."size"); RETURN NULL;', hash='b35556cbd489ca9690b60e1b693223fe0c53ab3f', operation='INSERT', pgid='pgtrigger_insert_insert_de13c', table='files_fileversion', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "files_fileversionevent" ("added_at", "added_by_id", "digest", "file_id", "flags", "heading", "id", "kind", "label_id", "labelled_at", "name", "pages", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "sheets", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."digest", NEW."file_id", NEW."flags", NEW."heading", NEW."id", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."name", NEW."pages", clock_timestamp(), \'update\', NEW."id", NEW."review_on", NEW."sheets", NEW."size"); RETURN NULL;', hash='cf6e28eb245b14fbdb257132f0d0a66f5e92e45f', operation='UPDATE', pgid='pgtrigger_update_update_b60be', table='files_fileversion', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "files_fileversionevent" ("added_at", "added_by_id", "digest", "file_id", "flags", "heading", "id", "kind", "label_id", "labelled_at", "name", "pages", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "sheets", "size") VALUES (OLD."added_at", OLD."added_by_id", OLD."digest", OLD."file_id", OLD."flags", OLD."heading", OLD."id", OLD."kind", OLD."label_id", OLD."labelled_at", OLD."name", OLD."pages", clock_timestamp(), \'delete\', OLD."id", OLD."review_on", OLD."sheets", OLD."size"); RETURN NULL;', hash='a12bf183bb7267307338a955e5fe857e2c7c7680', operation='DELETE', pgid='pgtrigger_delete_delete_dffb3', table='files_fileversion', when='AFTER')),
        ]),
        AddTriggers('PacketFile', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "files_packetfileevent" ("added_at", "added_by_id", "asks_acknowledgement", "delegation_id", "digest", "flags", "heading", "id", "is_from_host", "kind", "label_id", "labelled_at", "name", "pages", "pgh_created_at", "pgh_label", "pgh_obj_id", "recalled_at", "review_on", "sheets", "size", "source_id", "title") VALUES (NEW."added_at", NEW."added_by_id", NEW."asks_acknowledgement", NEW."delegation_id", NEW."digest", NEW."flags", NEW."heading", NEW."id", NEW."is_from_host", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."name", NEW."pages", clock_timestamp(), \'insert\', NEW."id", NEW."recalled_at", NEW."review_on", NEW."sheets", NEW."size", NEW."source_id", NEW."title"); RETURN NULL;', hash='e5bce78f112ea1c72f85f4af0acfa7333cad71a1', operation='INSERT', pgid='pgtrigger_insert_insert_80b37', table='files_packetfile', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "files_packetfileevent" ("added_at", "added_by_id", "asks_acknowledgement", "delegation_id", "digest", "flags", "heading", "id", "is_from_host", "kind", "label_id", "labelled_at", "name", "pages", "pgh_created_at", "pgh_label", "pgh_obj_id", "recalled_at", "review_on", "sheets", "size", "source_id", "title") VALUES (NEW."added_at", NEW."added_by_id", NEW."asks_acknowledgement", NEW."delegation_id", NEW."digest", NEW."flags", NEW."heading", NEW."id", NEW."is_from_host", NEW."kind", NEW."label_id", NEW."labelled_at", NEW."name", NEW."pages", clock_timestamp(), \'update\', NEW."id", NEW."recalled_at", NEW."review_on", NEW."sheets", NEW."size", NEW."source_id", NEW."title"); RETURN NULL;', hash='a0984f7af7d0ff7c4277edbe760c0ef3936f11a7', operation='UPDATE', pgid='pgtrigger_update_update_6a1e2', table='files_packetfile', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "files_packetfileevent" ("added_at", "added_by_id", "asks_acknowledgement", "delegation_id", "digest", "flags", "heading", "id", "is_from_host", "kind", "label_id", "labelled_at", "name", "pages", "pgh_created_at", "pgh_label", "pgh_obj_id", "recalled_at", "review_on", "sheets", "size", "source_id", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."asks_acknowledgement", OLD."delegation_id", OLD."digest", OLD."flags", OLD."heading", OLD."id", OLD."is_from_host", OLD."kind", OLD."label_id", OLD."labelled_at", OLD."name", OLD."pages", clock_timestamp(), \'delete\', OLD."id", OLD."recalled_at", OLD."review_on", OLD."sheets", OLD."size", OLD."source_id", OLD."title"); RETURN NULL;', hash='3fc40886b841d312e1efa5ec12838144924c822e', operation='DELETE', pgid='pgtrigger_delete_delete_4feef', table='files_packetfile', when='AFTER')),
        ]),
    ]
