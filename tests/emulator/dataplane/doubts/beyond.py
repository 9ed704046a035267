# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies behind the firewall: routes of its own subnet, its addresses, translation, intrusion detection.

None of it changes the verdict about the firewall; each world says what there is to tell.
"""

from __future__ import annotations

from ...worlds import PARENT_POLICY_ID, ids
from .around import (
    EXIT_TABLE_ID,
    HUB,
    add_exit_nat,
    add_exit_table,
    add_management,
    firewall,
    locked_by,
    policy,
    set_tier,
)
from .doubt import NAME, Doubt, locked, network_rule, route

TUNNEL, TRANSLATION, ADDRESS_MISSING, NAT, INTRUSION, UNREAD = (
    "tunnel",
    "translation",
    "no public address",
    "NAT gateway",
    "intrusion detection",
    "unread",
)
APPLIANCE = "10.0.9.4"
DECIDING = {
    "VirtualAppliance": {"appliances": ({APPLIANCE: True}, {})},
    "VirtualNetworkGateway": {"gateway_passes": (False, True)},
}
BY_NAME = network_rule(destinationFqdns=[NAME])
RANGES = (
    (["0.0.0.0/0"], TRANSLATION),
    (["255.255.255.255/32"], ""),
    (["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"], ""),
    (["10.0.0.0/8", "192.0.2.0/24"], TRANSLATION),
)


def plain(_random):
    """A firewall with a public address, and nothing around it."""
    return Doubt("plain", locked())


def tunnelled(random):
    """A route of the firewall's subnet leads elsewhere than to the internet."""
    documents, hop = locked(), random.choice(("VirtualAppliance", "None", "VirtualNetworkGateway", "Internet"))
    prefix, managed = random.choice(("0.0.0.0/0", "192.0.0.0/8")), random.random() < 0.7
    address = {"nextHopIpAddress": APPLIANCE} if hop == "VirtualAppliance" else {}
    add_exit_table(documents, route("on", prefix, hop, **address))
    if managed:
        add_management(documents)
    facts = dict(DECIDING.get(hop, {}))
    if not managed and prefix == "0.0.0.0/0":
        facts["tunnels_without_management"] = (False, True)
    name = f"tunnelled: {prefix} to {hop}, managed: {managed}"
    return Doubt(name, documents, facts=facts, beyond="" if hop == "Internet" else TUNNEL)


def table_unreadable(_random):
    """The table of the firewall's subnet may not be read."""
    documents = locked()
    add_management(documents)
    add_exit_table(documents, route("on", "0.0.0.0/0", "VirtualAppliance", nextHopIpAddress=APPLIANCE))
    led = documents.pop(EXIT_TABLE_ID.lower())
    none = {**led, "properties": {**led["properties"], "routes": []}}
    facts = {"appliances": ({APPLIANCE: True}, {})}
    return Doubt("table unreadable", documents, hidden={EXIT_TABLE_ID: (none, led)}, facts=facts, beyond=UNREAD)


def learned(random):
    """A gateway in the firewall's network may bring a default route, if the firewall's subnet takes any."""
    documents, kind = locked(), random.choice(("no table", "propagation off", "own default"))
    prefix = {"name": "GatewaySubnet", "id": f"{ids.HUB_ID}/subnets/GatewaySubnet"}
    properties = {"addressPrefix": "10.0.255.0/27", "provisioningState": "Succeeded"}
    documents[HUB]["properties"]["subnets"].append({**prefix, "properties": properties})
    add_management(documents)
    if kind != "no table":
        routes = [route("out", "0.0.0.0/0", "Internet")] if kind == "own default" else []
        add_exit_table(documents, *routes, propagation=kind == "own default")
    facts = {
        "learned": ((), (("0.0.0.0/0", "VirtualNetworkGateway"),)),
        "gateway_passes": (False, True),
    }
    return Doubt(f"learned, {kind}", documents, facts=facts, beyond=TUNNEL if kind == "no table" else "")


def untranslated(random):
    """A network rule lets pass, and the firewall keeps the client's address for some destinations."""
    documents, (ranges, told) = locked_by(BY_NAME), random.choice(RANGES)
    holder = random.choice(("own", "parent"))
    holder_id = PARENT_POLICY_ID if holder == "parent" else ids.FIREWALL_POLICY_ID
    policy(documents, holder_id)["snat"] = {"privateRanges": ranges, "autoLearnPrivateRanges": "Disabled"}
    return Doubt(f"untranslated: {ranges} of {holder}", documents, beyond=told)


def classic_ranges(_random):
    """What a classic firewall had for ranges counts no more under a policy."""
    documents = locked_by(BY_NAME)
    firewall(documents)["additionalProperties"] = {"Network.SNAT.PrivateRanges": "0.0.0.0/0"}
    return Doubt("classic ranges", documents)


def untranslated_beside(_random):
    """Ranges are for network rules, and an application rule lets pass: whether to tell of them is a matter of taste."""
    documents = locked()
    policy(documents)["snat"] = {"privateRanges": ["0.0.0.0/0"], "autoLearnPrivateRanges": "Disabled"}
    return Doubt("untranslated beside", documents, beyond=None)


def without_address(random):
    """The firewall has no public address of its own; a NAT gateway of its subnet may have one."""
    documents, tier, nat = locked(), random.choice(("Premium", "Basic")), random.random() < 0.4
    firewall(documents)["ipConfigurations"][0]["properties"].pop("publicIPAddress")
    add_management(documents)
    set_tier(documents, tier)
    if nat:
        add_exit_nat(documents)
    return Doubt(f"without address, {tier}, NAT: {nat}", documents, beyond=NAT if nat else ADDRESS_MISSING)


def behind_nat(_random):
    """What the firewall sends leaves with the addresses of a NAT gateway."""
    documents = locked()
    add_exit_nat(documents)
    return Doubt("behind NAT", documents, beyond=NAT)


def detected(random):
    """Intrusion detection may drop what a rule has let pass, but not what is spared, and not below Premium."""
    documents, tier = locked(), random.choice(("Premium", "Premium", "Standard"))
    mode, spared = random.choice(("Deny", "Deny", "Alert", "Off")), random.random() < 0.3
    set_tier(documents, tier)
    entry = {
        "name": "cluster",
        "protocol": "ANY",
        "sourceAddresses": ["10.20.1.0/24"],
        "destinationAddresses": ["*"],
        "destinationPorts": ["443"],
        "sourceIpGroups": [],
        "destinationIpGroups": [],
    }
    settings = {"mode": mode, "configuration": {"bypassTrafficSettings": [entry] if spared else []}}
    holder = random.choice((ids.FIREWALL_POLICY_ID, PARENT_POLICY_ID))
    policy(documents, holder)["intrusionDetection"] = settings
    facts = {"signatures": (frozenset(), frozenset({NAME})), "settings_inherited": (False, True)}
    told = INTRUSION if (tier, mode, spared) == ("Premium", "Deny", False) else ""
    name = f"detected, {tier}, {mode}, spared: {spared}, {holder.rpartition('/')[2]}"
    return Doubt(name, documents, facts=facts, beyond=told)


KINDS = (
    plain,
    tunnelled,
    tunnelled,
    table_unreadable,
    learned,
    untranslated,
    classic_ranges,
    untranslated_beside,
    without_address,
    behind_nat,
    detected,
)
