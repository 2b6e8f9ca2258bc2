"""Files that ask somebody to say that they have read them (settings.WORKLIST_CONTRIBUTORS)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from files.models import Acknowledgement, File, FileVersion, PacketFile
from notifications.worklist import Group, Item


def items(user: User) -> list[Item]:
    """Not for those who asked: planners know what they put there."""
    return [*_of_exchanges(user), *_of_packets(user)]


def _of_exchanges(user: User) -> Iterator[Item]:
    asking = FileVersion.objects.for_user(user).filter(file__asks_acknowledgement=True)
    asking = asking.exclude(file__in=File.objects.for_user(user, "change").order_by().values("pk"))
    newest = list(asking.select_related("file__exchange").order_by("file_id", "-added_at", "-pk").distinct("file_id"))
    said = set(Acknowledgement.objects.filter(user=user, version__in=newest).values_list("version", flat=True))
    for row in newest:
        if row.pk not in said:
            yield _item(row.file.title, row.file.get_absolute_url(), row.file.exchange.title)


def _of_packets(user: User) -> Iterator[Item]:
    said = Acknowledgement.objects.filter(user=user, packet_file__isnull=False).values("packet_file")
    asking = PacketFile.objects.for_user(user).filter(asks_acknowledgement=True, is_from_host=True, recalled_at=None)
    asking = asking.exclude(pk__in=PacketFile.objects.for_user(user, "change").order_by().values("pk"))
    for row in asking.exclude(pk__in=said).select_related("delegation"):
        about = _("Invitation: %(title)s") % {"title": row.delegation.title}
        yield _item(row.title, row.get_absolute_url(), about)


def _item(title: str, url: str, about: str) -> Item:
    return Item(
        "file", "file-text", title, url, gettext_lazy("Read it"), None, is_overdue=False, group=Group.TASKS, about=about
    )
