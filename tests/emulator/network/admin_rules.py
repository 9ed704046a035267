# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""POST listNetworkManagerEffectiveSecurityAdminRules of a network: what its managers have laid over it.

Without any the answer is empty and no error (recorded in a test of azure-cli's extension). A world gives the answer
under the address of the call; nobody here makes rules.
"""

from __future__ import annotations

from ..arm import places
from ..arm.store import key_of
from . import networks

NAME = "listNetworkManagerEffectiveSecurityAdminRules"
TYPE = f"{networks.TYPE}/{NAME}".lower()


def effective(call):
    """The whole answer; the service pages with a token in the body."""
    place = places.locate(call, networks.KIND, places.group_of(call)["id"])
    if place.top is None:
        raise places.missing(call, place)
    return 200, {}, call.store.answers.get(key_of(f"{place.id}/{NAME}")) or {"skipToken": "", "value": []}
