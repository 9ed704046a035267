# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No more than a warning hangs on what Azure grants, so no answer about it stops anything."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import usages
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.reader import Reader
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import limits

from ..doors import BUSY, HIDDEN, Doors
from ..standins import Clock

USAGES = "/subscriptions/s/providers/Microsoft.Network/locations/westus/usages"
OURS = {"name": {"value": "RoutesPerRouteTable"}, "limit": 1000}


def read(answer):
    return usages.read(Reader(Doors({USAGES: answer}), Clock().patience()), "s", "westus")


@pytest.mark.parametrize("beside", [{}, {"name": "Other", "limit": 4}, {"name": ["x"]}, {"name": {"value": 5}}])
def test_what_azure_grants_is_found_beside_whatever_else_it_lists(beside):
    found = read([beside, OURS])
    assert (found.routes.most, found.unread) == (1000, "")


@pytest.mark.parametrize("answer", [HIDDEN, BUSY, (405, "No"), "text", {"properties": {}}, ["text"], [None]])
def test_what_is_no_answer_says_so_and_stops_nothing(answer):
    found = read(answer)
    assert found.unread.startswith("What Azure itself says of westus could not be read (")
    assert found.routes == limits.ROUTES
