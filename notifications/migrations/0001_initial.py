import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


# Those of the audit belong to a role of its own.
REVOKE = """
DO $$
DECLARE one regclass;
BEGIN
    FOR one IN SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
        AND pg_get_userbyid(relowner) = current_user
    LOOP
        EXECUTE format('REVOKE SELECT ON SEQUENCE %s FROM accord_app, accord_system', one);
    END LOOP;
END
$$
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('notifications', '0001_messages_as_rows'),
        ('notifications', '0002_messages_have_random_names'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(max_length=40)),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=160)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('withheld_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['recipient', '-created_at'], name='inbox')],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'key'), name='told_once')],
            },
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
