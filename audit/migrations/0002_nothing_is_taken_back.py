"""The application may add an event and read back its number: nothing else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_what_happened")]

    operations = [
        migrations.RunSQL(
            "REVOKE ALL ON audit_event FROM accord_app, accord_system;"
            "GRANT INSERT, SELECT (id) ON audit_event TO accord_app, accord_system",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON audit_event TO accord_app, accord_system",
        )
    ]
