# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One document, or nothing where nothing is."""

from __future__ import annotations

from ..._plan.values.resource_ids import ResourceId
from ..login.session import Session
from ..wire import errors
from ..wire.answers import Found


def read_or_none(session: Session, id_: ResourceId) -> Found | None:
    """Return what is there, None for a clear 404 and for nothing else."""
    try:
        return session.network.read(id_)
    except errors.NotFound:
        return None
