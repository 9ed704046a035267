# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of api-versions."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import api_versions
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids as ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

TYPES = [ids.CLUSTER, ids.FIREWALL, ids.ROUTE_TABLE, ids.VIRTUAL_NETWORK, ids.SUBNET]


@pytest.mark.parametrize("type_", [*TYPES, *(name.upper() for name in TYPES), "Microsoft.Resources/resourceGroups"])
def test_every_type_we_ask_for_has_a_released_version(type_):
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", api_versions.of(type_))


def test_a_type_that_nobody_reads_has_none_and_a_sentence():
    with pytest.raises(PlanError, match=r"^Resources of type Microsoft\.Other/things are not read here\.$"):
        api_versions.of("Microsoft.Other/things")


@pytest.mark.parametrize(
    ("listed", "asked", "newest"),
    [
        ("'2021-01-01, 2023-08-15'", "2024-01-01", "2023-08-15"),
        ("'2023-08-15, 2021-01-01'", "2023-08-15", "2023-08-15"),
        ("'2023-08-15, 2021-01-01'", "2023-08-14", "2021-01-01"),
        ("'2023-08-15-preview, 2021-01-01'", "2024-01-01", "2021-01-01"),
        ("'2025-01-01'", "2024-01-01", None),
        ("''", "2024-01-01", None),
    ],
)
def test_the_newest_version_that_is_not_newer_than_the_one_asked_for_is_taken(listed, asked, newest):
    refusal = f"No registered provider, of 2022-02-02. The supported api-versions are {listed}."
    assert api_versions.newest_supported(refusal, asked) == newest
