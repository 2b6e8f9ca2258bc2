"""Files of an exchange and of packets: whole or not at all, marked, and nobody's who may not read them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from clearances.guards import can
from clearances.labels import LabelValue
from clearances.subjects import acting_as
from files import services, storage
from files.inspecting.report import Refused
from files.models import Acknowledgement, File, FileVersion, PacketFile
from files.services.packet import Closed
from files.services.reading import NotHandedOut
from files.worklist import items
from notifications.models import Notification
from participants.models import Delegation
from participants.states import State
from planning.services import cancel
from programs.versions import Stale
from tests import factories as make
from tests.files.world import TEXT, add, build, newest, received, renew
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings, tmp_path):
    settings.FILES_DIR = str(tmp_path / "files")
    world = build("XAA", "XBB")
    world.bring("XAA", State.ACCEPTED)
    world.issue("XBB")
    return world


def contents():
    return {path.name for path in (storage.root() / "contents").glob("*/*")}


def delegation(made, code):
    with as_system():
        return Delegation.objects.select_related("party", "label").get(exchange=made.exchange, party__code=code)


def read(row, by):
    return services.hand_out(row, by=by).content


def given(made, code="XAA", data=b"Our list\n", **facts):
    by = made.liaisons[code]
    with acting_as(by), received("list.txt", data) as got:
        return services.give(delegation(made, code), got, by=by, **facts)


def test_a_file_is_marked_as_the_content_and_never_looser_than_the_cover(made):
    file = add(made)

    assert (file.label, newest(file).label) == (made.exchange.content.label,) * 2
    assert (file.title, newest(file).name, newest(file).kind) == ("instruction", "instruction.txt", "text")
    for wrong in (make.label(made.exchange.host, to=[make.NationFactory(code="XOU")]), make.label(made.nation("XAA"))):
        with pytest.raises(ValidationError) as refused:
            add(made, label=wrong)
        assert "label" in refused.value.message_dict
    with pytest.raises(PermissionDenied):
        add(made, by=made.liaisons["XAA"])
    assert File.objects.count() == 0  # Nobody acts: nothing is seen.


def test_versions_stay_and_a_hidden_one_leaves_no_trace(made):
    file = add(made)
    above = make.label(made.exchange.host)  # For the host alone.
    secret = renew(made, file, label=above)
    reader = made.liaisons["XAA"]

    with acting_as(reader):
        assert [row.pk for row in FileVersion.objects.for_user(reader)] == [newest_open(file).pk]
        assert not can(reader, "view", secret)
    with acting_as(made.planner):
        assert FileVersion.objects.for_user(made.planner).filter(file=file).count() == 2
    with pytest.raises(ValidationError) as late:
        renew(made, file, seen=str(newest_open(file).pk))
    assert set(late.value.message_dict) == {"files"}
    with as_system():
        assert File.objects.get(pk=file.pk).version == 1


def newest_open(file):
    with as_system():
        return file.versions.last()


def test_the_same_content_is_kept_once_and_nobody_learns_of_it(made):
    first, other = add(made), build("XCC")
    second = add(other)

    assert contents() == {newest(first).digest} == {newest(second).digest}
    with acting_as(other.planner):
        assert File.objects.for_user(other.planner).count() == 1


def test_what_a_container_may_hold_counts_what_the_sender_sees_and_no_more(made, settings):
    settings.FILES_PER_EXCHANGE = 2 * len(TEXT)
    elsewhere = build("XCC")
    add(made)
    add(made, label=make.label(made.exchange.host))
    with pytest.raises(ValidationError) as refused:
        add(made)
    assert set(refused.value.message_dict) == {"files"}
    add(elsewhere)
    with as_system():
        assert File.objects.filter(exchange=made.exchange).count() == 2


def test_an_undone_request_keeps_no_row_and_its_content_is_swept_later(made):
    with transaction.atomic():
        add(made)
        transaction.set_rollback(True)
    kept = add(made, data=b"Kept\n")
    assert len(contents()) == 2
    assert list(storage.incoming().iterdir()) == []
    now = timezone.now()
    with as_system():
        assert services.sweep(now) == 0  # Somebody may be at it.
        assert services.sweep(now + timedelta(minutes=9)) == 0
        assert services.sweep(now + timedelta(hours=25)) == 1
    assert contents() == {newest(kept).digest}


def test_a_removed_file_is_nobodys_and_goes_with_hidden_versions(made):
    file = add(made)
    hidden = renew(made, file, label=make.label(made.exchange.host, compartments=["X"]), by=cleared(made))
    with acting_as(made.planner):
        with pytest.raises(Stale):
            services.remove_file(file, version=7, by=made.planner)
        services.remove_file(file, version=1, by=made.planner)
        assert not can(made.planner, "view", file)
        with pytest.raises(PermissionDenied):
            services.hand_out(newest_open(file), by=made.planner)
    with as_system():
        services.sweep(timezone.now() + timedelta(days=31))
        assert not FileVersion.objects.filter(pk=hidden.pk).exists()
    assert contents() == set()


def cleared(made):
    user = make.member("planner", made.exchange, organisation=made.exchange.host)
    make.clearance(user, make.PolicyFactory(owner=made.exchange.host), "S", compartments=["X"])
    return user


def test_a_content_that_changed_on_the_disk_is_never_handed_out(made):
    version = newest(add(made))
    place = storage.path_of(version.digest)
    assert place.stat().st_mode & 0o777 == 0o600
    place.write_bytes(b"something else")

    with acting_as(made.planner):
        with pytest.raises(storage.Missing):
            services.hand_out(version, by=made.planner)
        place.unlink()
        with pytest.raises(storage.Missing):
            services.hand_out(version, by=made.planner)
    with pytest.raises(storage.Missing):
        storage.path_of("../../etc/passwd")


def test_what_its_originator_controls_only_the_originator_hands_on(made):
    host, guest = made.exchange.host, made.nation("XAA")
    value = LabelValue(make.label(host).classification, host, frozenset({guest}), orcon=True)
    version = newest(add(made, label=value))
    liaison = made.liaisons["XAA"]

    with acting_as(made.planner):
        assert read(version, made.planner) == TEXT
    with acting_as(liaison):
        assert can(liaison, "view", version)
        with pytest.raises(NotHandedOut):
            services.hand_out(version, by=liaison)


def test_over_is_over(made):
    with acting_as(made.planner):
        cancel(made.exchange, reason="Storm", by=made.planner)
    with pytest.raises(ValidationError, match="takes no more files"):
        add(made)


def test_the_host_copies_a_file_into_a_packet_at_least_as_strictly_marked(made):
    host = made.exchange.host
    only_a = newest(add(made, title="For XAA", label=make.label(host, to=[made.nation("XAA")])))
    both = newest(add(made, data=b"Both\n"))
    with acting_as(made.planner):
        for code, version in (("XAA", only_a), ("XBB", both)):
            row = services.attach(delegation(made, code), version, by=made.planner)
            assert (row.label.owner, row.label.parties) == (host, [code])  # As strict, and for the two alone.
        with pytest.raises(ValidationError) as refused:
            services.attach(delegation(made, "XBB"), only_a, by=made.planner)
    assert "label" in refused.value.message_dict
    invited = made.liaisons["XBB"]  # Sees nothing of the exchange's content yet.
    with acting_as(invited):
        assert not FileVersion.objects.for_user(invited).exists()
        assert read(PacketFile.objects.for_user(invited).get(), invited) == b"Both\n"
    with as_system():
        told = Notification.objects.filter(recipient=invited, kind="invitation_amended")
        assert told.exists()
    with acting_as(invited), pytest.raises(PermissionDenied):
        services.attach(delegation(made, "XBB"), both, by=invited)


def test_a_nation_hands_a_file_to_the_host_and_no_other_nation_finds_a_sign_of_it(made):
    row, other = given(made), made.liaisons["XBB"]

    with acting_as(made.planner):
        assert read(row, made.planner) == b"Our list\n"
        with pytest.raises(PermissionDenied):
            services.recall(row, by=made.planner)
    with acting_as(other):
        assert not PacketFile.objects.for_user(other).exists()
        with pytest.raises(PermissionDenied):
            services.hand_out(row, by=other)
    with as_system():
        assert Notification.objects.filter(recipient=made.planner, kind="file_given").count() == 1
        assert not Notification.objects.filter(recipient=other, kind="file_given").exists()
    with acting_as(made.liaisons["XAA"]):
        services.recall(row, by=made.liaisons["XAA"])
    with acting_as(made.planner), pytest.raises(NotHandedOut):
        services.hand_out(row, by=made.planner)


def test_a_packet_that_was_declined_stays_as_it_was(made):
    made.reply(delegation_invitation(made, "XBB"), State.DECLINED)
    version = newest(add(made))
    with acting_as(made.planner), pytest.raises(Closed):
        services.attach(delegation(made, "XBB"), version, by=made.planner)
    with pytest.raises(Closed):
        given(made, "XBB")


def delegation_invitation(made, code):
    with as_system():
        return delegation(made, code).invitation


def test_reading_is_acknowledged_once_by_each(made):
    version, reader = newest(add(made, asks_acknowledgement=True)), made.liaisons["XAA"]
    with acting_as(made.planner):
        packet = services.attach(delegation(made, "XAA"), version, asks_acknowledgement=True, by=made.planner)
    with acting_as(reader):
        assert [item.title for item in items(reader)] == ["instruction", "instruction"]
        assert services.acknowledge(packet, by=reader)
        assert not services.acknowledge(version, by=reader)  # The same content: it is said already.
        assert items(reader) == []
    with acting_as(made.planner):
        assert items(made.planner) == []
    with acting_as(made.liaisons["XBB"]), pytest.raises(PermissionDenied):
        services.acknowledge(version, by=made.liaisons["XBB"])
    assert Acknowledgement.objects.count() == 2


def test_a_refused_file_leaves_nothing(made):
    with pytest.raises(Refused), received("program.pdf", b"MZ..."):
        raise AssertionError("It must not come this far.")
    assert list(storage.incoming().iterdir()) == []
    assert contents() == set()
