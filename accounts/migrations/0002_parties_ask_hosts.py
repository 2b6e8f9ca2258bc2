from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='party',
            options={'ordering': ['name_en'], 'permissions': [('plan_programs', 'May create programs that this party owns'), ('ask_hosts', 'May ask hosts for exchanges on behalf of this party'), ('keep_resources', "May keep this party's resources and decide who books them"), ('keep_calendar', "May keep this party's blackout periods"), ('administer_clearances', "May request and confirm clearances in this party's policies"), ('certify_nationals', "May certify, suspend and revoke clearances of this nation's people"), ('release', 'May approve release of what this party owns'), ('audit', 'May read the audit record of this party')], 'verbose_name_plural': 'parties'},
        ),
    ]
