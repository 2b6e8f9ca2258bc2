"""Have the database believe the signatures of this installation; ``manage.py migrate`` does, after every migration."""

from django.db import transaction

from clearances import signing
from clearances.models import ContextKey


@transaction.atomic
def install() -> None:
    """Replace the keys the database believes by those of the settings. Only the owner of their table may."""
    ContextKey.objects.all().delete()
    ContextKey.objects.bulk_create(
        [ContextKey(name=key.name, inner=key.inner, outer=key.outer) for key in signing.believed()]
    )
