# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster behind a classic firewall, one with a policy and one in a virtual hub: exactly the same passes."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, SUBNET_ID, dataplane
from ansible_collections.adx.outbound.tests.integration.runner import accepting
from ansible_collections.adx.outbound.tests.integration.sampled import only

pytestmark = pytest.mark.sdk
SOURCE, OTHER_SPOKE = "10.20.1.5", "10.20.2.5"
NEVER = ("evil.example.com", "login.microsoftonline.com.evil.example", "core.windows.net", "xvault.azure.net")


def asked(plan):
    """Every needed name, the port it does not need, and names nobody needs."""
    names = {one["fqdn"].replace("*", "some-host") for one in plan["dependencies"] if one["fqdn"]}
    ports = {one["port"] for one in plan["dependencies"]}
    return {(name, port) for name in (*names, *NEVER) for port in ports}


def needed(plan):
    return {(one["fqdn"].replace("*", "some-host"), one["port"]) for one in plan["dependencies"] if one["fqdn"]}


def locked_down(run, emulator, region, form):
    """What a lock-down lets pass, from the cluster's subnet and from another one."""
    emulator.reset("demo", region=region, firewall=form)
    before = dataplane.worlds.allowed(emulator, FIREWALL_ID, {(name, 443) for name in NEVER}, SOURCE)
    plan = run.lock_down(default_route="manage", **accepting(form))
    assert before == set() and plan["firewall"]["kind"] == form
    tags = {name: "EventHub" for name, port in asked(plan) if "servicebus" in name}
    passes = dataplane.worlds.allowed(emulator, FIREWALL_ID, asked(plan), SOURCE, tags=tags)
    assert passes == needed(plan), "exactly that"
    world = dataplane.worlds.network_of(emulator, FIREWALL_ID, SUBNET_ID)
    assert dataplane.next_hop(world.table, "8.8.8.8").address == plan["firewall"]["private_address"]
    return passes, dataplane.worlds.allowed(emulator, FIREWALL_ID, asked(plan), OTHER_SPOKE, tags=tags)


@pytest.mark.parametrize("region", only(["North Europe"], ["West US", "North Europe", "Australia East"]))
def test_the_same_is_allowed_whatever_kind_of_firewall_it_is(run, emulator, region):
    found = {form: locked_down(run, emulator, region, form) for form in ("classic", "policy", "hub")}
    assert found["classic"] == found["policy"] == found["hub"]
    passes, from_elsewhere = found["classic"]
    assert not from_elsewhere & passes, "the rules are the cluster's alone"
