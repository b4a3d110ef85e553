"""Workspaces say where their streams may lead."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_workspaces")]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="upstream_rules",
            field=models.JSONField(
                blank=True, default=dict, help_text="where its streams may lead: apps.streams.network"
            ),
        ),
    ]
