import uuid

from django.db import migrations, models

# Keys of a sequence told a nation how many answers others had been asked for before. The new ones follow from the
# old ones and a salt that nobody keeps, so that rows, their past and what points to them go on together.
KEYS = """
DO $$
DECLARE
    salt constant text := gen_random_uuid()::text;
    link text;
    part text[];
BEGIN
    SELECT conname INTO STRICT link FROM pg_constraint
    WHERE conrelid = 'planning_pollanswer'::regclass AND confrelid = 'planning_pollwindow'::regclass;
    EXECUTE format('ALTER TABLE planning_pollanswer DROP CONSTRAINT %I', link);
    DROP POLICY present ON planning_pollwindowevent;
    DROP POLICY present ON planning_pollanswerevent;
    ALTER TABLE planning_pollwindow ALTER COLUMN id DROP IDENTITY;
    ALTER TABLE planning_pollanswer ALTER COLUMN id DROP IDENTITY;
    FOREACH part SLICE 1 IN ARRAY ARRAY[
        ['planning_pollwindow', 'id', 'window'],
        ['planning_pollwindowevent', 'id', 'window'],
        ['planning_pollwindowevent', 'pgh_obj_id', 'window'],
        ['planning_pollanswer', 'window_id', 'window'],
        ['planning_pollanswerevent', 'window_id', 'window'],
        ['planning_pollanswer', 'id', 'answer'],
        ['planning_pollanswerevent', 'id', 'answer'],
        ['planning_pollanswerevent', 'pgh_obj_id', 'answer']
    ] LOOP
        EXECUTE format(
            'ALTER TABLE %I ALTER COLUMN %I TYPE uuid USING md5(concat(%L, %L, %I))::uuid',
            part[1], part[2], salt, part[3], part[2]
        );
    END LOOP;
    CREATE POLICY present ON planning_pollwindowevent AS RESTRICTIVE FOR SELECT TO accord_app
        USING (EXISTS (SELECT FROM planning_pollwindow AS live WHERE live.id = pgh_obj_id));
    CREATE POLICY present ON planning_pollanswerevent AS RESTRICTIVE FOR SELECT TO accord_app
        USING (EXISTS (SELECT FROM planning_pollanswer AS live WHERE live.id = pgh_obj_id));
    EXECUTE format(
        'ALTER TABLE planning_pollanswer ADD CONSTRAINT %I FOREIGN KEY (window_id) '
        'REFERENCES planning_pollwindow (id) DEFERRABLE INITIALLY DEFERRED', link
    );
END
$$
"""


def key(model: str, **terms: bool) -> migrations.AlterField:
    return migrations.AlterField(
        model_name=model,
        name="id",
        field=models.UUIDField(default=uuid.uuid4, editable=False, serialize=False, **terms),
    )


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_date_polls")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(KEYS)],
            [
                key("pollanswer", primary_key=True),
                key("pollanswerevent"),
                key("pollwindow", primary_key=True),
                key("pollwindowevent"),
            ],
        )
    ]
