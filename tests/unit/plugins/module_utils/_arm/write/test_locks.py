# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One writer at a time on this machine, with real files and real processes."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import TimedOut
from ansible_collections.adx.outbound.plugins.module_utils._arm.write import locks
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM, Clock

FIREWALL = ResourceId("s", "g", resource_ids.FIREWALL, ("fw",))
TABLE = ResourceId("s", "g", resource_ids.ROUTE_TABLE, ("rt",))
SUBNET_A = ResourceId("s", "g", resource_ids.SUBNET, ("net", "a"))
SUBNET_B = ResourceId("S", "G", resource_ids.SUBNET, ("NET", "b"))

# Holds the locks of the ids it is given until it is killed, or its standard input ends.
HOLDER = """
import sys
sys.path[:0] = {path!r}
from ansible_collections.adx.outbound.plugins.module_utils._arm.write import locks
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.patience import Patience
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
ids = [resource_ids.parse(text) for text in sys.argv[1:]]
with locks.held(ids, Patience(60), cloud={cloud!r}, warn=sys.exit):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Where the locks of this test are, apart from those of everybody else."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"adx-outbound-{os.geteuid()}"


@pytest.fixture
def hold(tmp_path):
    with ExitStack() as stack:

        def run(*written):
            command = [sys.executable, "-c", HOLDER.format(path=sys.path, cloud=ARM), *map(str, written)]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            process = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(tmp_path)}, **pipes)
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stdout.readline() == "held\n"
            return process

        yield run


@contextmanager
def held(*written, patience=None, cloud=ARM):
    """Locks that have to be had without a warning."""
    with locks.held(written, patience or Clock().patience(5), cloud=cloud, warn=pytest.fail):
        yield


def is_taken(*written, cloud=ARM):
    try:
        with held(*written, cloud=cloud):
            return False
    except TimedOut:
        return True


def test_a_second_writer_waits_for_the_first_and_says_for_whom(hold):
    first, clock = hold(FIREWALL), Clock()
    with pytest.raises(TimedOut) as raised, held(FIREWALL, patience=clock.telling(20)):
        pass
    busy = f"process {first.pid} on this machine is doing so"
    assert str(raised.value) == (
        "Cannot write to firewall fw in resource group g: it was not done within 20 seconds; last heard:"
        f" {busy}. Nothing was written. Run again later, or give a longer"
        " O(timeout)."
    )
    assert clock.told == [(10, f"waiting to write to firewall fw in resource group g: {busy}, 10 s so far")]


def test_the_second_writer_goes_on_when_the_first_is_done(hold):
    first, clock = hold(FIREWALL), Clock()

    def sleep(seconds):
        Clock.sleep(clock, seconds)
        if first.poll() is None and clock.now > 3:
            first.communicate("")

    clock.sleep = sleep
    with held(FIREWALL, patience=clock.patience(60)):
        assert 3 < clock.now < 4


def test_the_lock_of_a_killed_writer_is_free(hold):
    first = hold(FIREWALL)
    assert is_taken(FIREWALL)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not is_taken(FIREWALL)


def test_a_lock_is_free_after_an_error_too():
    with pytest.raises(KeyError), held(FIREWALL):
        raise KeyError
    assert not is_taken(FIREWALL)


def test_subnets_of_one_network_exclude_each_other_and_other_resources_do_not(hold):
    hold(SUBNET_A)
    assert is_taken(SUBNET_B) and is_taken(TABLE, SUBNET_B)
    assert not is_taken(TABLE) and not is_taken(FIREWALL)


def test_one_id_in_two_clouds_is_two_resources(hold):
    hold(FIREWALL)
    assert not is_taken(FIREWALL, cloud="https://management.usgovcloudapi.net")


def test_a_writer_that_waits_for_its_second_lock_gives_the_first_one_back_at_the_deadline(hold):
    hold(SUBNET_A)
    assert is_taken(TABLE, SUBNET_A)
    assert not is_taken(TABLE)


@pytest.mark.parametrize("written", [(TABLE, SUBNET_A), (SUBNET_A, TABLE)])
def test_nobody_holds_a_later_lock_while_waiting_for_an_earlier_one_so_nobody_waits_in_a_circle(hold, written):
    hold(TABLE)
    seen, clock = [], Clock()
    clock.sleep = lambda seconds: (Clock.sleep(clock, seconds), seen.append(is_taken(SUBNET_A)))
    with pytest.raises(TimedOut), held(*written, patience=clock.patience(3)):
        pass
    assert set(seen) == {False}


def test_folder_and_files_are_private_whatever_the_umask(folder):
    before = os.umask(0)
    try:
        with held(FIREWALL):
            pass
    finally:
        os.umask(before)
    (file,) = folder.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, file)] == [0o700, 0o600]
    assert "fw" not in file.name


def warned(*written):
    """What is said when the locks cannot be had; the work goes on."""
    warnings = []
    with locks.held(written, Clock().patience(5), cloud=ARM, warn=warnings.append):
        worked = True
    assert worked and len(warnings) == 1
    assert warnings[0].startswith("Tasks on this machine that write the same resource do not wait for each other: ")
    return warnings[0]


def test_a_folder_that_others_may_enter_is_not_used(folder):
    folder.mkdir(mode=0o750)
    assert "is not private to this user" in warned(FIREWALL)
    assert list(folder.iterdir()) == []


def test_a_folder_of_somebody_else_is_not_used(folder, monkeypatch):
    folder.mkdir(mode=0o700)
    facts = list(os.stat(folder))
    facts[stat.ST_UID] += 1
    monkeypatch.setattr(os, "fstat", lambda _folder: os.stat_result(facts))
    assert "is not private to this user" in warned(FIREWALL)


def test_a_link_in_the_place_of_the_folder_is_not_followed(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    folder.symlink_to(elsewhere)
    warned(FIREWALL)
    assert list(elsewhere.iterdir()) == []


def test_a_link_in_the_place_of_a_file_is_not_followed(folder, tmp_path):
    with held(FIREWALL):
        pass
    (file,) = folder.iterdir()
    file.unlink()
    victim = tmp_path / "victim"
    victim.write_text("precious")
    file.symlink_to(victim)
    warned(FIREWALL)
    assert victim.read_text() == "precious"


def test_a_file_in_the_place_of_the_folder_is_a_warning(folder):
    folder.write_text("")
    warned(FIREWALL)


def test_no_temporary_folder_at_all_is_a_warning(monkeypatch):
    def none():
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    assert warned(FIREWALL).endswith("No usable temporary directory found.")


def test_a_file_system_without_locks_is_a_warning(monkeypatch):
    def refuses(_file, _how):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuses)
    warned(FIREWALL)


def test_a_full_disk_takes_no_lock_away(monkeypatch):
    def full(_file, _text, _offset):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with held(FIREWALL):
        assert is_taken(FIREWALL)


def test_no_open_file_is_left_behind():
    def files():
        return len(os.listdir("/dev/fd"))

    with held(FIREWALL, TABLE):
        pass
    before = files()
    for _round in range(3):
        with held(FIREWALL, TABLE):
            pass
    assert files() == before
