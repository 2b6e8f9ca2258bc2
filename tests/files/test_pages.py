"""Pages of files: sent, named when refused, handed out as attachments, decided and recorded each time."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from clearances.subjects import acting_as
from files import services
from files.models import File, FileVersion, PacketFile
from participants.models import Delegation
from participants.states import State
from releases.models import Opening
from tests import factories as make
from tests.files.corpus import pdf
from tests.files.world import TEXT, add, build, newest, renew
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings, tmp_path):
    settings.FILES_DIR = str(tmp_path / "files")
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "files" / "incoming")
    world = build("XAA", "XBB")
    world.bring("XAA", State.ACCEPTED)
    world.issue("XBB")
    return world


def sent(name, data):
    return SimpleUploadedFile(name, data)


def address(name, *arguments):
    return reverse(f"files:{name}", args=arguments)


def delegation(made, code):
    with as_system():
        return Delegation.objects.get(exchange=made.exchange, party__code=code)


def rows(model):
    with as_system():
        return list(model.objects.order_by("added_at") if model is not File else model.objects.order_by("title"))


def test_several_files_are_sent_at_once_and_each_that_is_refused_is_named(made, signed_in):
    client, add_page = signed_in(made.planner), address("add", made.exchange.reference)
    uploads = [sent("plan.pdf", pdf()), sent("tool\u202efdp.exe", b"MZ..."), sent("list.txt", TEXT)]

    answer = client.post(add_page, {"uploads": uploads})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "“toolfdp.exe” isn’t taken" in page.replace("&#x27;", "’")
    assert "2 files are added." in page
    assert [file.title for file in rows(File)] == ["list", "plan"]
    assert b"Security instruction" in client.get(address("index", made.exchange.reference)).content
    kept = client.post(add_page, {"uploads": [sent("a.txt", TEXT)], "title": "Rations"}, headers={"X-Upload": "1"})
    assert (kept.status_code, kept.headers["X-Location"]) == (204, address("index", made.exchange.reference))
    assert "Choose at least one file." in client.post(add_page, {"title": "Nothing"}).content.decode()


def test_what_is_too_large_is_read_past_and_named_and_the_rest_is_kept(made, signed_in, settings):
    settings.FILES_MOST_BYTES = 1 << 20
    large = io.BytesIO(b"a" * (9 << 20))
    large.name = "large.txt"

    answer = signed_in(made.planner).post(
        address("add", made.exchange.reference), {"uploads": [large, sent("small.txt", TEXT)]}
    )

    assert answer.status_code == 400
    assert "“large.txt”" in answer.content.decode()
    assert "1.0\xa0MB" in answer.content.decode()
    assert [file.title for file in rows(File)] == ["small"]


def test_a_copy_is_an_attachment_that_can_do_nothing_and_is_recorded(made, signed_in):
    version, reader = newest(add(made, "<plan>é.txt")), made.liaisons["XAA"]
    client = signed_in(reader)
    with as_system():
        before = Opening.objects.filter(object_id=version.pk).count()
    client.get(address("file", version.file_id))
    with as_system():
        assert Opening.objects.filter(object_id=version.pk).count() == before == 0  # Its name isn't its content.

    answer = client.get(address("download", version.pk))

    assert answer.content == TEXT
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''_plan_%C3%A9.")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    with as_system():
        event = Event.objects.get(action="file.downloaded", object_id=version.pk)
        assert event.actor_id == reader.pk
        assert event.facts["number"] in answer.headers["Content-Disposition"]
        assert Opening.objects.get(object_id=version.pk).party == reader.organisation


def test_nobody_gets_a_copy_who_may_not_see_it_and_everybody_is_decided_anew(made, signed_in):
    version = newest(add(made))
    with acting_as(made.planner):
        packet = services.attach(delegation(made, "XAA"), version, by=made.planner)
    invited, never = signed_in(made.liaisons["XBB"]), "00000000-0000-0000-0000-00000000beef"
    for name, pk in (("download", version.pk), ("packet_download", packet.pk), ("file", version.file_id)):
        hidden, unknown = (invited.get(address(name, key)) for key in (pk, never))
        assert (hidden.status_code, hidden.content) == (404, unknown.content)
    client = signed_in(made.liaisons["XAA"])
    assert client.get(address("download", version.pk)).status_code == 200

    with as_system():
        version.label = make.label(made.exchange.host)
        version.save(update_fields=["label"])

    assert client.get(address("download", version.pk)).status_code == 404
    assert "None of its versions is open to you." in client.get(address("file", version.file_id)).content.decode()


def test_planners_see_who_has_acknowledged_as_far_as_they_know_of_their_nations(made, signed_in):
    file = add(made, asks_acknowledgement=True)
    reader, other = made.liaisons["XAA"], make.member("cell_member", made.exchange, organisation=made.nation("XBB"))
    page = address("file", file.pk)
    client = signed_in(reader)
    assert "Read it, then say so" in client.get(page).content.decode()
    client.post(address("acknowledge", newest(file).pk))
    with acting_as(other):
        services.acknowledge(newest(file), by=other)

    shown = signed_in(made.planner).get(page).content.decode()
    assert str(reader.person) in shown
    assert str(other.person) in shown  # The planner invited that nation.
    assert str(other.person) not in client.get(page).content.decode()
    with as_system():
        made.exchange.delegations.filter(party__code="XBB").first().grants.all().delete()
    assert str(other.person) not in signed_in(made.planner).get(page).content.decode()
    renew(made, file)
    assert "Read it, then say so" in client.get(page).content.decode()


def test_a_file_is_renewed_renamed_and_removed(made, signed_in):
    file, client = add(made), signed_in(made.planner)
    seen = str(newest(file).pk)
    form = {"uploads": [sent("new.txt", b"New\n")], "seen": seen}
    assert client.post(address("renew", file.pk), form).status_code == 302
    late = client.post(address("renew", file.pk), {"uploads": [sent("late.txt", b"Late\n")], "seen": seen})
    assert late.status_code == 400
    assert "Somebody added a version meanwhile." in late.content.decode()
    assert [row.name for row in rows(FileVersion)] == ["instruction.txt", "new.txt"]
    words = {"title": "Rations", "version": 1, "asks_acknowledgement": "on"}
    assert client.post(address("edit", file.pk), words).status_code == 302
    assert client.post(address("edit", file.pk), {**words, "title": "Water"}).status_code == 409
    assert "can't be brought back" in client.get(address("remove", file.pk)).content.decode().replace("&#x27;", "'")
    assert client.post(address("remove", file.pk), {"version": 2}).status_code == 302
    assert client.get(address("file", file.pk)).status_code == 404


def test_a_packet_shows_its_files_to_both_sides_and_takes_no_more_once_it_is_closed(made, signed_in):
    version, invited = newest(add(made, title="Instruction")), made.liaisons["XBB"]
    packet = delegation(made, "XBB")
    planner, liaison = signed_in(made.planner), signed_in(invited)
    chosen = {"versions": [version.pk], "asks_acknowledgement": "on"}
    assert planner.post(address("attach", packet.pk), chosen).status_code == 302
    assert planner.post(address("offer", packet.pk), {"uploads": [sent("more.txt", TEXT)]}).status_code == 302
    assert liaison.post(address("give", packet.pk), {"uploads": [sent("ours.txt", TEXT)]}).status_code == 302
    assert liaison.post(address("offer", packet.pk), {"uploads": [sent("x.txt", TEXT)]}).status_code == 403

    page = liaison.get(packet.get_absolute_url()).content.decode()
    assert all(word in page for word in ("Instruction", "more", "ours", "I have read it", "From the host"))
    ours, theirs = (next(row for row in rows(PacketFile) if row.is_from_host is side) for side in (False, True))
    assert liaison.post(address("packet_acknowledge", theirs.pk)).status_code == 302
    assert f"Acknowledged by <bdi>{invited}" in planner.get(packet.get_absolute_url()).content.decode()
    assert liaison.get(address("packet_download", theirs.pk)).status_code == 200
    assert planner.get(address("recall", ours.pk)).status_code == 403
    assert planner.get(reverse("releases:mark", args=["packetfile", theirs.pk])).status_code == 200
    assert liaison.post(address("recall", ours.pk)).status_code == 302
    refused = planner.get(address("packet_download", ours.pk))
    assert refused.status_code == 403
    assert "taken back" in refused.content.decode()

    with as_system():
        invitation = packet.invitation
    made.reply(invitation, State.DECLINED)
    closed = planner.post(address("offer", packet.pk), {"uploads": [sent("x.txt", TEXT)]})
    assert closed.status_code == 409
    assert "takes no more files" in closed.content.decode()


def test_lists_ask_as_often_for_many_files_as_for_few(made, signed_in):
    client, page = signed_in(made.planner), address("index", made.exchange.reference)
    packet = delegation(made, "XAA")

    def grow(count):
        for _each in range(count):
            file = add(made)
            renew(made, file)
            with acting_as(made.planner):
                services.attach(packet, newest(file), by=made.planner)

    counts = []
    for _round in range(3):
        grow(2)
        counts.append([asked(client, each) for each in (page, packet.get_absolute_url())])
    assert counts[1] == counts[2]  # The first round also fills what is kept between requests.


def asked(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
