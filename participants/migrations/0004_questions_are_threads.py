from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0003_packets_are_staffed_sent_confirmed_and_amended"),
        ("threads", "0001_threads_and_their_entries"),  # Which takes the rows over.
    ]

    operations = [
        migrations.DeleteModel(name="QuestionEvent"),
        migrations.DeleteModel(name="Question"),
    ]
