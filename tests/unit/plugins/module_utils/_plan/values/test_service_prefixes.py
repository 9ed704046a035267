# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a rule collection is, by what its name begins with."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import service_prefixes
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.service_prefixes import ServicePrefix


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("adx-telemetry-westus-network", ServicePrefix.DATA_EXPLORER),
        ("AKS-shop-application", ServicePrefix.KUBERNETES),
        ("aks-", ServicePrefix.KUBERNETES),
        ("aks", ServicePrefix.KUBERNETES),
        ("batch-x", ServicePrefix.BATCH),
        ("batches-x", None),
        ("aksel", None),
        ("shop-aks-x", None),
        ("", None),
        ("-aks", None),
    ],
)
def test_the_first_part_of_a_name_tells_the_service(name, service):
    assert service_prefixes.of(name) is service
