"""Two tables of the database's own lock. No page shows them and no reader sees them."""

from django.db import models


class ContextKey(models.Model):
    """A key whose signatures ``accord_labels()`` believes; see ``clearances.signing``."""

    name = models.CharField(max_length=8, primary_key=True)
    inner = models.BinaryField()
    outer = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class Canary(models.Model):
    """Two rows that the migration made: one under label -1, one under -2. No label of a reader has such a number.

    ``clearances.canary`` asks at every start whether row-level security shows the first alone to who may see it.
    """

    id = models.SmallIntegerField(primary_key=True)
    label_id = models.IntegerField()

    def __str__(self) -> str:
        return f"canary {self.pk}"
