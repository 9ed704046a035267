# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an expression asks of each item of a list."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._glue import queries


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (None, set()),
        ("", set()),
        ("[?region == 'westus']", {"region"}),
        ("[?reigon == 'westus' && tags.env == 'x']", {"reigon", "tags"}),
        ("[?!injected || contains(name, 'a')].{a: anything}", {"injected", "name"}),
        ("[?sku.name == 'x'] | [0]", {"sku"}),
        ("[?public_ip_ids[0] == 'x']", {"public_ip_ids"}),
        ("[0]", set()),
        ("sort_by(@, &name)", set()),
    ],
)
def test_the_members_that_a_filter_asks_for_are_known_before_it_is_applied(text, asked):
    assert queries.asked_of_each(text) == asked
