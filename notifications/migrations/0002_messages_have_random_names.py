"""A message is named by a random id in addresses and mails; sequences tell the application nothing of others' rows."""

import uuid

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
    dependencies = [("notifications", "0001_messages_as_rows")]

    operations = [
        migrations.AddField(
            "notification",
            "public_id",
            models.UUIDField(db_default=models.Func(function="gen_random_uuid"), editable=False, unique=True),
        ),
        migrations.AlterField(
            "notification", "public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
