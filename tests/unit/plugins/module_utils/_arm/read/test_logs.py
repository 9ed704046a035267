# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time of the service is taken where it says one, whatever else stands there."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import logs
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.rest import Answer

NOON = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"Date": "Mon, 30 Nov 2026 12:00:00 GMT"}, NOON),
        ({"Date": "Mon, 30 Nov 2026 13:00:00 +0100"}, NOON),
        ({"Date": "yesterday"}, None),
        ({"Date": "Fri, 31 Dec 9999 23:59:59 -0100"}, None),
        ({}, None),
    ],
)
def test_a_time_that_is_none_stops_nothing(said, at):
    assert logs._clock(Answer(200, said, None)) == at
