# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was read of a cluster is that of its outbound access and more."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.seen import Seen
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn


def test_the_cluster_and_its_document_are_those_that_its_outbound_access_was_read_of():
    found = drawn.seen()
    assert found.id.name == "c1" and found.document is found.access.document
    assert found.cluster is found.access.cluster and found.cluster.subnet_id == drawn.OWN


def test_where_nothing_more_was_read_no_endpoint_leads_there_and_no_age_is_known():
    bare = Seen(drawn.seen().access)
    assert (bare.targets, bare.inbound, bare.prepared) == ((), (), None)
