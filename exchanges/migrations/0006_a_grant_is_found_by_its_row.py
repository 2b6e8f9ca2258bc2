from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ("exchanges", "0005_paragraphs_with_labels_of_their_own"),
    ]

    operations = [
        # First the index that the cascade of a removed exchange needs as well, then away with the plain one.
        migrations.AddIndex(
            model_name="exchangegrant",
            index=models.Index(
                fields=["content_object", "permission", "group"], include=["lapses_at"], name="exchangegrant_by_row"
            ),
        ),
        # The index alone: Django would make the foreign key anew, and its check, run as the owner whom row-level security
        # shows no exchange, would refuse every grant that an installed database holds.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="exchangegrant",
                    name="content_object",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to="exchanges.exchange",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX exchanges_exchangegrant_content_object_id_b8a4b1ff",
                    "CREATE INDEX exchanges_exchangegrant_content_object_id_b8a4b1ff"
                    " ON exchanges_exchangegrant (content_object_id)",
                ),
            ],
        ),
    ]
