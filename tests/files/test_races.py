"""Contents are kept and swept at the same time."""

import os
import threading

from django.db import connection, transaction
from django.utils import timezone

from files import storage


def test_a_sweep_waits_for_whoever_keeps_the_same_content(committed, settings, tmp_path):
    """Otherwise a content that lay unused for a day could go at the moment in which somebody sends it again."""
    settings.FILES_DIR = str(tmp_path)
    source, digest, order = tmp_path / "source", "ab" + "0" * 62, []
    place = storage.path_of(digest)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"old")
    os.utime(place, (0, 0))

    def sweep():
        storage.discard(place, timezone.now(), lambda _digest: False)
        order.append("swept")
        connection.close()

    thread = threading.Thread(target=sweep)
    with transaction.atomic():
        source.write_bytes(b"new")
        storage.keep(source, digest)
        thread.start()
        thread.join(0.3)
        order.append("kept")
    thread.join(9)

    assert order == ["kept", "swept"]
    assert place.read_bytes() == b"new"
