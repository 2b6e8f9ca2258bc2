import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('scenarios', '0001_what_was_loaded'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('anchor_on', models.DateField()),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Loaded',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='loaded', to='scenarios.scenario')),
                ('key', models.CharField(max_length=200)),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=40)),
            ],
            options={
                'verbose_name_plural': 'loaded',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('scenario', 'key'), name='loaded_once')],
            },
        ),
    ]
