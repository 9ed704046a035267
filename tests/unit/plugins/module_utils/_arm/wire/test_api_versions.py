# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of api-versions."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import api_versions
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids as ids

TYPES = [ids.CLUSTER, ids.FIREWALL, ids.ROUTE_TABLE, ids.VIRTUAL_NETWORK, ids.SUBNET]


@pytest.mark.parametrize("type_", [*TYPES, *(name.upper() for name in TYPES), "Microsoft.Resources/resourceGroups"])
def test_every_type_we_ask_for_has_a_released_version(type_):
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", api_versions.of(type_))
