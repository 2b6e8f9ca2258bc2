"""What the board keeps for one person."""

from django.conf import settings
from django.db import models

NAME_LENGTH, QUERY_LENGTH = 60, 500


class SavedView(models.Model):
    """A way to look at the board, by its address. Holds what its owner chose, never what was found."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    query = models.CharField(max_length=QUERY_LENGTH, blank=True)  # As ``planning.saved_views.kept`` leaves it.

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_view_of_a_name")]

    def __str__(self) -> str:
        return self.name
