import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was noted before counts for its party on the day of this migration: whose it was isn't known."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("releases", "0002_what_nations_have_opened"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="opening", name="opened_once_by_each"),
        migrations.AddField(
            model_name="opening",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="day",
            field=models.DateField(default=datetime.date.today),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                fields=("party", "object_type", "object_id", "label", "user", "day"), name="opened_once_a_day_by_each"
            ),
        ),
    ]
