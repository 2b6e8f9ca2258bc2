"""An exchange of XAA's and XBB's with its planner, and files as people send them."""

from contextlib import contextmanager

from django.core.files.uploadedfile import SimpleUploadedFile

from clearances.subjects import acting_as
from files import receiving, services
from tests.participants.world import build
from tests.roles import as_system

TEXT = b"Bring your own rations.\n"


@contextmanager
def received(name="instruction.txt", data=TEXT):
    with receiving.received(SimpleUploadedFile(name, data)) as got:
        yield got


def add(made, name="instruction.txt", data=TEXT, *, by=None, **facts):
    by = by or made.planner
    with acting_as(by), received(name, data) as got:
        return services.add_file(made.exchange.content, got, by=by, **facts)


def renew(made, file, data=b"Bring water.\n", *, by=None, **facts):
    by = by or made.planner
    with acting_as(by), received("instruction.txt", data) as got:
        return services.add_version(file, got, by=by, **facts)


def newest(file):
    with as_system():
        return file.versions.first()


__all__ = ["add", "build", "newest", "received", "renew"]
