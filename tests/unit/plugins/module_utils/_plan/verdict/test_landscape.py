# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What decides no verdict: which names a private zone holds, and what a lock holds."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import rulesets
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import (
    Landscape,
    Lock,
    holds_names,
    names_in,
)

from . import documents

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


FIREWALL = resource_ids.parse(LOCKED)


@pytest.mark.parametrize(
    ("found", "described", "address"),
    [
        (Landscape(FIREWALL, documents.firewall()), "firewall fw", "10.0.1.4"),
        (Landscape(FIREWALL, {}), "firewall fw", None),
        (Landscape(None, {}, appliance="10.9.9.9"), "appliance 10.9.9.9", "10.9.9.9"),
        (Landscape(FIREWALL, documents.firewall(), appliance="10.9.9.9"), "appliance fw", "10.9.9.9"),
    ],
)
def test_what_the_traffic_goes_through_has_a_name_and_an_address(found, described, address):
    assert (found.described, found.firewall_address) == (described, address)
    assert described.endswith(found.name)


def test_the_rules_of_a_governed_firewall_are_those_of_its_policies():
    own = documents.firewall(applications=[documents.allow(documents.application(to="a.contoso.com"))])
    chain = (Policy(documents.policy("p"), (documents.group("g", 300, documents.filters("theirs", 100, "Allow")),)),)
    classic, governed = Landscape(FIREWALL, own), Landscape(FIREWALL, own, chain=chain)
    assert classic.ruleset == rulesets.classic(own) and governed.ruleset == rulesets.of_policies(chain)
    assert classic.ruleset != governed.ruleset


def test_the_rules_that_may_concern_a_subnet_are_looked_for_once():
    rules = [
        documents.application(to="a.contoso.com"),
        documents.application("b", to="b.contoso.com", source="10.9.0.0/16"),
    ]
    found = Landscape(FIREWALL, documents.firewall(applications=[documents.allow(*rules)]))
    ours, theirs = found.rules_for((documents.SUBNET,)), found.rules_for(("10.9.0.0/24",))
    assert found.rules_for((documents.SUBNET,)) is ours
    assert ours != theirs and theirs != found.ruleset


def test_what_could_not_be_read_leaves_the_way_out_open():
    network = documents.virtual_network("10.20.0.0/16")
    hub = documents.table(("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4"))
    known = Landscape(FIREWALL, {}, virtual_network=network, route_table=hub).routing
    assert (known.has_default, known.unread, known.lonely, known.learned) == (True, "", False, False)
    unread = {"route_table": "It could not be read", "virtual_network": "It could not be read"}
    hidden = Landscape(FIREWALL, {}, unread=unread).routing
    assert (hidden.unread, hidden.lonely, hidden.learned) == ("It could not be read", True, True)
