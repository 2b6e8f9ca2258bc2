from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0002_the_database_keeps_reader_sets")]

    operations = [
        migrations.AddIndex("exchange", models.Index(fields=["starts_on", "id", "label"], name="exchange_in_order")),
        migrations.RemoveIndex("exchange", "exchange_by_start"),
    ]
