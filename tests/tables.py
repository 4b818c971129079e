"""Tables for a program of its own, in the database of DATABASE_URL."""

from __future__ import annotations


def make_tables() -> None:
    """Make the tables as the models say, without the migrations: seconds are saved."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    labels = [config.label for config in apps.get_app_configs()]
    settings.MIGRATION_MODULES = dict.fromkeys(labels)
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
