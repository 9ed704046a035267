# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What decides no verdict: which names a private zone holds, and what a lock holds."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Lock, holds_names, names_in

HUB = "/subscriptions/s/resourceGroups/hub"
LOCKED = f"{HUB}/providers/Microsoft.Network/azureFirewalls/fw"
LOCK = "/providers/Microsoft.Authorization/locks/keep"


@pytest.mark.parametrize(
    ("zone", "name", "held"),
    [
        ("privatelink.blob.core.windows.net", "a.blob.core.windows.net", True),
        ("blob.core.windows.net", "a.blob.core.windows.net", True),
        ("Blob.Core.Windows.NET", "A.BLOB.core.windows.net", True),
        ("privatelink.blob.core.windows.net", "*.core.windows.net", True),
        ("core.windows.net", "*.blob.core.windows.net", True),
        ("core.windows.net", "*.core.windows.net", True),
        ("a.blob.core.windows.net", "a.blob.core.windows.net", True),
        ("privatelink.blob.core.windows.net", "a.queue.core.windows.net", False),
        ("lob.core.windows.net", "a.blob.core.windows.net", False),
        ("b.contoso.com", "a.contoso.com", False),
        ("windows.net", "*.core.windows.net", True),
        ("net.core.windows", "*.core.windows.net", False),
        ("ore.windows.net", "*.core.windows.net", False),
        ("hardcore.windows.net", "*.core.windows.net", False),
    ],
)
def test_a_private_zone_holds_the_names_below_it_with_and_without_its_prefix(zone, name, held):
    assert holds_names(zone, [name]) is held


def test_one_name_below_it_is_enough_and_without_names_there_is_none():
    assert holds_names("contoso.com", ["a.fabrikam.com", "a.contoso.com"]) is True
    assert holds_names("contoso.com", []) is False


def test_the_names_in_a_zone_are_told_as_they_were_written_and_in_their_order():
    names = ["B.contoso.com", "a.fabrikam.com", "a.contoso.com"]
    assert names_in("privatelink.contoso.com", names) == ["B.contoso.com", "a.contoso.com"]


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        (HUB, True),
        (HUB.upper(), True),
        (LOCKED, True),
        ("/subscriptions/s", True),
        (f"{LOCKED}-2", False),
        (HUB[:-1], False),
    ],
)
def test_a_lock_holds_what_is_in_its_scope(scope, held):
    lock = Lock(f"{scope}{LOCK}", "keep", "ReadOnly")
    assert lock.holds(LOCKED) is held
    assert lock.holds(resource_ids.parse(LOCKED)) is held


@pytest.mark.parametrize("kind", [LOCK, LOCK.lower(), LOCK.upper()], ids=["as written", "lower case", "upper case"])
def test_the_scope_of_a_lock_is_what_it_was_put_on(kind):
    assert Lock(f"{LOCKED}{kind}", "keep", "CanNotDelete").scope == LOCKED
