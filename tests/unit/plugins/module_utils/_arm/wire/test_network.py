# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the door to Microsoft.Network makes of an answer that never came whole."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import Unreachable
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.network import Network
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ROUTE_TABLE, ResourceId
from azure.core.exceptions import HttpResponseError, IncompleteReadError

TABLE = ResourceId("s", "g", ROUTE_TABLE, ("rt",))


def written(error):
    """What comes of a write whose client raises this."""

    def raises(*_arguments, **_keywords):
        raise error

    door = Network(None, SimpleNamespace(resource_manager="https://arm.example"), agent="a", verify=True)
    door._operations = lambda _id: SimpleNamespace(begin_create_or_update=raises)
    with pytest.raises(Unreachable) as raised:
        door.write(TABLE, {}, {})
    return raised.value


@pytest.mark.parametrize("error", [IncompleteReadError("IncompleteRead(3 bytes read)"), HttpResponseError("no answer")])
def test_an_answer_that_broke_off_or_is_missing_is_none(error):
    assert written(error).transient
