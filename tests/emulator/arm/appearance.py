# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one document can look like: the order, casing and fullness of answers, which promise nothing.

All of it is about showing. What is stored stays as it is, and so does what a test looks at behind the client's back.
"""

from __future__ import annotations

from . import catalogue

# What only the service fills in; the subnets of a network are the client's, those of a route table are not.
SERVER_MADE = frozenset(
    str.split(
        "ipConfigurations privateEndpoints serviceAssociationLinks resourceNavigationLinks actions locations "
        "firewalls childPolicies firewallPolicies ruleCollectionGroups kubeSelectorGroups networkInterfaces subnets"
    )
)
# Members that a document may lack, and that are null where a service writes every member it knows.
OPTIONAL = {
    "microsoft.network/azurefirewalls": ("firewallPolicy", "virtualHub", "managementIpConfiguration"),
    "microsoft.network/firewallpolicies": ("basePolicy", "dnsSettings", "snat", "intrusionDetection", "explicitProxy"),
    "microsoft.network/routetables": ("subnets",),
    "microsoft.network/routetables/routes": ("nextHopIpAddress",),
    "microsoft.network/virtualnetworks": ("dhcpOptions", "ddosProtectionPlan"),
    "microsoft.network/virtualnetworks/subnets": (
        "networkSecurityGroup",
        "routeTable",
        "natGateway",
        "serviceEndpoints",
        "ipConfigurations",
    ),
}


def of(call, document):
    """An answer as the switches want it shown."""
    switches, made = call.switches, document
    if not isinstance(made, dict):
        return made
    if switches.shuffled and call.method == "GET":
        made = _turned(made, _turn(call))
    if switches.optional_members != "as_recorded" and catalogue.find(call.target.type) is not None:
        made = _bare(made, switches.optional_members)
    if switches.etags == "none":
        made = _without_etags(made)
    if switches.id_casing != "keep":
        made = _in_case(made, {"lower": str.lower, "upper": str.upper}[switches.id_casing])
    return made


def headers(call, given):
    """The headers of an answer, without what the switches take away."""
    if call.switches.etags == "none":
        return {name: value for name, value in given.items() if name != "ETag"}
    return given


def _turn(call):
    """How often this was read."""
    call.core.turns[call.target.path.lower()] += 1
    return call.core.turns[call.target.path.lower()]


def _turned(value, turn):
    if isinstance(value, list):
        return [_turned(item, turn) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: _turned(item, turn) for name, item in value.items()}
    for name in SERVER_MADE & made.keys():
        items = made[name]
        if isinstance(items, list) and items and not any(_has_content(item) for item in items):
            start = turn % len(items)
            made[name] = [*items[start:], *items[:start]]
    return made


def _has_content(item):
    return isinstance(item, dict) and "properties" in item


def _bare(value, way):
    """A document whose empty members are null or missing; everything outside of properties stays."""
    if isinstance(value, list):
        return [_bare(item, way) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: _bare(item, way) for name, item in value.items() if name != "properties"}
    if isinstance(value.get("properties"), dict):
        known = OPTIONAL.get(str(value.get("type", "")).lower(), ())
        made["properties"] = _emptied(_filled(value["properties"], known), way)
    return {name: made[name] for name in value}


def _filled(properties, known):
    return {**properties, **{name: None for name in known if name not in properties}}


def _emptied(value, way):
    if isinstance(value, list):
        return [_emptied(item, way) if not _has_content(item) else _bare(item, way) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: None if item in ([], {}, None) else _emptied(item, way) for name, item in value.items()}
    return made if way == "null" else {name: item for name, item in made.items() if item is not None}


def _without_etags(value):
    if isinstance(value, list):
        return [_without_etags(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _without_etags(item) for name, item in value.items() if name != "etag"}


def _in_case(value, change):
    """Ids, and whatever else begins like one: a reference, the subnet of a cluster, the IP group of a rule."""
    if isinstance(value, list):
        return [_in_case(item, change) for item in value]
    if isinstance(value, dict):
        return {name: _in_case(item, change) for name, item in value.items()}
    is_id = isinstance(value, str) and value.lower().startswith("/subscriptions/")
    return change(value) if is_id else value
