"""Events say how they ended, whose record they are and in which transaction they were written; seals bind them."""

import secrets
from typing import Any

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions
from django.conf import settings
from django.db import migrations, models

import audit.models
from audit import canonical


def complete(apps: Any, schema_editor: Any) -> None:
    """What was recorded before gets the digests that sealing needs; whose it was isn't known, so nobody is shown it."""
    for event in apps.get_model("audit", "Event").objects.order_by("pk").iterator():
        event.salt, event.nonce = secrets.token_hex(16), secrets.token_hex(16)
        event.facts_digest = canonical.facts_digest(event.nonce, event.facts)
        event.object_key = canonical.object_key(event.object_type, event.object_id)
        event.save(update_fields=["salt", "nonce", "facts_digest", "object_key"])


def text(length: int) -> Any:
    return models.CharField(blank=True, default="", max_length=length)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_nothing_is_taken_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "event",
            "public_id",
            models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True),
        ),
        migrations.AddField(
            "event", "txid", audit.models.TransactionId(db_default=models.Func(function="pg_current_xact_id"))
        ),
        migrations.AddField(
            "event",
            "outcome",
            models.CharField(
                choices=[("done", "Done"), ("denied", "Denied"), ("failed", "Failed")], default="done", max_length=8
            ),
        ),
        migrations.AddField(
            "event",
            "on_behalf",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("event", "session", text(16), preserve_default=False),
        migrations.AddField("event", "request", text(32), preserve_default=False),
        migrations.AddField("event", "object_key", text(64), preserve_default=False),
        migrations.AddField("event", "party", text(24), preserve_default=False),
        migrations.AddField("event", "salt", models.CharField(default="", max_length=32), preserve_default=False),
        migrations.AddField(
            "event", "facts_digest", models.CharField(default="", max_length=64), preserve_default=False
        ),
        migrations.AddField("event", "nonce", models.CharField(max_length=32, null=True)),
        migrations.AlterField("event", "facts", models.JSONField(default=dict, null=True)),
        migrations.RunPython(complete, migrations.RunPython.noop),
        # Nothing may be left to check when the indexes of the new columns are made at the end.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("horizon", models.BigIntegerField()),
                ("sealed_at", models.DateTimeField()),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to="audit.seal"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
            ],
            options={"ordering": ["event_id"]},
        ),
        migrations.CreateModel(
            name="Sealer",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("caught_up_at", models.DateTimeField(null=True)),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_sealer")]},
        ),
    ]
