import audit.models
import django.contrib.postgres.functions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('audit', '0001_what_happened'),
        ('audit', '0002_nothing_is_taken_back'),
        ('audit', '0003_events_can_be_sealed'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('first_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('horizon', models.BigIntegerField()),
                ('sealed_at', models.DateTimeField()),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Sealer',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('caught_up_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_sealer')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('txid', audit.models.TransactionId(db_default=models.Func(function='pg_current_xact_id'))),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('action', models.CharField(max_length=80)),
                ('outcome', models.CharField(choices=[('done', 'Done'), ('denied', 'Denied'), ('failed', 'Failed')], default='done', max_length=8)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('on_behalf', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.CharField(blank=True, max_length=16)),
                ('request', models.CharField(blank=True, max_length=32)),
                ('object_type', models.CharField(blank=True, max_length=60)),
                ('object_id', models.CharField(blank=True, max_length=40)),
                ('object_key', models.CharField(blank=True, max_length=64)),
                ('label_id', models.IntegerField(null=True)),
                ('party', models.CharField(blank=True, max_length=24)),
                ('salt', models.CharField(max_length=32)),
                ('facts_digest', models.CharField(max_length=64)),
                ('nonce', models.CharField(max_length=32, null=True)),
                ('facts', models.JSONField(default=dict, null=True)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['party', '-id'], name='audit_of_a_party'), models.Index(fields=['object_key', '-id'], name='audit_of_an_object'), models.Index(fields=['txid'], name='audit_by_transaction')],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('event_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='audit.seal')),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['event_id'],
            },
        ),
    ]
