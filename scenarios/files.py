"""What a scenario says about the files of an exchange: those of the host, put into packets, and those of nations."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from exchanges.models import ExchangeContent
from files import services
from files.models import File, PacketFile
from files.receiving import received
from participants.models import Delegation
from portions import paper
from scenarios.story import Entry, Step, Story

TEMPLATE: Final = Path(__file__).parent / "typst" / "paper.typ"
FICTITIOUS = "FICTITIOUS · DEMONSTRATION"


def of_exchange(story: Story, exchange_key: str, entry: Entry, day: str, by: str) -> Iterator[Step]:
    for number, part in enumerate(entry.parts("files")):
        said, name = part.data, f"{exchange_key}/files/{number}"
        at, actor = said.get("at", day), said.get("by", by)
        act = _given if "from" in said else _added
        told = partial(act, story, exchange_key, part, actor)
        yield Step(name, part, at, actor, told, "files")
        for party in said.get("packets", []):
            keys = f"{exchange_key}/invitations/{party}", name
            yield Step(f"{name}/packets/{party}", part, at, actor, partial(_attached, story, keys, part, actor))


def _attached(story: Story, keys: tuple[str, str], part: Entry, by: str) -> PacketFile:
    """The packet's and the file's keys."""
    packet, file = (story.find(key) for key in keys)
    version = file.versions.select_related("label", "file__label").get()
    return services.attach(packet, version, asks_acknowledgement=part.data.get("asks", False), by=story.user(by))


def _added(story: Story, exchange_key: str, part: Entry, by: str) -> File:
    said, exchange = part.data, story.find(exchange_key)
    content = ExchangeContent.objects.select_related("exchange", "label").get(exchange=exchange)
    label = story.label(said["label"]) if "label" in said else None
    facts = {"title": said["title"], "asks_acknowledgement": said.get("asks", False), "label": label}
    with received(_document(said)) as got:
        return services.add_file(content, got, by=story.user(by), **facts)


def _given(story: Story, exchange_key: str, part: Entry, by: str) -> PacketFile:
    said = part.data
    delegation: Delegation = story.find(f"{exchange_key}/invitations/{said['from']}")
    with received(_document(said)) as got:
        return services.give(delegation, got, title=said["title"], by=story.user(by))


def _document(said: dict[str, Any]) -> SimpleUploadedFile:
    """As its name ends: a PDF with its lines as paragraphs, or the lines themselves."""
    lines = said["lines"]
    if said["name"].endswith(".pdf"):
        facts = {"title": said["title"], "lines": lines, "lang": said.get("language", "en"), "note": FICTITIOUS}
        return SimpleUploadedFile(said["name"], paper.compiled(TEMPLATE, facts))
    return SimpleUploadedFile(said["name"], "\n".join([*lines, ""]).encode())
