"""Move the record into the past: what a test wrote just now was written days ago."""

from datetime import timedelta

from django.apps import apps
from django.db import connection

from accounts.history import Recorded


def backdate(**ago: int) -> None:
    """Every version is older than it was; only the database's superuser, as whom tests sign in, can do that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()[0]
        cursor.execute("SET ROLE NONE")
        for model in apps.get_models():
            if issubclass(model, Recorded):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"UPDATE {table} SET pgh_created_at = pgh_created_at - %s", [timedelta(**ago)])
        cursor.execute(f"SET ROLE {before}")
