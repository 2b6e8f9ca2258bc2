from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clearances', '0003_the_context_is_signed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reviewitem',
            name='role',
            field=models.CharField(blank=True, choices=[('planner', 'Planner'), ('cell_member', 'Member of the planning cell'), ('liaison', 'Liaison'), ('invited', 'Invited nation'), ('participant', 'Participating nation'), ('contributor', 'Contributing nation'), ('staff_officer', 'Staff officer'), ('point_of_contact', 'Point of contact'), ('security_administrator', 'Security administrator'), ('releasing_officer', 'Releasing officer'), ('security_office', 'Nation security office'), ('auditor', 'Auditor')], max_length=30),
        ),
    ]
