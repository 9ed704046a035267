# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbound access of a cluster is written by no more than the members that change."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.write import clusters
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn

POLICY = drawn.bare([drawn.policy()])[0]
STATE, NAMES, POLICIES = "restrictOutboundNetworkAccess", "allowedFqdnList", "calloutPolicies"


@pytest.mark.parametrize(
    ("found", "wanted", "sent"),
    [
        (("Disabled", ["a"]), ("Enabled", ["a"]), {STATE: "Enabled"}),
        (("Enabled", ["a"]), ("Enabled", ["a", "b"]), {NAMES: ["a", "b"]}),
        (("Enabled", ["a"]), ("Enabled", [], [POLICY]), {STATE: "Enabled", NAMES: [], POLICIES: [POLICY]}),
        # Nothing differs: the last change has failed, and all that counts is sent again.
        (("Enabled", ["a"]), ("Enabled", ["a"]), {STATE: "Enabled", NAMES: ["a"]}),
        (("Enabled", [], [POLICY]), ("Enabled", [], [POLICY]), {STATE: "Enabled", POLICIES: [POLICY]}),
        (("Disabled",), ("Disabled",), {STATE: "Disabled", NAMES: [], POLICIES: []}),
    ],
)
def test_what_is_sent_is_what_changes_and_where_nothing_does_all_that_there_is(found, wanted, sent):
    members = clusters._patch(drawn.document(*wanted), drawn.document(*found))["properties"]
    # Azure may not take both lists, so that an empty one goes along only where it takes the place of the other.
    assert members == {**sent, **({STATE: "Enabled"} if len(sent) == 3 and found[0] == "Enabled" else {})}
