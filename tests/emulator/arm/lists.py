# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of things that nobody writes here: locks, private DNS zones and their links. Seed the list itself."""

from __future__ import annotations

from .store import key_of

TYPES = (
    "microsoft.authorization/locks",
    "microsoft.network/privatednszones",
    "microsoft.network/privatednszones/virtualnetworklinks",
)


def is_one(target):
    return target.type.lower() in TYPES


def listing(call):
    """What was seeded under the path of the list, or an empty one."""
    return 200, {}, call.store.answers.get(key_of(call.target.path)) or {"value": []}
