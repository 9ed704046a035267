# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about what blocks nothing today and surprises people later: addresses, locks, others' plans."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import context
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Besides, Lock

from ..verdict.documents import NOT_INJECTED, cluster, policy, table
from .scenarios import (
    DEFAULT,
    GOOD,
    HUB,
    LOCK,
    LOCKED,
    OF_CONTEXT,
    QUESTION,
    SUBNET,
    beside,
    codes,
    lock,
)

NETWORKS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"


def found_of(changes, question=QUESTION, *, diagnose=False):
    return list(context.findings(question, replace(GOOD, **changes), diagnose=diagnose))


@pytest.mark.parametrize("code", OF_CONTEXT)
def test_a_finding_is_raised_where_it_is_true_and_not_where_it_nearly_is(code):
    raising, near = OF_CONTEXT[code]
    assert code in codes(raising)
    assert code not in codes(near)


def test_where_nothing_was_read_besides_nothing_is_found():
    assert found_of({}) == []


def test_what_was_not_looked_at_is_a_finding_each():
    told = found_of(beside(unread=("The locks could not be read (403)", "The zones could not be read (403)")))
    assert [(one.code, one.subject, one.message) for one in told] == [
        ("not_looked_at", "fw", "The locks could not be read (403); no verdict depends on it."),
        ("not_looked_at", "fw", "The zones could not be read (403); no verdict depends on it."),
    ]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("ReadOnly", "Lock keep (ReadOnly) refuses any change of fw."),
        ("readonly", "Lock keep (readonly) refuses any change of fw."),
        ("CanNotDelete", "Lock keep (CanNotDelete) refuses the removal of anything of fw."),
    ],
)
def test_a_lock_is_told_with_what_it_refuses(level, words):
    (found,) = found_of(lock(HUB, level))
    assert (found.code, found.subject, found.message) == ("resource_lock", "keep", words)


def test_a_lock_is_told_with_everything_of_ours_that_it_holds():
    """The firewall, the subnet, the table, and of the policies the firewall's own, which alone is written."""
    parent, own = (
        Policy({**policy(name), "id": f"{NETWORKS}/firewallPolicies/{name}"}, ()) for name in ("root", "own")
    )
    held = Lock(f"/subscriptions/s{LOCK}", "keep", "ReadOnly")
    changes = {
        "firewall": {**GOOD.firewall, "id": LOCKED},
        "subnet": {
            "id": f"{NETWORKS}/virtualNetworks/v/subnets/snet",
            "name": "snet",
            "properties": {"addressPrefix": SUBNET},
        },
        "route_table": {**table(DEFAULT), "id": f"{NETWORKS}/routeTables/rt"},
        "chain": (parent, own),
        "besides": Besides(locks=(held,)),
    }
    (found,) = found_of(changes)
    assert found.message == "Lock keep (ReadOnly) refuses any change of fw, snet, rt, own."


def test_a_lock_of_something_else_is_none_of_ours():
    held = Lock(f"{HUB}/providers/Microsoft.Network/azureFirewalls/other{LOCK}", "keep", "ReadOnly")
    assert found_of({**lock(HUB), **beside(locks=(held,))}) == []


def test_what_is_not_there_or_has_no_id_is_held_by_no_lock():
    held = Besides(locks=(Lock(f"/subscriptions/s{LOCK}", "keep", "ReadOnly"),))
    nothing = {"route_table": None, "subnet": None, "firewall": {**GOOD.firewall, "id": LOCKED}, "besides": held}
    (found,) = found_of(nothing)
    assert found.message.endswith("refuses any change of fw.")
    assert found_of({"route_table": None, "subnet": None, "besides": held}) == [], "the firewall shows no id here"


@pytest.mark.parametrize(
    ("diagnose", "injected", "told"),
    [
        (True, False, ["not_diagnosed"]),
        (True, True, []),
        (False, False, []),
        (False, True, []),
    ],
    ids=["asked, not injected", "asked", "not asked, not injected", "not asked"],
)
def test_a_cluster_that_is_not_injected_is_not_asked_about(diagnose, injected, told):
    found = found_of({"cluster": cluster() if injected else NOT_INJECTED}, diagnose=diagnose)
    assert [one.code for one in found] == told
    assert all(one.subject == "c1" for one in found)


def test_what_the_service_finds_is_told_with_one_full_stop_each():
    told = found_of(beside(diagnosis=("'a:443' is not reached.", "'b:443' is not reached")), diagnose=True)
    assert [(one.code, one.message) for one in told] == [
        ("service_finding", "The service itself finds for cluster c1: 'a:443' is not reached."),
        ("service_finding", "The service itself finds for cluster c1: 'b:443' is not reached."),
    ]
