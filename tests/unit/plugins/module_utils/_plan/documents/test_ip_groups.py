# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IP groups, and whether what they show is in force."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import ip_groups
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.ip_groups import IpGroup


def test_a_group_has_the_addresses_of_its_document():
    properties = {"ipAddresses": ["10.20.1.0/24", "198.51.100.7"], "provisioningState": "Succeeded"}
    assert ip_groups.from_arm({"properties": properties}) == IpGroup(("10.20.1.0/24", "198.51.100.7"), "Succeeded")
    assert ip_groups.from_arm({}) == IpGroup(())


@pytest.mark.parametrize(
    ("state", "settled"),
    [("Succeeded", True), ("succeeded", True), ("Failed", False), ("Updating", False), ("Canceled", False)],
)
def test_a_group_is_settled_in_one_state_only(state, settled):
    assert IpGroup((), state).is_settled is settled
