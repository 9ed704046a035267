# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups as files: written whole or not at all, readable by their owner, sorted by when they were made."""

from __future__ import annotations

import datetime
import os
from contextlib import suppress

from .._plan.documents import backups
from .._plan.documents.backups import Backup
from .._plan.values.errors import PlanError

_MOST = 64 * 2**20  # bytes; no document of Azure comes near


def keep(folder: str, backup: Backup) -> str:
    """Write one backup and return its path; raise PlanError when that cannot be done, which is before any write."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%S.%fZ")
    kind = backup.id.type.rpartition("/")[2]
    path = os.path.join(folder, f"{now}-{kind}-{backup.id.name}.json")
    partial = f"{path}.partial"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        made = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        # Half of a surrogate pair, which JSON may have and UTF-8 may not, is written as JSON escapes it.
        with open(made, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(backup.as_text())
            file.flush()
            os.fsync(file.fileno())
        os.rename(partial, path)
    except OSError as error:
        with suppress(OSError):  # half a file is nobody's backup
            os.unlink(partial)
        raise PlanError(
            f"The backup of {backup.id.described()} cannot be written, so nothing else was: {error}."
        ) from error
    return path


def read(path: str) -> Backup:
    """Read one backup file; raise PlanError for a file that is none."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(_MOST)
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(f"The backup {path} cannot be read: {error}.") from error
    return backups.parse(text, path)
