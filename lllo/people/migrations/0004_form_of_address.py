"""How somebody wants to be called in a letter; empty is by name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_newest_audit_entries_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalperson",
            name="form_of_address",
            field=models.CharField(
                blank=True,
                choices=[("mr", "Mr"), ("ms", "Ms"), ("doctor", "Dr"), ("professor", "Professor")],
                max_length=9,
                verbose_name="form of address",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="form_of_address",
            field=models.CharField(
                blank=True,
                choices=[("mr", "Mr"), ("ms", "Ms"), ("doctor", "Dr"), ("professor", "Professor")],
                max_length=9,
                verbose_name="form of address",
            ),
        ),
    ]
