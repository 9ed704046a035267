# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strict mode: what the login may do when the switch `allow_only` lists the actions of a role.

The patterns are a role definition's: an asterisk stands for anything, and casing does not count ("Understand Azure role
definitions"). A body that refers to a resource needs the right to join it ("Azure Firewall roles and permissions");
that every reference is looked at, an unchanged one too, is the strictest reading.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from ..front import router

# Only a link of the service's own answers leads there, and Azure's lists of operations have no action for it.
UNLISTED = "microsoft.network/locations/nfvoperations/read"


def allowed(call, action):
    """Whether the login may perform an action."""
    patterns = call.switches.allow_only
    wanted = action.lower()
    if patterns is None or wanted == UNLISTED:
        return True
    return any(fnmatchcase(wanted, pattern.lower()) for pattern in patterns)


def join_action(resource_id):
    """The action that a reference to a resource needs."""
    return f"{router.parse(resource_id).type}/join/action"
