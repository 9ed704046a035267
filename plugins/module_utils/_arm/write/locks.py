# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One writer at a time per resource, among the processes of one user on one machine.

Hosts of a play that write the same firewall would be refused by Azure, or cancel each other's operations. Nothing
is lost by that, since etags and the read after a write keep everybody's changes, but each meeting costs minutes.
So a lock that is not to be had because of a file or folder is a warning, never a failure.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from ..._plan.values import resource_ids
from ..._plan.values.resource_ids import ResourceId
from ..wire.patience import Patience

_LOOK_EVERY = 0.5  # seconds; looking costs nothing, and a resource that is free should not stay idle
_LONGEST_NAME = 40  # bytes


@contextmanager
def held(
    written: Iterable[ResourceId], patience: Patience, *, cloud: str, warn: Callable[[str], None]
) -> Iterator[None]:
    """Keep our other processes from writing these resources, after waiting for the ones that do so now.

    `cloud` is the address of the resource manager: an id may mean something else at another one.
    """
    with ExitStack() as stack:
        try:
            folder = _open_folder()
            stack.callback(os.close, folder)
            for id_ in resource_ids.locked_by_writing(written):
                file = _open_file(folder, f"{cloud}\n{resource_ids.key(id_)}")
                stack.callback(os.close, file)
                _take(file, f"write to {id_.described()}", patience)
        except OSError as error:
            warn(f"Tasks on this machine that write the same resource do not wait for each other: {error}.")
        yield


def _open_folder() -> int:
    # Below a directory that others can write to: whatever is there already has to be a folder of ours alone.
    path = os.path.join(tempfile.gettempdir(), f"adx-outbound-{os.geteuid()}")
    with suppress(FileExistsError):
        os.mkdir(path, 0o700)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    facts = os.fstat(folder)
    if facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
        os.close(folder)
        raise PermissionError(f"{path} is not private to this user")
    return folder


def _open_file(folder: int, subject: str) -> int:
    # Files stay when the lock goes: removing one would take it from under whoever has just opened it.
    name = hashlib.sha256(subject.encode()).hexdigest()
    return os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600, dir_fd=folder)


def _take(file: int, doing: str, patience: Patience) -> None:
    pace = patience.fresh()
    while not _is_free(file):
        holder = os.pread(file, _LONGEST_NAME, 0).decode(errors="replace")
        last = f"{holder or 'a process'} on this machine is doing so"
        if not pace.wait(_LOOK_EVERY, f"to {doing}: {last}"):
            expired = patience.expired(doing, last)
            expired.wrote = False
            raise expired
    with suppress(OSError):  # a full disk takes the name from those who wait, not the lock from us
        os.ftruncate(file, 0)
        os.pwrite(file, f"process {os.getpid()}".encode(), 0)


def _is_free(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # gone with its process, however that ends
    except BlockingIOError:
        return False
    return True
